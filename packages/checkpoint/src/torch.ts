/** States of PyTorch's Adam and AdamW, in the form of its `optimizer.state_dict()`. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { isArray, isFloat32Array, isFunction, isRecord } from "@anneal/core/arguments";
import { CheckpointError } from "./errors.js";
import { readOptimizer, type StatefulOptimizer } from "./stateful.js";

/** The result of `state_dict()`, with Float32Arrays for tensors and numbers for tensors of one value. */
export interface TorchStateDict {
  /** By the index of the parameter; those without an update are missing. */
  readonly state: Readonly<Record<string, Readonly<Record<string, number | Float32Array>>>>;
  readonly param_groups: readonly TorchGroup[];
}

type TorchGroup = Readonly<Record<string, unknown>>;
type GroupState = OptimizerState["groups"][number];
type ParameterState = OptimizerState["params"][number];

/** The slots by PyTorch's names. */
const SLOTS: Readonly<Record<string, string>> = {
  expAvg: "exp_avg",
  expAvgSq: "exp_avg_sq",
  maxExpAvgSq: "max_exp_avg_sq",
};

/** Options of the implementation, with values that every version of PyTorch accepts. */
const IMPLEMENTATION = { foreach: null, capturable: false, differentiable: false, fused: null };

/**
 * The state of an Adam or AdamW for PyTorch's `load_state_dict`.
 * @throws InvalidArgumentError for another rule, and for `cautious`, which PyTorch does not have
 */
export async function toTorchStateDict(optimizer: StatefulOptimizer): Promise<TorchStateDict> {
  const owner = readOptimizer("optimizer", optimizer);
  const state = await owner.stateDict();
  const starts = startsOf(state);
  return {
    state: Object.fromEntries(
      state.params.flatMap((parameter, i) =>
        parameter.step === 0 ? [] : [[String(i), toTorchParameter(parameter)]],
      ),
    ),
    param_groups: state.groups.map((group, g) => {
      refuseOtherRules(group, g);
      const decoupled = group.rule === "AdamW" || group.flags.decoupledWeightDecay;
      return {
        lr: group.lr ?? presentRate(owner, g, state.step),
        betas: group.betas,
        eps: group.eps,
        weight_decay: group.weightDecay,
        amsgrad: group.flags.amsgrad,
        maximize: state.maximize,
        ...IMPLEMENTATION,
        decoupled_weight_decay: decoupled,
        ...(group.initialLr === null || group.initialLr === group.lr ? {} : { initial_lr: group.initialLr }),
        params: Array.from({ length: group.params }, (_, k) => (starts[g] as number) + k),
      };
    }),
  };
}

function startsOf({ groups }: OptimizerState): readonly number[] {
  let start = 0;
  return groups.map(({ params }) => {
    start += params;
    return start - params;
  });
}

function refuseOtherRules({ rule, flags }: GroupState, index: number): void {
  if (rule !== "Adam" && rule !== "AdamW") {
    throw new InvalidArgumentError(`optimizer.groups[${index}].rule`, rule, "Adam or AdamW");
  }
  if (flags.cautious === true) {
    throw new InvalidArgumentError(
      `optimizer.groups[${index}].cautious`,
      true,
      "false: PyTorch has no such option",
    );
  }
}

/** The rate of the next update, also if a schedule provides it. */
function presentRate({ groups }: StatefulOptimizer, index: number, step: number): number {
  const { lr } = (groups?.[index] ?? {}) as { readonly lr?: unknown };
  const rate: unknown = isFunction(lr) ? lr(step) : lr;
  if (typeof rate === "number") return rate;
  throw new InvalidArgumentError(`optimizer.groups[${index}].lr`, lr, "a number or a schedule");
}

function toTorchParameter({ step, slots }: ParameterState): Record<string, number | Float32Array> {
  const arrays = Object.entries(slots).filter(([slot]) => slot in SLOTS);
  return { step, ...Object.fromEntries(arrays.map(([slot, values]) => [SLOTS[slot] as string, values])) };
}

