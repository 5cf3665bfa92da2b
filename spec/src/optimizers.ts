/** Runs the cases of `spec/golden/optimizers.json` on any implementation of Adam and AdamW. */
import type { AdamOptions, AdamState, Optimizer, ParameterGroupSource } from "@anneal/core";

/** A case as the file has it; arrays are base64 of little-endian float32. */
export interface OptimizerCase {
  readonly id: string;
  readonly name: string;
  readonly args: TorchArguments;
  readonly groups: readonly (TorchArguments & { readonly params: readonly TorchParameter[] })[];
  readonly steps: number;
  readonly lr_per_step: readonly (number | readonly number[])[] | null;
  readonly clip_norm: number | null;
  readonly grad_norms?: readonly (number | "Infinity")[];
  readonly grads: ExplicitGradients | GeneratedGradients;
  readonly final: readonly string[];
  readonly state: Readonly<Record<string, readonly (string | number | null)[]>>;
  readonly diff: { readonly f32_vs_f64: { readonly max_rel_to_max: number } };
  readonly tags?: readonly string[];
}

/** A set of arguments that the library refuses. */
export interface OptimizerRefusal {
  readonly name: string;
  readonly args: TorchArguments;
  readonly raises: string;
  readonly groups?: readonly unknown[];
}

type TorchArguments = Readonly<Record<string, unknown>>;

interface TorchParameter {
  readonly size: number;
  readonly init: string;
}

interface ExplicitGradients {
  readonly kind: "explicit";
  readonly data: readonly (readonly (string | null)[])[];
}

interface GeneratedGradients {
  readonly kind: "lcg";
  readonly seed: number;
  readonly scale: number;
  readonly bias: number;
  readonly spread: number;
  readonly zero_every: number;
}

/** The classes of one engine. */
export interface OptimizerEngine {
  readonly Adam: new (params: readonly ParameterGroupSource[], options: AdamOptions) => Optimizer;
  readonly AdamW: new (params: readonly ParameterGroupSource[], options: AdamOptions) => Optimizer;
}

export interface CaseResult {
  readonly ok: boolean;
  /** What is wrong, in words; how close it was when all is well. */
  readonly message: string;
}

/** The names of `torch.optim` that can be run. */
export const supportedOptimizers: readonly string[] = ["Adam", "AdamW"];

/** Arguments of PyTorch that choose between its own code paths: there is one path here. */
const codePaths = new Set(["foreach", "fused", "capturable", "differentiable"]);

const argumentNames: Readonly<Record<string, string>> = {
  lr: "lr",
  betas: "betas",
  eps: "eps",
  weight_decay: "weightDecay",
  amsgrad: "amsgrad",
  maximize: "maximize",
  decoupled_weight_decay: "decoupledWeightDecay",
};

/**
 * How far a value may be from PyTorch's, relative to the largest of its tensor.
 *
 * PyTorch's vectors fuse multiplications and additions, its scalar code doesn't, and it divides by `sqrt(1 - beta2^t)`
 * where we multiply by the inverse, so a step may round differently in its last bits. The file says what rounding does
 * to the very same run: the distance between float32 and float64, up to 3.8e-6. We allow that, and never less than
 * sixteen roundings, 9.5e-7, because the norm that clips is a long float32 sum (we are within 5.1e-7 everywhere). Where
 * a square overflows float32, the float64 run is another run and says nothing.
 */
function tolerance(golden: OptimizerCase): number {
  const roundings = 16 * 2 ** -24;
  if (golden.tags?.includes("overflow")) return roundings;
  return Math.max(roundings, golden.diff.f32_vs_f64.max_rel_to_max);
}

/** Runs a case and compares parameters, moments, counts and norms. */
export function runOptimizerCase(golden: OptimizerCase, engine: OptimizerEngine): CaseResult {
  const optimizer = construct(golden, engine);
  try {
    const draw = gradientSource(golden);
    for (let step = 0; step < golden.steps; step++) {
      const rates = golden.lr_per_step?.[step];
      if (rates !== undefined) {
        for (const [i, group] of optimizer.groups.entries()) {
          group.lr = typeof rates === "number" ? rates : (rates[i] as number);
        }
      }
      const grads = draw(step);
      if (golden.clip_norm !== null && golden.clip_norm !== undefined) {
        // Once copied, the clipped gradients are the optimizer's own.
        const skip = grads.flatMap((grad, i) => (grad === null ? [i] : []));
        for (const [i, grad] of grads.entries()) if (grad !== null) optimizer.grads[i]?.set(grad);
        const norm = optimizer.clipGradNorm(golden.clip_norm, { skip });
        const expected = Number(golden.grad_norms?.[step]);
        if (!isClose(norm, expected, 1e-6 * expected)) {
          return { ok: false, message: `step ${step}: the norm is ${norm}, not ${expected}` };
        }
        optimizer.step({ skip });
      } else {
        optimizer.step({ grads });
      }
    }
    return compare(golden, optimizer);
  } finally {
    optimizer.free();
  }
}

