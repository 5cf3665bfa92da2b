/** Reads a checkpoint from any source of bytes into the parts of a run. */
import { InvalidArgumentError, type LoadPolicy } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { ChunkReader } from "./bytes/chunk-reader.js";
import { type ByteSource, bytesIn } from "./bytes/ports.js";
import {
  type CheckedParts,
  PART_NAMES,
  PREFIX,
  type RunParts,
  readParts,
  type StateTensor,
  slotTensors,
} from "./contents.js";
import { CheckpointError } from "./errors.js";
import { checkStates, isCheckable, loadChecked, loadUnchecked, type StateToLoad } from "./load-states.js";
import { dtypeOf, type TensorDtype } from "./safetensors/dtypes.js";
import type { Header, TensorInfo } from "./safetensors/read-header.js";
import { readSavedParts, type SavedParts, savedSlots, withArrays, withNewArrays } from "./saved-state.js";
import type { SchedulerLoading, Stateful, StatefulOptimizer } from "./stateful.js";
import { checkTensors, type ExpectedTensor, openCheckpoint, verify } from "./verify.js";

/** The parts of a run that `loadCheckpoint` fills. */
export interface CheckpointTargets extends RunParts {
  /**
   * Whether everything in the file must have a target. With false, `loadCheckpoint` skips parts that are not given, for
   * example to load only the parameters for inference. Default: true.
   */
  readonly strict?: boolean;
  /** How to handle schedulers that were saved with other settings; see their `loadStateDict`. Default: `"match"`. */
  readonly policy?: LoadPolicy;
}