/**
 * The state of PyTorch's Adam or AdamW for `loadStateDict` of an optimizer with the same rule, groups and shapes.
 * @param optimizer The optimizer that will load it, which is not changed.
 * @throws CheckpointError for another state; `loadStateDict` checks the values
 */
export async function fromTorchStateDict(
  stateDict: TorchStateDict,
  optimizer: StatefulOptimizer,
): Promise<OptimizerState> {
  const own = await readOptimizer("optimizer", optimizer).stateDict();
  if (!isRecord(stateDict) || !isRecord(stateDict.state) || !isArray(stateDict.param_groups)) {
    throw new InvalidArgumentError("stateDict", stateDict, "an object with state and param_groups");
  }
  const { state, param_groups: torchGroups } = stateDict as TorchStateDict;
  if (torchGroups.length !== own.groups.length) {
    throw new CheckpointError(
      "param_groups.length",
      `is ${torchGroups.length}, but ${own.groups.length} groups are here`,
    );
  }
  const params = own.params.map((parameter, i) => fromTorchParameter(parameter, state[i], `state[${i}]`));
  const starts = startsOf(own);
  const groups = own.groups.map((group, g) => {
    refuseOtherRules(group, g);
    const start = starts[g] as number;
    const step = Math.max(0, ...params.slice(start, start + group.params).map((each) => each.step));
    return fromTorchGroup(group, torchGroups[g], `param_groups[${g}]`, start, step);
  });
  const maximize = torchGroups.some((group) => group.maximize === true);
  return { ...own, maximize, step: Math.max(0, ...groups.map(({ step }) => step)), groups, params };
}

function fromTorchParameter(own: ParameterState, saved: unknown, field: string): ParameterState {
  if (saved !== undefined && !isRecord(saved))
    throw new CheckpointError(field, "is not the state of a parameter");
  const slots = Object.entries(own.slots).map(([slot, { length }]) => {
    const name = SLOTS[slot];
    if (name === undefined)
      throw new InvalidArgumentError("optimizer", slot, "without slots that PyTorch does not have");
    if (saved === undefined) return [slot, new Float32Array(length)] as const;
    const values = saved[name];
    if (!isFloat32Array(values) || values.length !== length) {
      throw new CheckpointError(`${field}.${name}`, `is not a float32 tensor of ${length} values`);
    }
    return [slot, values] as const;
  });
  const step = saved === undefined ? 0 : saved.step;
  if (typeof step !== "number") throw new CheckpointError(`${field}.step`, "is not a number");
  return { ...own, step, slots: Object.fromEntries(slots) };
}

function fromTorchGroup(
  own: GroupState,
  saved: unknown,
  field: string,
  start: number,
  step: number,
): GroupState {
  if (!isRecord(saved)) throw new CheckpointError(field, "is not a group of parameters");
  const params = saved.params;
  const isSame =
    isArray(params) && params.length === own.params && params.every((each, k) => each === start + k);
  if (!isSame)
    throw new CheckpointError(`${field}.params`, `are not those of this optimizer, ${start} and following`);
  const decoupled = saved.decoupled_weight_decay;
  const ownDecoupled = own.rule === "AdamW" || own.flags.decoupledWeightDecay === true;
  if (decoupled !== undefined && decoupled !== ownDecoupled) {
    throw new CheckpointError(`${field}.decoupled_weight_decay`, `is ${decoupled}, but ${ownDecoupled} here`);
  }
  const isFlag = typeof saved.amsgrad === "boolean" ? saved.amsgrad : false;
  return {
    ...own,
    lr: own.lr === null ? null : saved.lr,
    betas: saved.betas,
    eps: saved.eps,
    weightDecay: saved.weight_decay,
    initialLr: (saved.initial_lr ?? saved.lr) as number,
    flags: { ...own.flags, amsgrad: isFlag },
    step,
  };
}
