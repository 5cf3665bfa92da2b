/** Optimizers whose parameters are in several arenas: the same in everything but memory. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import type { Arena, Engine } from "../src/optimizers/engine.js";
import { hostEngine } from "../src/optimizers/host/host-engine.js";
import { firstDifference } from "./support/float32-bits.js";
import { cases, shared } from "./support/random-cases.js";
import { everything, gradient, gradients, initial, ruleCases } from "./support/rules.js";

/** An engine with small arenas, and those that it has made. */
function smallArenas(arenaBytes: number, mostArenas = Number.POSITIVE_INFINITY) {
  const arenas: (Arena & { isReleased: boolean })[] = [];
  const engine: Engine = {
    name: "host",
    arenaBytes,
    createArena(byteLength) {
      expect(byteLength).toBeLessThanOrEqual(arenaBytes);
      if (arenas.length >= mostArenas) throw new core.OutOfMemoryError(byteLength, null, "no room today");
      const arena = Object.assign(hostEngine.createArena(byteLength), { isReleased: false });
      arena.release = () => {
        arena.isReleased = true;
      };
      arenas.push(arena);
      return arena;
    },
  };
  return { engine, arenas };
}

/** Of all that an optimizer needs: enough for the largest tensor of the rules' cases, not for all. */
const SHARE = 0.75;

describe.each(shared(ruleCases, 6).map((one) => [one.title, one] as const))(
  "%s in several arenas",
  (_, one) => {
    const shapes =
      one.rule.name === "Muon"
        ? [
            [30, 40],
            [1, 3],
            [30, 30],
            [25, 40],
          ]
        : [[40, 30], [1501], [0], [7], [2, 20, 30]];
    const sized = { ...one, shapes };

    test("has the bits of one, and their states are each other's", () => {
      const create = (on: Engine) => {
        const params = initial(sized);
        const groups = [
          { params: params.slice(0, 2), lr: 0.01 },
          { params: params.slice(2), lr: 0.02 },
        ];
        const optimizer = new core.Optimizer(
          one.rule,
          groups as never,
          { ...one.options, memory: "resident", ema: { decay: 0.9 } } as never,
          on,
        );
        optimizer.train();
        return optimizer;
      };
      const large = smallArenas(Number.MAX_SAFE_INTEGER);
      const whole = create(large.engine);
      expect(large.arenas).toHaveLength(1);
      const { engine, arenas } = smallArenas(SHARE * (large.arenas[0] as Arena).buffer.byteLength);
      const parted = create(engine);
      expect(arenas.length).toBeGreaterThan(1);
      const step = (optimizer: core.Optimizer, t: number) => {
        const grads = gradients(sized, t).map((grad, i) => (t === 1 && i % 2 === 1 ? null : grad));
        const norm = optimizer.clipGradNorm(1, { grads, group: t % 2 });
        return { norm, report: optimizer.step({ grads }) };
      };
      for (let t = 0; t < 3; t++) expect(step(parted, t)).toEqual(step(whole, t));
      const [ofWhole, ofParted] = [whole.stateDict(), parted.stateDict()];
      whole.loadStateDict(ofParted);
      parted.loadStateDict(ofWhole);
      expect(step(parted, 3)).toEqual(step(whole, 3));
      for (const each of [whole, parted]) each.eval();
      expect(firstDifference(everything(whole), everything(parted))).toBeNull();
      expect(firstDifference(parted.emaParams(), whole.emaParams())).toBeNull();
      parted.dispose();
      expect(arenas.every(({ isReleased }) => isReleased)).toBe(true);
    });
  },
);

test("arenas of any size hold any parameters that fit one by one", () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 12 });
  const law = fc.property(shapes, fc.integer({ min: 120_000, max: 400_000 }), (lengths, arenaBytes) => {
    fc.pre(lengths.some((length) => length > 0));
    const { engine, arenas } = smallArenas(arenaBytes);
    const params = () => lengths.map((length, i) => gradient(length, i));
    const [whole, parted] = [hostEngine, engine].map(
      (on) => new core.Optimizer(core.adamw, params(), { memory: "resident" }, on),
    ) as unknown as [core.Optimizer, core.Optimizer];
    const grads = lengths.map((length, i) => gradient(length, 100 + i));
    for (const each of [whole, parted]) each.step({ grads });
    expect(firstDifference(everything(whole), everything(parted))).toBeNull();
    expect(parted.groups).toHaveLength(1);
    expect(parted.groups[0]).toMatchObject({ start: 0, end: lengths.length });
    expect(arenas.length).toBeLessThanOrEqual(lengths.length);
  });
  fc.assert(law, { numRuns: cases(60) });
});

