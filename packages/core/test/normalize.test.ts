/** What a hand-written tree becomes, and how large it may be. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../src/errors.js";
import type { ScheduleDraft } from "../src/tree/draft.js";
import type { ScheduleNode } from "../src/tree/node.js";
import { MAX_DEPTH, MAX_NODES, normalize } from "../src/tree/normalize.js";
import { cases } from "./support/random-cases.js";
import { randomTrees } from "./support/random-trees.js";
import { refusal as refusalOf } from "./support/refusals.js";

const one = { kind: "constant", value: 1 } as const;
const linearEasing = { kind: "linear", timeExponent: 1 };
const ramp = { kind: "ramp", start: 0, end: 10, from: 1, to: 2 } as const;
const stairs = { kind: "stairs", boundaries: [1, 2], values: [3, 4, 5] } as const;
const table = { kind: "table", values: [1, 2] } as const;
const time = { kind: "time", child: one } as const;
const cycles = { kind: "cycles", child: one, length: 10 } as const;
const join = { kind: "join", boundaries: [5], children: [one, one] } as const;

const refusal = (tree: unknown) => refusalOf(() => normalize(tree));

function nodesOf(node: ScheduleNode): ScheduleNode[] {
  const below = "children" in node ? node.children : "child" in node ? [node.child] : [];
  return [node, ...below.flatMap(nodesOf)];
}

describe("defaults", () => {
  const complete: readonly (readonly [ScheduleDraft, ScheduleNode])[] = [
    [
      ramp,
      {
        ...ramp,
        easing: linearEasing,
        interpolation: "arithmetic",
        before: "hold",
        after: "hold",
      } as ScheduleNode,
    ],
    [
      { kind: "power", exponent: -1 },
      { kind: "power", scale: 1, offset: 0, slope: 1, exponent: -1 },
    ],
    [stairs, { ...stairs, side: "right" }],
    [table, { ...table, start: 0, interpolation: "previous" }],
    [time, { ...time, shift: 0, scale: 1, minimum: null, maximum: null, quantum: null }],
    [
      cycles,
      {
        ...cycles,
        multiplier: 1,
        peak: 1,
        floor: 0,
        decay: 1,
        decayOf: "peak",
        limit: null,
        afterwards: 0,
      },
    ],
    [join, { ...join, rebase: true, side: "right", labels: null }],
    [
      { kind: "clamp", child: one },
      { kind: "clamp", child: one, minimum: null, maximum: null },
    ],
  ];

  test.each(complete)("%j", (draft, node) => {
    expect(normalize(draft)).toEqual(node);
  });

  test.each([
    [{ kind: "linear" }, linearEasing],
    [
      { kind: "power", exponent: 2 },
      { kind: "power", exponent: 2, timeExponent: 1 },
    ],
    [
      { kind: "reversePower", exponent: 2 },
      { kind: "reversePower", exponent: 2, timeExponent: 1 },
    ],
    [{ kind: "cosine" }, { kind: "cosine", exponent: 1, halfCycles: 1, timeExponent: 1 }],
    [
      { kind: "tanh", lower: -7, upper: 3 },
      { kind: "tanh", lower: -7, upper: 3, timeExponent: 1 },
    ],
    [{ kind: "halfLife" }, { kind: "halfLife", timeExponent: 1 }],
    [
      { kind: "rational", curvature: 1 },
      { kind: "rational", curvature: 1, timeExponent: 1 },
    ],
    [
      { kind: "logarithmic", base: 2 },
      { kind: "logarithmic", base: 2, timeExponent: 1 },
    ],
  ])("easing %j", (easing, full) => {
    expect(normalize({ ...ramp, easing })).toMatchObject({ easing: full });
  });

  test("a field that holds undefined counts as omitted", () => {
    expect(normalize({ ...time, shift: undefined, quantum: undefined })).toEqual(normalize(time));
  });
});

describe("the copy", () => {
  test("of a complete tree equals it, to the bit", () => {
    fc.assert(
      fc.property(randomTrees(), (tree) => {
        expect(normalize(tree)).toStrictEqual(tree);
      }),
      { numRuns: cases(1000) },
    );
  });

  test("is frozen all the way down and shares nothing with the input", () => {
    fc.assert(
      fc.property(randomTrees(), (tree) => {
        const mine = new Set<unknown>(nodesOf(tree));
        for (const node of nodesOf(normalize(tree))) {
          expect(mine.has(node)).toBe(false);
          for (const held of [node, ...Object.values(node)]) expect(Object.isFrozen(held)).toBe(true);
        }
      }),
      { numRuns: cases(300) },
    );
  });

  test("does not follow later changes of the input", () => {
    const boundaries = [1, 2];
    const node = normalize({ ...stairs, boundaries });
    boundaries[0] = 99;
    expect(node).toMatchObject({ boundaries: [1, 2] });
  });

  test("takes typed arrays", () => {
    const boundaries = new Uint32Array([1, 2]);
    const values = new Float64Array([3, 4, 5]);
    expect(normalize({ kind: "stairs", boundaries, values })).toEqual(normalize(stairs));
  });

  test("has 0 in place of -0, which JSON text would lose", () => {
    const node = normalize({ kind: "table", start: -0, values: [-0, 5e-324, 1e308] });
    expect(node).toStrictEqual({
      kind: "table",
      start: 0,
      values: [0, 5e-324, 1e308],
      interpolation: "previous",
    });
  });

  test("of a normalized tree is that tree, also as a part of another", () => {
    const inner = normalize(ramp);
    expect(normalize(inner)).toBe(inner);
    expect(normalize({ kind: "sum", children: [inner, one] })).toMatchObject({ children: [inner, one] });
    expect(
      (normalize({ kind: "sum", children: [inner] }) as unknown as { children: unknown[] }).children[0],
    ).toBe(inner);
  });

  test("normalizes a frozen tree that it did not create", () => {
    expect(refusal(Object.freeze({ kind: "constant", value: Number.NaN })).argument).toBe("root.value");
  });

  test("of a node that occurs twice occurs twice", () => {
    const shared = { ...ramp };
    const node = normalize({ kind: "product", children: [shared, shared] }) as unknown as {
      children: unknown[];
    };
    expect(node.children[0]).toBe(node.children[1]);
  });
});

describe("valid edge cases", () => {
  test.each([
    { ...stairs, boundaries: [2, 2] },
    { ...join, boundaries: [3, 3], children: [one, one, one] },
    { kind: "stairs", boundaries: [], values: [1] },
    { kind: "join", boundaries: [], children: [one] },
    { ...ramp, start: 10 },
    { ...ramp, interpolation: "geometric", from: -2, to: -1 },
    { ...cycles, multiplier: 0.5 },
    { ...cycles, limit: Number.MAX_SAFE_INTEGER },
    { kind: "power", scale: -1e308, offset: -5, slope: 0, exponent: 0.5 },
    { kind: "clamp", child: one, minimum: 1, maximum: 1 },
  ])("%j", (tree) => {
    expect(normalize(tree)).toMatchObject(tree);
  });
});

describe("size and shape of the whole", () => {
  const nested = (depth: number): unknown => {
    let tree: unknown = one;
    for (let level = 1; level < depth; level++) tree = { kind: "sum", children: [tree] };
    return tree;
  };
  /** 2^levels leaves, of which each exists once. */
  const doubled = (levels: number): unknown => {
    let tree: unknown = one;
    for (let level = 0; level < levels; level++) tree = { kind: "sum", children: [tree, tree] };
    return tree;
  };

  test("the deepest tree is 64 nodes deep", () => {
    expect(nodesOf(normalize(nested(MAX_DEPTH)))).toHaveLength(64);
    expect(refusal(nested(MAX_DEPTH + 1)).message).toMatch(/in a tree of depth 64 or less; got 65$/);
    expect(() => normalize(nested(100_000))).toThrow(InvalidArgumentError);
  });

  test("depth also counts where a part was normalized before or occurs twice", () => {
    const part = normalize(nested(MAX_DEPTH));
    expect(refusal({ kind: "sum", children: [part] }).argument).toBe("root.children[0]");
    const shared = nested(40);
    let tree: unknown = shared;
    for (let level = 0; level < 30; level++) tree = { kind: "sum", children: [tree] };
    expect(refusal({ kind: "sum", children: [shared, tree] }).message).toMatch(/depth 64 or less/);
  });

  test("the largest tree has 100,000 nodes", () => {
    const leaves = (count: number) => ({
      kind: "sum",
      children: Array.from({ length: count }, () => ({ ...one })),
    });
    expect(nodesOf(normalize(leaves(MAX_NODES - 1)))).toHaveLength(100_000);
    expect(refusal(leaves(MAX_NODES)).message).toMatch(/at most 100000 nodes/);
  });

  test("a node counts as often as it is evaluated, and refusing many takes no time", () => {
    expect(nodesOf(normalize(doubled(15)))).toHaveLength(2 ** 16 - 1);
    expect(refusal(doubled(16)).message).toMatch(/at most 100000 nodes/);
    expect(refusal(doubled(60)).message).toMatch(/at most 100000 nodes/);
    expect(
      refusal({ kind: "sum", children: [normalize(doubled(15)), normalize(doubled(15))] }).argument,
    ).toBe("root");
  });

  test("a tree that contains itself is rejected", () => {
    const loop: { kind: string; children: unknown[] } = { kind: "sum", children: [one] };
    loop.children.push({ kind: "clamp", child: loop });
    expect(refusal(loop).argument).toBe("root.children[1].child");
    expect(refusal(loop).message).toMatch(/does not contain itself/);
  });
});
