/** The JSON of a checkpoint: the optimizer, the schedulers and the metric rules in its metadata. */
import type { OptimizerState } from "@anneal/core";
import { isArray, isRecord } from "@anneal/core/arguments";
import { nameOf, slotTensorName } from "./contents.js";
import { CheckpointError } from "./errors.js";
import { infinitiesFromText } from "./infinities.js";
import { type Header, METADATA_KEY } from "./safetensors/read-header.js";
import { CHECKPOINT_VERSION, KEYS } from "./write-checkpoint.js";

/** The contents of the metadata. The owners of the states check the rest. */
export interface SavedParts {
  readonly step: number;
  readonly optimizer: SavedOptimizer | null;
  readonly schedulers: readonly object[];
  readonly metricRules: readonly object[];
}

/** The state of an optimizer with lists of slots in the place of arrays. */
export interface SavedOptimizer {
  /** The precision of the slots in `packed`. */
  readonly precision?: unknown;
  readonly params: readonly SavedParameter[];
  readonly groups: readonly object[];
}

interface SavedParameter {
  readonly name: string | null;
  readonly slots: readonly string[];
  /** The slots in fewer bits. */
  readonly packed?: readonly string[];
  /** Whether the parameter is rounded from float32 values. */
  readonly master?: boolean;
  readonly dtype?: unknown;
}

/** @throws CheckpointError */
export function readSavedParts(metadata: ReadonlyMap<string, string>): SavedParts {
  const version = metadata.get(KEYS.version);
  if (version !== CHECKPOINT_VERSION) {
    const found = version === undefined ? "is missing: this is not a checkpoint of anneal" : `is ${version}`;
    throw new CheckpointError(
      fieldOf("version"),
      `${found}; this release reads version ${CHECKPOINT_VERSION}`,
    );
  }
  const step = Number(metadata.get(KEYS.step) || Number.NaN);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new CheckpointError(
      fieldOf("step"),
      `is ${metadata.get(KEYS.step)}, not a whole number of at least 0`,
    );
  }
  return {
    step,
    optimizer: metadata.has(KEYS.optimizer) ? readOptimizer(parsed(metadata, "optimizer")) : null,
    schedulers: readStates(metadata, "schedulers"),
    metricRules: readStates(metadata, "metricRules"),
  };
}

const fieldOf = (key: keyof typeof KEYS) => `${METADATA_KEY}.${KEYS[key]}`;

function parsed(metadata: ReadonlyMap<string, string>, key: keyof typeof KEYS): unknown {
  try {
    return JSON.parse(metadata.get(KEYS[key]) as string);
  } catch (cause) {
    throw new CheckpointError(fieldOf(key), "is not JSON", { cause });
  }
}

function readStates(
  metadata: ReadonlyMap<string, string>,
  key: "schedulers" | "metricRules",
): readonly object[] {
  if (!metadata.has(KEYS[key])) return [];
  const states = parsed(metadata, key);
  if (isArray(states) && states.every(isRecord)) return states as readonly object[];
  throw new CheckpointError(fieldOf(key), "is not a list of states");
}

function readOptimizer(state: unknown): SavedOptimizer {
  if (
    isRecord(state) &&
    isArray(state.params) &&
    state.params.every(isSavedParameter) &&
    isArray(state.groups) &&
    state.groups.every(isRecord)
  ) {
    return { ...state, params: state.params, groups: state.groups.map(infinitiesFromText) };
  }
  throw new CheckpointError(fieldOf("optimizer"), "is not the state of an optimizer");
}

function isSavedParameter(value: unknown): value is SavedParameter {
  return (
    isRecord(value) &&
    (value.name === null || typeof value.name === "string") &&
    isNames(value.slots) &&
    (value.packed === undefined || isNames(value.packed)) &&
    (value.master === undefined || value.master === true)
  );
}

function isNames(value: unknown): value is readonly string[] {
  return isArray(value) && value.every((name) => typeof name === "string");
}

/** The names of the tensors that hold slots. */
export function savedSlots(saved: SavedOptimizer): readonly string[] {
  const state = saved as unknown as OptimizerState;
  const parts = saved.precision === "8bit" ? [".codes", ".absmax"] : [""];
  return saved.params.flatMap(({ slots, packed = [], master = false }, i) =>
    [
      ...slots,
      ...(master ? ["master"] : []),
      ...packed.flatMap((slot) => parts.map((part) => `${slot}${part}`)),
    ].map((slot) => slotTensorName(nameOf(state, i), slot)),
  );
}

/** @throws CheckpointError */
function compareNames(field: string, saved: readonly string[], own: object): void {
  const names = Object.keys(own);
  if (saved.length === names.length && names.every((name, i) => name === saved[i])) return;
  throw new CheckpointError(field, `are [${saved.join(", ")}], but [${names.join(", ")}] in this optimizer`);
}

/**
 * The saved state with the arrays of the optimizer that will load it.
 * @throws CheckpointError if that has other parameters or slots
 */
export function withArrays(saved: SavedOptimizer, own: OptimizerState): OptimizerState {
  if (saved.params.length !== own.params.length) {
    const expected = `but this optimizer has ${own.params.length}`;
    throw new CheckpointError("optimizer.params.length", `is ${saved.params.length}, ${expected}`);
  }
  const params = saved.params.map((parameter, i) => {
    const { slots, packed, master } = own.params[i] as OptimizerState["params"][number];
    compareNames(`optimizer.params[${i}].slots`, parameter.slots, slots);
    compareNames(`optimizer.params[${i}].packed`, parameter.packed ?? [], packed ?? {});
    if ((parameter.master ?? false) !== (master !== undefined)) {
      const reason = `is ${parameter.dtype ?? "float32"} in the file, but not in this optimizer`;
      throw new CheckpointError(`optimizer.params[${i}].dtype`, reason);
    }
    return { ...parameter, slots, ...(packed && { packed }), ...(master && { master }) };
  });
  return { ...saved, params } as unknown as OptimizerState;
}

/**
 * The saved state with new arrays, for an optimizer that has no state yet.
 * @throws CheckpointError
 */
export function withNewArrays(saved: SavedOptimizer, tensors: Header["tensors"]): OptimizerState {
  const state = saved as unknown as OptimizerState;
  const params = saved.params.map(({ slots, packed, master, ...parameter }, i) => {
    const bytesOf = (part: string) => {
      const name = slotTensorName(nameOf(state, i), part);
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new CheckpointError(`tensors.${name}`, "is missing");
      return tensor.byteLength;
    };
    const floats = (part: string) => new Float32Array(bytesOf(part) / 4);
    const inFewerBits = (slot: string) =>
      saved.precision === "8bit"
        ? { codes: new Uint8Array(bytesOf(`${slot}.codes`)), absmax: floats(`${slot}.absmax`) }
        : { bfloat16: new Uint16Array(bytesOf(slot) / 2) };
    return {
      ...parameter,
      slots: Object.fromEntries(slots.map((slot) => [slot, floats(slot)])),
      ...(packed && { packed: Object.fromEntries(packed.map((slot) => [slot, inFewerBits(slot)])) }),
      ...(master && { master: floats("master") }),
    };
  });
  return { ...saved, params } as unknown as OptimizerState;
}
