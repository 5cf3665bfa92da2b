/** Slots in 8 bits or in bfloat16: which rules take them, and that a run is the same however it is cut or saved. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AdamW,
  adamw,
  checkpointToJSON,
  defineRule,
  InvalidArgumentError,
  Optimizer,
  type OptimizerState,
  Prodigy,
  RMSprop,
  restoreCheckpoint,
  SGD,
} from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { type PackedCase, packedCases } from "./support/low-memory.js";
import { cases, shared } from "./support/random-cases.js";
import { everything, gradient, gradients, initial } from "./support/rules.js";

function create({ rule, options }: PackedCase, params: object[], more: object = {}): Optimizer {
  const optimizer = new Optimizer(rule, params as never, { ...options, ...more });
  optimizer.train();
  return optimizer;
}

/** What a state holds of a slot of the first parameter, in bfloat16. */
function halvesOf({ params: [first] }: OptimizerState, name: string): Uint16Array {
  const slot = first?.packed?.[name];
  if (slot === undefined || !("bfloat16" in slot)) throw new Error(`${name} is not in bfloat16`);
  return slot.bfloat16;
}

test("the rules that take 8 bits are those with moments that bitsandbytes quantizes", () => {
  const names = packedCases.filter(({ precision }) => precision === "8bit").map(({ rule }) => rule.name);
  expect([...new Set(names)].sort()).toEqual(["AdEMAMix", "Adam", "AdamW", "LAMB", "Lion", "SGD"]);
  const others = packedCases.filter(({ precision }) => precision === "bf16").map(({ rule }) => rule.name);
  expect(new Set(others).size).toBeGreaterThan(15);
});

describe.each(shared(packedCases, 6))("$title", (one) => {
  const grads = (t: number) => gradients(one, t);

  test("saved and loaded, a run goes on with the same bits, in arrays of either kind", () => {
    const whole = create(one, initial(one));
    let resumed = create(one, initial(one));
    for (let t = 0; t < 4; t++) {
      const given = grads(t).map((grad, i) => (t === 1 && i === 0 ? null : grad));
      if (t === 2) {
        const values = resumed.params.map((param) => Float32Array.from(param));
        const params = one.shapes.map((shape, i) => ({ shape, values: values[i] }));
        const next = create(one, params, { memory: "caller" });
        next.loadStateDict(structuredClone(resumed.stateDict()));
        resumed = next;
      }
      for (const each of [whole, resumed]) each.step({ grads: given });
    }
    expect(firstDifference(everything(resumed), everything(whole))).toBeNull();
    expect(resumed.stateDict()).toEqual(whole.stateDict());
  });

  test("stays near the run with float32 slots", () => {
    const packed = create(one, initial(one));
    const plain = create(one, initial(one), { state: "float32" });
    const start = plain.params.map((param) => Float32Array.from(param));
    for (let t = 0; t < 3; t++) for (const each of [packed, plain]) each.step({ grads: grads(t) });
    const distance = (a: readonly Float32Array[], b: readonly Float32Array[]) =>
      Math.sqrt(
        a.reduce(
          (sum, each, i) => sum + each.reduce((s, x, k) => s + (x - (b[i]?.[k] as number)) ** 2, 0),
          0,
        ),
      );
    expect(distance(packed.params, plain.params)).toBeLessThan(0.35 * distance(start, plain.params));
  });
});

