/** Runs a case of `optimizers.json` on an engine: what the optimizer ends up with. */
import type { Optimizer, OptimizerState } from "@anneal/core";
import { type OptimizerConstructor, type OptimizerEngine, optimizerEngines } from "./engines.js";
import type {
  GeneratedGradients,
  OptimizerCase,
  OptimizerRefusal,
  TorchArguments,
} from "./optimizer-case.js";

/** What a run ends with. */
export interface OptimizerRun {
  readonly params: readonly Float32Array[];
  readonly state: OptimizerState;
  /** The parameters in mode "eval", for rules that have modes. */
  readonly evalParams: readonly Float32Array[] | null;
  /** The norm before clipping, of every step that clips. */
  readonly norms: readonly number[];
}

/** Our names of the classes that the files call otherwise. */
const classNames = new Map([
  ["Lamb", "LAMB"],
  ["Adopt", "ADOPT"],
  ["AdamWCautious", "AdamW"],
]);

/** Arguments of PyTorch that choose between its own code paths: there is one path here. */
const codePaths = new Set(["foreach", "fused", "capturable", "differentiable"]);

/** Our names of arguments that are not PyTorch's in camelCase. */
const argumentNames = new Map([["caution", "cautious"]]);

/** Optimizers whose update is switched between two modes. */
const modal = new Set(["AdamWScheduleFree", "SGDScheduleFree"]);

/** Whether there is an optimizer of this name. */
export function isSupported(name: string): boolean {
  return classOf(name, optimizerEngines.host) !== undefined;
}

/** The class of an engine for a name in the files. */
export function classOf(name: string, engine: OptimizerEngine): OptimizerConstructor | undefined {
  const found = (engine as Readonly<Record<string, unknown>>)[classNames.get(name) ?? name];
  return typeof found === "function" ? (found as OptimizerConstructor) : undefined;
}

/** @throws Error when the case can't be run here, or the optimizer refuses it. */
export function runOptimizer(golden: OptimizerCase, engine: OptimizerEngine): OptimizerRun {
  const optimizer = construct(golden, engine);
  try {
    if (modal.has(golden.name)) optimizer.train();
    const draw = gradientSource(golden);
    const norms: number[] = [];
    for (let step = 0; step < golden.steps; step++) {
      const rates = golden.lr_per_step?.[step];
      if (rates !== undefined && rates !== null) {
        for (const [i, group] of optimizer.groups.entries()) {
          group.lr = typeof rates === "number" ? rates : (rates[i] as number);
        }
      }
      const grads = draw(step);
      if (typeof golden.clip_norm !== "number") {
        optimizer.step({ grads });
        continue;
      }
      // Once copied, the clipped gradients are the optimizer's own.
      const skip = grads.flatMap((grad, i) => (grad === null ? [i] : []));
      for (const [i, grad] of grads.entries()) if (grad !== null) optimizer.grads[i]?.set(grad);
      norms.push(optimizer.clipGradNorm(golden.clip_norm, { skip }));
      optimizer.step({ skip });
    }
    const copy = () => optimizer.params.map((param) => Float32Array.from(param));
    const params = copy();
    const state = optimizer.stateDict();
    optimizer.eval();
    return { params, state, evalParams: modal.has(golden.name) ? copy() : null, norms };
  } finally {
    optimizer.dispose();
  }
}

/** Tries arguments that PyTorch refuses: why that is not right here, or null when they are refused with a typed error. */
export function refusalProblem(refusal: OptimizerRefusal, engine: OptimizerEngine): string | null {
  const Class = classOf(refusal.name, engine) as OptimizerConstructor;
  const shape = refusal.name === "Muon" ? [3, 1] : [3];
  const params = refusal.groups === undefined ? [{ params: [{ values: new Float32Array(3), shape }] }] : [];
  try {
    // The choices between PyTorch's code paths are unknown here, and refused as such.
    new Class(params, rename(Object.entries(refusal.args))).dispose();
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidArgumentError") return null;
    return `refused with ${error}, which is not an InvalidArgumentError`;
  }
  return `accepted; torch: ${refusal.raises}`;
}

/** Whether arguments choose between PyTorch's code paths. */
export function choosesCodePath(args: TorchArguments): boolean {
  return Object.keys(args).some((name) => codePaths.has(name));
}

function construct(golden: OptimizerCase, engine: OptimizerEngine): Optimizer {
  const Class = classOf(golden.name, engine) as OptimizerConstructor;
  const groups = golden.groups.map(({ params, ...overrides }) => ({
    params: params.map(({ init, size, shape = [size] }) => ({ values: decodeFloats(init), shape })),
    ...translate(overrides),
  }));
  return new Class(groups, { ...translate(golden.args), memory: "resident" });
}

/** PyTorch's arguments under our names, without those that choose between its code paths. */
export function translate(args: TorchArguments): object {
  return rename(Object.entries(args).filter(([name]) => !codePaths.has(name)));
}

function rename(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(
    entries.map(([name, value]) => [argumentNames.get(name) ?? camelCase(name), value]),
  );
}

/** `exp_avg_sq` as `expAvgSq`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

type Draw = (step: number) => (Float32Array | null)[];

/** The gradients of each step, asked for in order; null where a parameter has none. */
export function gradientSource(golden: OptimizerCase): Draw {
  const { grads } = golden;
  if (grads.kind === "explicit") {
    return (step) => {
      const data = grads.data[step];
      if (data === undefined) throw new Error(`the case has no gradients for step ${step}`);
      return data.map((base64) => (base64 === null ? null : decodeFloats(base64)));
    };
  }
  const sizes = golden.groups.flatMap(({ params }) => params.map(({ size }) => size));
  const value = generator(grads);
  return () =>
    sizes.map((size) => {
      const values = new Float32Array(size);
      for (let i = 0; i < size; i++) values[i] = value(i);
      return values;
    });
}

/** The generator that `spec/golden/README.md` states. */
export function generator({
  seed,
  scale,
  bias,
  spread,
  zero_every,
}: GeneratedGradients): (i: number) => number {
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

/** Base64 of little-endian float32, as the files hold arrays. */
export function decodeFloats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}