describe("a group in several arenas", () => {
  const create = () => {
    const { engine, arenas } = smallArenas(90_000);
    const params = [2000, 3000, 2500, 1500].map((length, i) => gradient(length, i));
    const whole = new core.Optimizer(core.adamwScheduleFree, params, { memory: "resident" });
    const parted = new core.Optimizer(core.adamwScheduleFree, params, { memory: "resident" }, engine);
    for (const each of [whole, parted]) each.train();
    return { whole, parted, arenas, params };
  };

  test("has one set of hyper-parameters, and carries one set of numbers", () => {
    const { whole, parted, arenas, params } = create();
    expect(arenas.length).toBeGreaterThan(1);
    for (let t = 0; t < 4; t++) {
      for (const each of [whole, parted]) {
        const group = each.groups[0] as core.ParameterGroup;
        group.lr = 0.1 / (t + 1);
        // In one step no parameter of the first arena has a gradient.
        const skip = t === 1 ? [0, 1, 2] : t === 2 ? [3] : [];
        each.step({ grads: params.map(({ length }, i) => gradient(length, 10 * t + i)), skip });
      }
    }
    expect(firstDifference(everything(parted), everything(whole))).toBeNull();
    expect(parted.groups).toHaveLength(1);
    expect(parted.step({ skip: [0, 1, 2, 3] }).lr).toEqual([0.025]);
  });

  test("of the caller's arrays keeps their state there", () => {
    const { engine, arenas } = smallArenas(140_000);
    const params = () => [5000, 7000, 6000].map((length, i) => gradient(length, i));
    const [own, others] = [params(), params()];
    const parted = new core.Optimizer(core.adamw, own, { memory: "caller" }, engine);
    const whole = new core.Optimizer(core.adamw, others, { memory: "caller" });
    const grads = own.map(({ length }, i) => gradient(length, 9 + i));
    for (const each of [parted, whole]) each.step({ grads });
    expect(firstDifference(own, others)).toBeNull();
    expect(arenas.length).toBeGreaterThan(1);
  });

  test("can be followed by groups that are added", () => {
    const { whole, parted, arenas } = create();
    const before = arenas.length;
    for (const each of [whole, parted])
      each.addGroup({ params: [gradient(3000, 7), gradient(3500, 8)], lr: 0.5 });
    expect(arenas.length).toBeGreaterThan(before);
    expect(parted.groups.map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [4, 6],
    ]);
    expect(parted.groups[1]?.lr).toBe(0.5);
    const grads = parted.params.map(({ length }, i) => gradient(length, i));
    for (const each of [whole, parted]) each.step({ grads });
    expect(firstDifference(everything(parted), everything(whole))).toBeNull();
    expect(() => parted.clipGradNorm(1, { group: 2 })).toThrow(/0 to 1/);
  });
});

describe("parameters that don't fit", () => {
  test("one by one are refused with the parameter and the numbers", () => {
    const { engine, arenas } = smallArenas(200_000);
    const create = () =>
      new core.Optimizer(core.adamw, { small: gradient(10, 1), large: gradient(40_000, 2) }, {}, engine);
    expect(create).toThrow(core.OutOfMemoryError);
    expect(create).toThrow(
      /^\d+ bytes are needed, more than the 200000 that fit; the parameter "large" of 40000 values/,
    );
    expect(arenas).toHaveLength(0);
  });

  test("together are refused with the numbers, and nothing is kept", () => {
    const { engine, arenas } = smallArenas(200_000, 2);
    const lengths = Array<number>(8).fill(5000);
    const create = () => new core.Optimizer(core.adamw, lengths, {}, engine);
    let error: unknown;
    try {
      create();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(core.OutOfMemoryError);
    expect(error).toMatchObject({ limitBytes: null });
    expect((error as core.OutOfMemoryError).requestedBytes).toBeGreaterThan(16 * 40_000);
    expect((error as Error).message).toMatch(
      /in \d memories of up to 200000 bytes, and there was room for 2$/,
    );
    expect(arenas).toHaveLength(2);
    expect(arenas.every(({ isReleased }) => isReleased)).toBe(true);
  });

  test("leave an optimizer as it was when they are added", () => {
    const { engine, arenas } = smallArenas(100_000);
    const optimizer = new core.Optimizer(core.adamw, [gradient(300, 1)], { memory: "resident" }, engine);
    expect(() => optimizer.addGroup({ params: [gradient(10_000, 2)] })).toThrow(core.OutOfMemoryError);
    expect(optimizer.groups).toHaveLength(1);
    expect(optimizer.step({ grads: [gradient(300, 3)] }).stepped).toBe(true);
    expect(arenas).toHaveLength(1);
  });
});