describe("8-bit slots", () => {
  test("any lengths, in one group or in several, have the same bits", () => {
    const length = fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 16_000, max: 17_000 }));
    fc.assert(
      fc.property(fc.array(length, { minLength: 1, maxLength: 4 }), (lengths) => {
        const values = () => lengths.map((each, i) => gradient(each, i));
        const together = new AdamW(values(), { state: "8bit", memory: "resident" });
        const apart = new AdamW(
          values().map((each) => ({ params: [each] })),
          { state: "8bit", memory: "caller" },
        );
        for (let t = 0; t < 2; t++) {
          const grads = lengths.map((each, i) => gradient(each, 50 * t + i));
          for (const each of [together, apart]) each.step({ grads });
        }
        expect(firstDifference(apart.params, together.params)).toBeNull();
        expect(apart.stateDict().params).toEqual(together.stateDict().params);
      }),
      { numRuns: cases(8) },
    );
  });

  test("are kept for 4096 values and more, with one magnitude a block, the last of which may be short", () => {
    const { params } = new AdamW([4095, 4096, 4097], { state: "8bit" }).stateDict();
    expect(params.map(({ slots }) => Object.keys(slots))).toEqual([["expAvg", "expAvgSq"], [], []]);
    const absmax = params.map(({ packed }) => packed?.expAvg as { absmax: Float32Array } | undefined);
    expect(absmax.map((slot) => slot?.absmax.length)).toEqual([undefined, 16, 17]);
  });

  test("of a rule of one's own that says so", () => {
    const { update, hyper, flags, slots } = adamw;
    const own = defineRule({ name: "Own", hyper, flags, slots, update: update as never } as never);
    const optimizers = [adamw, own].map((rule) => new Optimizer(rule, [5000], { state: "8bit" }));
    for (const each of optimizers) each.step({ grads: [gradient(5000, 1)] });
    const [ours, theirs] = optimizers.map((each) => each.params);
    expect(firstDifference(ours as Float32Array[], theirs as Float32Array[])).toBeNull();
  });

  test("the average of the parameters stays float32", () => {
    const optimizers = (["8bit", "float32"] as const).map(
      (state) => new AdamW([gradient(5000, 3)], { state, ema: { decay: 0.5 }, memory: "resident" }),
    );
    for (const each of optimizers) each.step({ grads: [gradient(5000, 4)] });
    const [packed, plain] = optimizers.map((each) => each.emaParams());
    // The first update is made of gradients alone.
    expect(firstDifference(packed as Float32Array[], plain as Float32Array[])).toBeNull();
  });
});

describe("bfloat16 slots", () => {
  const run = (options: object, steps = 3) => {
    const optimizer = new AdamW([gradient(3000, 1)], { state: "bf16", memory: "resident", ...options });
    for (let t = 0; t < steps; t++) optimizer.step({ grads: [gradient(3000, t)] });
    return optimizer;
  };

  test("the same seed gives the same bits, another seed others", () => {
    expect(run({ seed: 5 }).stateDict()).toEqual(run({ seed: 5 }).stateDict());
    expect(run({ seed: 6 }).stateDict().params).not.toEqual(run({ seed: 5 }).stateDict().params);
    expect(run({}).stateDict()).toEqual(run({ seed: 0 }).stateDict());
  });

  test("a loaded state brings its seed", () => {
    const saved = run({ seed: 4_294_967_295 });
    const loaded = run({ seed: 1 });
    loaded.loadStateDict(saved.stateDict());
    loaded.params[0]?.set(saved.params[0] as Float32Array);
    for (const each of [saved, loaded]) each.step({ grads: [gradient(3000, 9)] });
    expect(loaded.stateDict()).toEqual(saved.stateDict());
  });

  test("an average of many small changes moves, where rounding to the nearest would keep it", () => {
    const optimizer = new AdamW([1000], { state: "bf16", betas: [0.9, 0.999], lr: 0 });
    for (let t = 0; t < 300; t++) optimizer.step({ grads: [new Float32Array(1000).fill(1)] });
    const bfloat16 = halvesOf(optimizer.stateDict(), "expAvgSq");
    const values = new Float32Array(Uint32Array.from(bfloat16, (bits) => bits << 16).buffer);
    const mean = values.reduce((sum, value) => sum + value, 0) / 1000;
    expect(Math.abs(mean / (1 - 0.999 ** 300) - 1)).toBeLessThan(0.01);
  });
});

