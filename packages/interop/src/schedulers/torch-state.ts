/** Reads the states that PyTorch's schedulers save. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, isRecord, list, numberList, wholeNumber } from "@anneal/core/arguments";
import type { Nested } from "../lowering/definition.js";
import { childrenOf, isCombined } from "./step-curves.js";

/** The content of a PyTorch state. */
export interface TorchState {
  readonly lastEpoch: number;
  /** The fraction of the next epoch, for runs stepped within epochs. */
  readonly fraction: number;
  readonly baseLrs: readonly number[];
  readonly lastLrs: readonly number[];
  /** The arguments in the state, under PyTorch's names. */
  readonly args: Readonly<Record<string, unknown>>;
}

type State = Readonly<Record<string, unknown>>;

/** The attributes in which PyTorch stores arguments under their own names. */
const SAME_NAME: Readonly<Record<string, readonly string[]>> = {
  StepLR: ["step_size", "gamma"],
  MultiStepLR: ["gamma"],
  ConstantLR: ["factor", "total_iters"],
  LinearLR: ["start_factor", "end_factor", "total_iters"],
  ExponentialLR: ["gamma"],
  PolynomialLR: ["total_iters", "power"],
  CosineAnnealingLR: ["T_max", "eta_min"],
  CosineAnnealingWarmRestarts: ["T_0", "T_mult", "eta_min"],
  OneCycleLR: ["total_steps", "cycle_momentum"],
  CyclicLR: ["mode", "gamma", "cycle_momentum"],
  SWALR: ["anneal_epochs"],
  LambdaLR: [],
  MultiplicativeLR: [],
  SequentialLR: [],
  ChainedScheduler: [],
};

/** Whether a state was saved by PyTorch. */
export function isTorchState(state: unknown): state is State {
  return isRecord(state) && !Object.hasOwn(state, "format") && Object.hasOwn(state, "_last_lr");
}

/** @throws InvalidArgumentError for a state of another class, or values that no such scheduler has. */
export function readTorchState(state: State, spec: Nested, path = "state"): TorchState {
  const args: Record<string, unknown> = {};
  for (const name of SAME_NAME[spec.name] ?? []) args[name] = present(state, name, spec, path);
  Object.assign(
    args,
    OTHER_NAMES[spec.name]?.((name) => present(state, name, spec, path), path),
  );
  const lastLrs = numberList(`${path}._last_lr`, state._last_lr);
  if (!isCombined(spec)) {
    return {
      lastEpoch: epochOf(state, path),
      fraction: fractionOf(state, path),
      baseLrs: numberList(`${path}.base_lrs`, present(state, "base_lrs", spec, path)),
      lastLrs,
      args,
    };
  }
  const children = readChildren(state, spec, path);
  const [first] = children as readonly [TorchState, ...TorchState[]];
  const schedulers = childrenOf(spec).map(({ name }, i) => ({ name, args: children[i]?.args }));
  const lastEpoch = spec.name === "ChainedScheduler" ? first.lastEpoch : epochOf(state, path);
  return { lastEpoch, fraction: 0, baseLrs: first.baseLrs, lastLrs, args: { ...args, schedulers } };
}

function readChildren(state: State, spec: Nested, path: string): readonly TorchState[] {
  const saved = list(`${path}._schedulers`, state._schedulers, "states");
  const own = childrenOf(spec);
  if (saved.length !== own.length) {
    throw new InvalidArgumentError(`${path}._schedulers.length`, saved.length, `${own.length}, as here`);
  }
  return own.map((child, i) => {
    const where = `${path}._schedulers[${i}]`;
    const held = saved[i];
    if (!isRecord(held)) throw new InvalidArgumentError(where, held, `a state of PyTorch's ${child.name}`);
    return readTorchState(held, child, where);
  });
}

/** -1: a scheduler that has not started. */
function epochOf(state: State, path: string): number {
  return wholeNumber(`${path}.last_epoch`, state.last_epoch, path === "state" ? 0 : -1);
}

/** Only warm restarts have it: `last_epoch` is whole, and the step within the cycle is not. */
function fractionOf(state: State, path: string): number {
  const { T_cur: within = 0 } = state;
  const step = finiteNumber(`${path}.T_cur`, within);
  return step - Math.floor(step);
}

function present(state: State, name: string, { name: owner }: Nested, path: string): unknown {
  const value = state[name];
  if (value === undefined) {
    throw new InvalidArgumentError(`${path}.${name}`, value, `given: PyTorch's ${owner} saves it`);
  }
  return typeof value === "number" ? finiteNumber(`${path}.${name}`, value) : value;
}

type Read = (name: string) => unknown;

/** Attributes with other names or forms than the arguments. */
const OTHER_NAMES: Readonly<Record<string, (read: Read, path: string) => object>> = {
  MultiStepLR: (read, path) => ({ milestones: readCounts(`${path}.milestones`, read("milestones")) }),
  OneCycleLR: (read) => ({ anneal_strategy: read("_anneal_func_type") }),
  CyclicLR(read, path) {
    const length = finiteNumber(`${path}.total_size`, read("total_size"));
    // PyTorch stored a quotient; the product may differ by a rounding.
    const product = finiteNumber(`${path}.step_ratio`, read("step_ratio")) * length;
    const up = Math.abs(product - Math.round(product)) < 1e-9 * length ? Math.round(product) : product;
    const momentum = read("cycle_momentum") === true;
    return {
      base_lr: read("base_lrs"),
      max_lr: read("max_lrs"),
      step_size_up: up,
      step_size_down: length - up,
      ...(momentum ? { base_momentum: read("base_momentums"), max_momentum: read("max_momentums") } : {}),
    };
  },
  SWALR: (read) => ({ anneal_strategy: read("_anneal_strategy") }),
  SequentialLR: (read, path) => ({ milestones: numberList(`${path}._milestones`, read("_milestones")) }),
};

/** A Counter of milestones, whose keys are strings in JSON. */
function readCounts(path: string, value: unknown): readonly number[] {
  if (!isRecord(value)) throw new InvalidArgumentError(path, value, "counts by milestone");
  return Object.entries(value).flatMap(([milestone, count]) => {
    const times = wholeNumber(`${path}.${milestone}`, count, 1);
    return Array<number>(Math.min(times, MOST_TIMES)).fill(finiteNumber(path, Number(milestone)));
  });
}

/** The largest number of drops at one step; a damaged state may have more. */
const MOST_TIMES = 4096;