/** Tries a set of arguments that PyTorch refuses; it is right to refuse it, with a typed error. */
export function runOptimizerRefusal(refusal: OptimizerRefusal, engine: OptimizerEngine): CaseResult {
  const Class = refusal.name === "Adam" ? engine.Adam : engine.AdamW;
  const params = refusal.groups === undefined ? [{ params: [new Float32Array(3)] }] : [];
  try {
    new Class(params, translate(refusal.args)).free();
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    if (name === "InvalidArgumentError") return { ok: true, message: (error as Error).message };
    return { ok: false, message: `threw ${name}` };
  }
  return { ok: false, message: `was accepted; PyTorch: ${refusal.raises}` };
}

/** Whether a refusal is about something that exists here; PyTorch's choice of code paths does not. */
export function isSupportedRefusal(refusal: OptimizerRefusal): boolean {
  return (
    supportedOptimizers.includes(refusal.name) &&
    !Object.keys(refusal.args).some((name) => codePaths.has(name))
  );
}

function construct(golden: OptimizerCase, engine: OptimizerEngine): Optimizer {
  const Class = golden.name === "Adam" ? engine.Adam : engine.AdamW;
  const groups = golden.groups.map(({ params, ...overrides }) => ({
    params: params.map(({ init }) => decode(init)),
    ...translate(overrides),
  }));
  return new Class(groups, translate(golden.args));
}

function translate(args: TorchArguments): object {
  const meant = Object.entries(args).filter(([name]) => !codePaths.has(name));
  return Object.fromEntries(
    meant.map(([name, value]) => {
      const ours = argumentNames[name];
      if (ours === undefined) throw new Error(`the argument ${name} is not known here`);
      return [ours, value];
    }),
  );
}

type Draw = (step: number) => (Float32Array | null)[];

function gradientSource(golden: OptimizerCase): Draw {
  const { grads } = golden;
  if (grads.kind === "explicit") {
    return (step) =>
      (grads.data[step] as readonly (string | null)[]).map((data) => (data === null ? null : decode(data)));
  }
  const sizes = golden.groups.flatMap(({ params }) => params.map(({ size }) => size));
  const value = generator(grads);
  return () => sizes.map((size) => Float32Array.from({ length: size }, (_, i) => value(i)));
}

/** The generator that the file's README states. */
function generator({ seed, scale, bias, spread, zero_every }: GeneratedGradients): (i: number) => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return (i) => {
    let uniform = (next() >>> 8) / 16777216 - 0.5;
    if (spread > 0) uniform *= 2 ** -((next() >>> 24) % spread);
    return zero_every > 0 && i % zero_every === 0 ? 0 : Math.fround(uniform * scale + bias);
  };
}

function compare(golden: OptimizerCase, optimizer: Optimizer): CaseResult {
  const state = optimizer.stateDict();
  const allowed = tolerance(golden);
  let worst = 0;
  for (const [i, final] of golden.final.entries()) {
    for (const [what, ours, theirs] of [
      ["parameter", optimizer.params[i], final],
      ...moments(golden, state, i),
    ] as const) {
      const distance = largestDistance(ours as Float32Array, decode(theirs as string));
      if (!(distance <= allowed)) {
        return { ok: false, message: `${what} ${i} is ${distance} of its largest away, allowed ${allowed}` };
      }
      worst = Math.max(worst, distance);
    }
    const steps = golden.state.step?.[i] ?? 0;
    if (state.params[i]?.step !== steps) {
      return { ok: false, message: `parameter ${i} has count ${state.params[i]?.step}, not ${steps}` };
    }
  }
  return { ok: true, message: `at most ${worst.toExponential(1)} of the largest away` };
}

function moments(golden: OptimizerCase, state: AdamState, index: number) {
  const ours = state.params[index];
  return [
    ["first moment", ours?.expAvg, golden.state.exp_avg?.[index]],
    ["second moment", ours?.expAvgSq, golden.state.exp_avg_sq?.[index]],
    ["largest second moment", ours?.maxExpAvgSq, golden.state.max_exp_avg_sq?.[index]],
  ].filter(([, , theirs]) => typeof theirs === "string");
}

/** The largest difference, divided by the largest element; Infinity when they differ in which elements are finite. */
function largestDistance(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (const [i, expected] of theirs.entries()) {
    const value = ours[i] as number;
    if (Object.is(value, expected) || value === expected) continue;
    if (!Number.isFinite(value) || !Number.isFinite(expected)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(value - expected));
  }
  for (const expected of theirs)
    if (Number.isFinite(expected)) largest = Math.max(largest, Math.abs(expected));
  return difference === 0 ? 0 : difference / largest;
}

function isClose(value: number, expected: number, allowed: number): boolean {
  return value === expected || Math.abs(value - expected) <= allowed;
}

function decode(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