/** The other contents of a checkpoint. */
export interface LoadedCheckpoint {
  /** The number of updates made. */
  readonly step: number;
  /** The strings given to `saveCheckpoint`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Verifies everything, then fills the parts of the run.
 * @throws CheckpointError for a file that is damaged or does not fit, InvalidArgumentError for wrong targets; nothing
 * is changed then
 */
export async function readCheckpoint(
  source: ByteSource,
  targets: CheckpointTargets,
): Promise<LoadedCheckpoint> {
  const names = [...PART_NAMES, "strict", "policy"] as const;
  const fields = new Fields("loadCheckpoint", "targets", targets, names);
  const strict = fields.flag("strict", true);
  const policy = fields.choice("policy", ["match", "checkpoint", "keep"], "match");
  const given = await readParts(fields as Fields, "load");
  const file = await openCheckpoint(source);
  const saved = readSavedParts(file.metadata);
  const isNew = given.optimizer !== null && given.state === null;
  const parts =
    isNew && saved.optimizer !== null
      ? { ...given, state: withNewArrays(saved.optimizer, file.tensors) }
      : given;
  if (strict) refuseLeftOver(file.tensors, saved, parts);
  const states = statesToLoad(saved, parts, isNew, policy);
  const slots = parts.state === null ? [] : slotTensors(parts.state);
  const tensors = [...(parts.parameters ?? []), ...slots];
  const expected = expectedTensors(parts, tensors);
  checkTensors(file, expected);
  await checkStates(states);
  await verify(source, file, expected, parts.allowNonFinite);
  await fillAndLoad(source, file.tensors, parts, slots, states);
  const own = [...file.metadata].filter(([key]) => !key.startsWith(PREFIX));
  return { step: saved.step, metadata: Object.fromEntries(own) };
}

/**
 * Loads first the parts that can't check a state in advance, and rolls them back if another part rejects its state. An
 * optimizer without views gets its arrays with its state; otherwise they are filled in place.
 */
async function fillAndLoad(
  source: ByteSource,
  tensors: Header["tensors"],
  parts: CheckedParts,
  slots: readonly StateTensor[],
  states: readonly StateToLoad[],
): Promise<void> {
  const isForeign = parts.optimizer !== null && parts.optimizer.checkStateDict === undefined;
  if (isForeign) await fill(source, tensors, slots);
  await loadUnchecked(states.filter((state) => !isCheckable(state)));
  const before = parts.optimizer?.stepCount;
  try {
    await fill(source, tensors, [...(parts.parameters ?? []), ...(isForeign ? [] : slots)]);
  } catch (cause) {
    const reason =
      "could not be read again; the parameters and the state of this run are incomplete: load a checkpoint";
    throw new CheckpointError("file", reason, { cause });
  }
  if (parts.optimizer?.stepCount !== before) {
    const expected = `${before}: make no step until loadCheckpoint has resolved, and load again`;
    throw new InvalidArgumentError("optimizer.stepCount", parts.optimizer?.stepCount, expected);
  }
  await loadChecked(states.filter(isCheckable));
}

/** Reads tensors in the order of the file. */
async function fill(
  source: ByteSource,
  tensors: Header["tensors"],
  into: readonly StateTensor[],
): Promise<void> {
  const reader = new ChunkReader(source);
  const places = into.map(({ name, values }) => ({ values, start: (tensors.get(name) as TensorInfo).start }));
  places.sort((a, b) => a.start - b.start);
  for (const { values, start } of places) await reader.read(start, bytesIn(values));
}

function statesToLoad(
  saved: SavedParts,
  parts: CheckedParts,
  isNew: boolean,
  policy: LoadPolicy,
): readonly StateToLoad[] {
  const { optimizer, state, schedulers, metricRules } = parts;
  const states: StateToLoad[] = [];
  let updates: number | undefined;
  if (optimizer !== null) {
    if (saved.optimizer === null || state === null)
      throw new CheckpointError("optimizer", "is not in the file");
    const restored = withArrays(saved.optimizer, state);
    updates = restored.step;
    states.push({
      field: "optimizer",
      owner: optimizer as unknown as Stateful,
      state: restored,
      isFirst: isNew,
    });
  }
  states.push(...paired("metricRules", saved.metricRules, metricRules));
  const loading: SchedulerLoading = { policy };
  const checking = updates === undefined ? loading : { policy, updates };
  for (const each of paired("schedulers", saved.schedulers, schedulers))
    states.push({ ...each, loading, checking });
  return states;
}

function paired(
  field: string,
  saved: readonly object[],
  owners: readonly Stateful[],
): readonly StateToLoad[] {
  if (owners.length > 0 && owners.length !== saved.length) {
    throw new CheckpointError(
      `${field}.length`,
      `is ${saved.length} in the file, but ${owners.length} were given`,
    );
  }
  return owners.map((owner, i) => ({ field: `${field}[${i}]`, owner, state: saved[i] as object }));
}

/** Rejects a file that has more parts than requested. */
function refuseLeftOver(tensors: Header["tensors"], saved: SavedParts, parts: CheckedParts): void {
  const leftOver = (field: string) =>
    new CheckpointError(field, "is in the file, but has no target; pass strict: false to ignore it");
  if (saved.optimizer !== null && parts.optimizer === null) throw leftOver("optimizer");
  for (const key of ["schedulers", "metricRules"] as const) {
    if (saved[key].length > 0 && parts[key].length === 0) throw leftOver(key);
  }
  const slots = saved.optimizer === null ? [] : savedSlots(saved.optimizer);
  const known = new Set([...slots, ...(parts.parameters ?? []).map(({ name }) => name)]);
  for (const name of tensors.keys()) if (!known.has(name)) throw leftOver(`tensors.${name}`);
}

function expectedTensors(parts: CheckedParts, tensors: readonly StateTensor[]): readonly ExpectedTensor[] {
  const squares = slotsWithoutNegatives(parts);
  return tensors.map(({ name, shape, values, dtype = dtypeOf(values) as TensorDtype }) => ({
    name,
    shape,
    dtype,
    nonNegative: squares.has(values),
  }));
}

/** The arrays whose values can't be negative, such as means of squares. */
function slotsWithoutNegatives({ groups, state }: CheckedParts): ReadonlySet<ArrayBufferView> {
  const arrays = new Set<ArrayBufferView>();
  for (const { rule, start, end } of groups as Partial<OptimizerGroup>[]) {
    for (const parameter of state?.params.slice(start, end) ?? []) {
      for (const [slot, values] of Object.entries(parameter.slots)) {
        if (rule?.slots[slot]?.nonNegative) arrays.add(values);
      }
      for (const held of Object.values(parameter.packed ?? {})) if ("absmax" in held) arrays.add(held.absmax);
    }
  }
  return arrays;
}

/** The part of a group of anneal's optimizers that is read here. */
type OptimizerGroup = NonNullable<StatefulOptimizer["groups"]>[number] & {
  readonly rule: { readonly slots: Readonly<Record<string, { readonly nonNegative: boolean }>> };
  readonly start: number;
  readonly end: number;
};