describe("what is refused", () => {
  test.each<[string, () => unknown]>([
    ['state must be "float32", "8bit" or "bf16"', () => new AdamW([1], { state: "fp8" as never })],
    ['state must be "float32" or "bf16" for RMSprop; got "8bit"', () => new RMSprop([1], { state: "8bit" })],
    ["state must be", () => new Prodigy([5000], { state: "8bit" })],
    ['state must be "float32": SGD keeps no slots here', () => new SGD([5000], { state: "8bit" })],
    ['state must be "float32": SGD keeps no slots here', () => new SGD([5000], { state: "bf16" })],
    ["seed must be undefined without", () => new AdamW([1], { seed: 1 })],
    ["seed must be undefined without", () => new AdamW([1], { state: "8bit", seed: 1 })],
    ["seed must be a whole number", () => new AdamW([1], { state: "bf16", seed: 0.5 })],
    ["seed must be a whole number", () => new AdamW([1], { state: "bf16", seed: 2 ** 32 })],
    ["seed must be a whole number", () => new AdamW([1], { state: "bf16", seed: -1 })],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(message);
  });

  const make = (state: "float32" | "8bit" | "bf16") => {
    const optimizer = new AdamW([5000, 10], { state, memory: "resident" });
    optimizer.step({ grads: [gradient(5000, 1), gradient(10, 2)] });
    return optimizer;
  };
  const change = (state: OptimizerState, packed: object): OptimizerState => ({
    ...state,
    params: [{ ...state.params[0], packed } as OptimizerState["params"][number], ...state.params.slice(1)],
  });

  test.each<[string, (optimizer: Optimizer, state: OptimizerState) => unknown]>([
    ["state.precision", () => make("float32").stateDict()],
    ["state.precision", () => make("bf16").stateDict()],
    ["state.precision", (_, state) => ({ ...state, precision: "fp8" })],
    ["state.seed", (_, state) => ({ ...state, seed: 1 })],
    ["state.params[0].packed", (_, state) => change(state, undefined as never)],
    ["state.params[0].packed.expAvg", (_, state) => change(state, {})],
    ["state.params[0].packed.third", (_, state) => change(state, { ...state.params[0]?.packed, third: {} })],
    [
      "state.params[0].packed.expAvg.codes",
      (_, state) => change(state, { ...state.params[0]?.packed, expAvg: { codes: new Uint8Array(4999) } }),
    ],
    [
      "state.params[0].packed.expAvg.codes",
      (_, state) => change(state, { ...state.params[0]?.packed, expAvg: { codes: new Float32Array(5000) } }),
    ],
    ...[Number.NaN, -1].map((bad): [string, (optimizer: Optimizer, state: OptimizerState) => unknown] => [
      "state.params[0].packed.expAvg.absmax[2]",
      (_, state) => {
        const { expAvg } = structuredClone(state.params[0]?.packed) as Record<
          string,
          { absmax: Float32Array }
        >;
        (expAvg?.absmax as Float32Array)[2] = bad;
        return change(state, { ...state.params[0]?.packed, expAvg });
      },
    ]),
  ])("a state with another %s, whole", (path, spoil) => {
    const optimizer = make("8bit");
    const before = everything(optimizer);
    const load = () => optimizer.loadStateDict(spoil(optimizer, optimizer.stateDict()) as never);
    expect(load).toThrow(InvalidArgumentError);
    expect(load).toThrow(path);
    expect(firstDifference(everything(optimizer), before)).toBeNull();
  });

  test("a bfloat16 mean of squares below 0", () => {
    const optimizer = make("bf16");
    const state = structuredClone(optimizer.stateDict());
    halvesOf(state, "expAvgSq")[3] = 0xbf80;
    expect(() => optimizer.loadStateDict(state)).toThrow("packed.expAvgSq.bfloat16[3] must be at least 0");
  });

  test("the same state in a float32 optimizer", () => {
    expect(() => make("float32").loadStateDict(make("8bit").stateDict())).toThrow("state.precision");
  });
});

describe.each(["8bit", "bf16"] as const)("a checkpoint in JSON with %s", (state) => {
  const create = () => new AdamW([5000, 10], { state, memory: "resident" });
  const step = (optimizer: AdamW, t: number) =>
    optimizer.step({ grads: [gradient(5000, t), gradient(10, t)] });

  test("goes on with the same bits", () => {
    const [whole, resumed] = [create(), create()];
    step(whole, 1);
    restoreCheckpoint(resumed, checkpointToJSON(whole));
    for (const each of [whole, resumed]) step(each, 2);
    expect(firstDifference(everything(resumed), everything(whole))).toBeNull();
    expect(resumed.stateDict()).toEqual(whole.stateDict());
  });

  test("with a number that is no code is refused", () => {
    const optimizer = create();
    const text = checkpointToJSON(optimizer).replace(/("codes"|"bfloat16"):\[\d+/, "$1:[70000");
    expect(() => restoreCheckpoint(optimizer, text)).toThrow(
      /packed\.expAvg\.\w+\[0\] must be a whole number/,
    );
  });
});
