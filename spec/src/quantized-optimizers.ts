/** Runs `optimizers-8bit.json`: optimizers of bitsandbytes with 8-bit state, by our rules with `state: "8bit"`. */
import type { Optimizer } from "@anneal/core";
import { firstDifference, optimizerEngines } from "./engines.js";
import type { GeneratedGradients, TorchArguments } from "./optimizer-case.js";
import { classOf, decodeFloats, generator, translate } from "./optimizers.js";
import { attempt, type Outcome } from "./outcome.js";

/** One parameter; arrays are base64. */
export interface QuantizedCase {
  readonly id: string;
  readonly name: string;
  readonly args: TorchArguments;
  readonly size: number;
  readonly steps: number;
  readonly grads: GeneratedGradients;
  readonly init: string;
  readonly final: string;
  readonly state: Readonly<Record<string, number | { readonly dtype: string; readonly data: string }>>;
}

/** An array of a run: 8-bit codes, largest magnitudes of blocks, or float32 values. */
interface RunArray {
  readonly name: string;
  readonly kind: "codes" | "absmax" | "values";
  readonly values: ArrayLike<number>;
}

/** Our rule for a class of bitsandbytes, and the slots that its `state1` and `state2` are. */
interface Counterpart {
  readonly name: string;
  readonly options: object;
  readonly slots: Readonly<Record<"state1" | "state2", string>>;
}

const counterparts = new Map<string, Counterpart>([
  // On a CPU, its Adam8bit decouples the weight decay like AdamW8bit.
  ["Adam8bit", adam("Adam", { decoupledWeightDecay: true })],
  ["AdamW8bit", adam("AdamW", {})],
  ["Lion8bit", { name: "Lion", options: {}, slots: { state1: "expAvg", state2: "" } }],
  ["SGD8bit", { name: "SGD", options: {}, slots: { state1: "momentumBuffer", state2: "" } }],
]);

function adam(name: string, options: object): Counterpart {
  return { name, options, slots: { state1: "expAvg", state2: "expAvgSq" } };
}

/** The share of codes that may differ, and by how many codes: after one step at the ends of rounding only. */
const ONE_STEP = { share: 1e-3, distance: 1 };
const MORE_STEPS = { share: 0.01, distance: 2 };
/** Differences of float32 arithmetic, relative to the largest value. */
const ROUNDING = 1e-5;
/** A code that differs changes the update of its element by this share of the largest update. */
const UPDATE_OF_A_CODE = 0.05;

/** What came of every case of the file. */
export function runQuantizedFile(content: unknown): Outcome[] {
  const cases = (content as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(cases)) throw new Error("not an object with cases");
  return cases.map(runCase);
}

function runCase(golden: QuantizedCase, index: number): Outcome {
  const { id = `case ${index}`, name } = golden ?? {};
  if (!counterparts.has(name)) return { status: "skipped", what: `optimizer ${name}` };
  return attempt(id, () => {
    const host = runQuantized(golden, optimizerEngines.host);
    const module = runQuantized(golden, optimizerEngines.module);
    const bits = host.flatMap(({ name: array, values }, i) => {
      const at = firstDifference(values, module[i]?.values ?? []);
      return at < 0 ? [] : [`${array}, element ${at}: the module has other bits than the host`];
    });
    return [...bits, ...judgeQuantized(golden, host)];
  });
}

/** What a run on an engine ends with, under bitsandbytes' names. */
export function runQuantized(golden: QuantizedCase, engine: object): RunArray[] {
  const { name, options, slots } = counterparts.get(golden.name) as Counterpart;
  const Class = classOf(name, engine) as new (params: unknown, options: object) => Optimizer;
  const optimizer = new Class([{ values: decodeFloats(golden.init) }], {
    ...translate(golden.args),
    ...options,
    state: "8bit",
    memory: "resident",
  });
  try {
    const value = generator(golden.grads);
    const { size, steps } = golden;
    for (let step = 0; step < steps; step++) {
      optimizer.step({ grads: [Float32Array.from({ length: size }, (_, i) => value(i))] });
    }
    const [parameter] = optimizer.stateDict().params;
    const arrays: RunArray[] = [
      { name: "final", kind: "values", values: Float32Array.from(optimizer.params[0] as Float32Array) },
    ];
    for (const [state, slot] of Object.entries(slots)) {
      const packed = parameter?.packed?.[slot];
      const floats = parameter?.slots[slot];
      if (floats !== undefined) arrays.push({ name: state, kind: "values", values: floats });
      if (packed === undefined || !("codes" in packed)) continue;
      const absmax = state.replace("state", "absmax");
      arrays.push({ name: state, kind: "codes", values: packed.codes });
      arrays.push({ name: absmax, kind: "absmax", values: packed.absmax });
    }
    return arrays;
  } finally {
    optimizer.dispose();
  }
}

/** Where a run is not what bitsandbytes got. */
export function judgeQuantized(golden: QuantizedCase, run: readonly RunArray[]): string[] {
  const expected = Object.entries(golden.state).filter(([name]) => /^(state|absmax)/.test(name));
  const missing = expected.filter(([name]) => !run.some((array) => array.name === name));
  return [
    ...missing.map(([name]) => `${name} is missing`),
    ...run.flatMap((array) => judgeArray(golden, array)),
  ];
}

function judgeArray(golden: QuantizedCase, { name, kind, values }: RunArray): string[] {
  const stored = name === "final" ? golden.final : golden.state[name];
  if (stored === undefined || typeof stored === "number") return [`${name} is not in the file`];
  const theirs = decode(stored);
  if (theirs.length !== values.length) return [`${name}: ${values.length} values, not ${theirs.length}`];
  const distances = Array.from(theirs, (value, i) => Math.abs(value - (values[i] as number)));
  const largest = distances.reduce((most, each) => Math.max(most, each), 0);
  if (kind === "codes") {
    const { share, distance } = golden.steps === 1 ? ONE_STEP : MORE_STEPS;
    const different = distances.filter((each) => each > 0).length;
    if (different <= share * theirs.length && largest <= distance) return [];
    return [`${name}: ${different} of ${theirs.length} codes differ, by up to ${largest}`];
  }
  const hasCodes = typeof golden.state.state1 === "object" && golden.state.state1.dtype === "uint8";
  const scale = name === "final" ? largestUpdate(golden, theirs) : largestOf(theirs);
  const isExact = !hasCodes || golden.steps === 1 || name !== "final";
  const tolerance = (isExact ? ROUNDING : UPDATE_OF_A_CODE) * scale;
  const far = distances.filter((each) => !(each <= ROUNDING * scale)).length;
  if (largest <= tolerance && far <= MORE_STEPS.share * theirs.length) return [];
  return [`${name}: off by up to ${largest}, tolerance ${tolerance}, ${far} of ${theirs.length} are off`];
}

function decode(stored: string | { readonly dtype: string; readonly data: string }): ArrayLike<number> {
  if (typeof stored === "string") return decodeFloats(stored);
  if (stored.dtype === "float32") return decodeFloats(stored.data);
  return Uint8Array.from(atob(stored.data), (character) => character.charCodeAt(0));
}

function largestUpdate({ init }: QuantizedCase, final: ArrayLike<number>): number {
  return largestOf(decodeFloats(init).map((value, i) => value - (final[i] as number)));
}

function largestOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}
