/** The JSON Schema accepts what `normalize` accepts, and leaves to it only what relates fields to each other. */
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../src/errors.js";
import { toDocument } from "../src/tree/document.js";
import type { ScheduleNode } from "../src/tree/node.js";
import { normalize } from "../src/tree/normalize.js";
import { scheduleSchema } from "../src/tree/schema.js";
import { cases } from "./support/random-cases.js";
import { randomTrees } from "./support/random-trees.js";

// Strict: a keyword that the schema misspells is an error.
const isDocument = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(scheduleSchema);
const isTree = (root: unknown): boolean => isDocument(toDocument(root as ScheduleNode));

/** What a JSON Schema has no words for. */
const RELATIONS =
  /at or after start|the one before it|one more than the|at least the minimum|is geometric|finite distance|keeps time in the range of float64/;

function refusalOf(tree: unknown): string | null {
  try {
    normalize(tree);
    return null;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.message;
    throw error;
  }
}

type Json = { [field: string]: unknown };

/** Every object of a JSON value: nodes and easings. */
function objectsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  if (typeof value !== "object" || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsOf)];
}

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    false,
    "x",
    "right",
    "hold",
    -1,
    0,
    0.5,
    1,
    3,
    1e308,
    [],
    {},
    [1],
    ["a"],
  ),
  fc.constantFrom<unknown[]>(
    [1, "a"],
    { kind: "constant" },
    { kind: "constant", value: 1 },
    { kind: "linear" },
  ),
);

/** A tree with one field of one object replaced, removed or added. */
const damagedTrees = fc
  .record({
    tree: randomTrees({ maxDepth: 3 }),
    where: fc.nat(),
    field: fc.nat(),
    how: fc.constantFrom("replace", "remove", "add"),
    value: anything,
  })
  .map(({ tree, where, field, how, value }) => {
    const copy = structuredClone(tree) as unknown as Json;
    const objects = objectsOf(copy);
    const victim = objects[where % objects.length] as Json;
    const names = Object.keys(victim);
    const name = names[field % names.length] as string;
    if (how === "replace") victim[name] = value;
    else if (how === "remove") delete victim[name];
    else victim.extra = value;
    return copy as unknown;
  });

describe("scheduleSchema", () => {
  test("accepts every tree, complete or with its defaults omitted", () => {
    fc.assert(
      fc.property(randomTrees(), (tree) => {
        expect(isTree(tree)).toBe(true);
      }),
      { numRuns: cases(3_000) },
    );
  });

  test("agrees with normalize on damaged trees, but for relations between fields", () => {
    const seen = { accepted: 0, refused: 0, relations: 0 };
    fc.assert(
      fc.property(damagedTrees, (tree) => {
        const refusal = refusalOf(tree);
        if (refusal === null) {
          seen.accepted++;
          expect(isTree(tree)).toBe(true);
        } else if (RELATIONS.test(refusal)) {
          seen.relations++;
        } else {
          seen.refused++;
          expect(isTree(tree)).toBe(false);
        }
      }),
      { numRuns: cases(5_000, 1_000) },
    );
    expect(Math.min(seen.accepted, seen.refused, seen.relations)).toBeGreaterThan(0);
  });

  test("has the defaults of normalize", () => {
    const required = {
      constant: { value: 1 },
      ramp: { start: 0, end: 1, from: 0, to: 1 },
      power: { exponent: 1 },
      stairs: { boundaries: [], values: [1] },
      table: { values: [1] },
      time: { child: { kind: "constant", value: 1 } },
      cycles: { child: { kind: "constant", value: 1 }, length: 1 },
      join: { boundaries: [], children: [{ kind: "constant", value: 1 }] },
      product: { children: [{ kind: "constant", value: 1 }] },
      sum: { children: [{ kind: "constant", value: 1 }] },
      clamp: { child: { kind: "constant", value: 1 } },
    };
    const { $defs } = scheduleSchema as unknown as {
      $defs: { node: { anyOf: { properties: Record<string, { const?: string; default?: unknown }> }[] } };
    };
    for (const { properties } of $defs.node.anyOf) {
      const kind = properties.kind?.const as keyof typeof required;
      const node = normalize({ kind, ...required[kind] }) as unknown as Json;
      expect(Object.keys(properties).sort()).toEqual(Object.keys(node).sort());
      for (const [name, { default: otherwise }] of Object.entries(properties)) {
        if (otherwise !== undefined) expect([name, node[name]]).toEqual([name, otherwise]);
      }
    }
  });

  test.each([
    {},
    { format: "anneal/schedule", version: 1 },
    { format: "anneal/schedule", version: 2, root: { kind: "constant", value: 1 } },
    { format: "anneal", version: 1, root: { kind: "constant", value: 1 } },
    { format: "anneal/schedule", version: 1, root: { kind: "constant", value: 1 }, name: "x" },
    { kind: "constant", value: 1 },
  ])("rejects the envelope of %j", (document) => {
    expect(isDocument(document)).toBe(false);
  });
});
