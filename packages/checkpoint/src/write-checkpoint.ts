/** Writes a checkpoint to a sink. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { Fields, isFloat32Array, viewOf, wholeNumber } from "@anneal/core/arguments";
import type { ByteSink } from "./bytes/ports.js";
import { CHECKSUM_ENTRY, CHECKSUM_POSITION, createChecksum } from "./checksum.js";
import {
  type CheckedParts,
  type CheckpointContents,
  PART_NAMES,
  readMetadata,
  readParts,
  slotTensors,
} from "./contents.js";
import { infinitiesToText } from "./infinities.js";
import { writeFile } from "./safetensors/write-file.js";
import { type NamedTensor, writeHeader } from "./safetensors/write-header.js";
import type { Stateful } from "./stateful.js";
import { firstRefused } from "./values.js";

/** The version of the layout. */
export const CHECKPOINT_VERSION = "1";

/** The metadata of a checkpoint; `checksum` comes first. */
export const KEYS = {
  version: "anneal.checkpoint",
  step: "anneal.step",
  optimizer: "anneal.optimizer",
  schedulers: "anneal.schedulers",
  metricRules: "anneal.metricRules",
} as const;

/** A checkpoint with checked contents. */
export interface PreparedCheckpoint {
  /** Its size in bytes. */
  readonly byteLength: number;
  /**
   * Writes it, the checksum last.
   * @throws InvalidArgumentError for NaN and infinities unless they are allowed, and when the optimizer has made a step
   */
  readonly write: (sink: ByteSink) => Promise<void>;
}

const CONTENT_NAMES = [...PART_NAMES, "step", "metadata"] as const;
type ContentName = (typeof CONTENT_NAMES)[number];

/**
 * The fields of the contents to save.
 * @param more The names of other fields, which the caller reads.
 * @throws InvalidArgumentError
 */
export function contentFields<Name extends string = never>(
  contents: CheckpointContents,
  more: readonly Name[] = [],
): Fields<ContentName | Name> {
  return new Fields("saveCheckpoint", "contents", contents, [...CONTENT_NAMES, ...more]);
}

/**
 * Checks the contents to save, except their values.
 * @throws InvalidArgumentError
 */
export async function prepareCheckpoint(fields: Fields<ContentName>): Promise<PreparedCheckpoint> {
  const parts = await readParts(fields, "save");
  const { parameters, optimizer, state } = parts;
  const step = fields.read("step", wholeNumber, optimizer?.stepCount ?? state?.step ?? 0);
  const metadata = fields.read("metadata", readMetadata, []);
  const tensors = [...(parameters ?? []), ...(state === null ? [] : slotTensors(state))];
  // Elements are aligned to their size: the largest come first.
  tensors.sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  const header = writeHeader(tensors, [CHECKSUM_ENTRY, ...(await describeParts(parts, step)), ...metadata]);
  const size = tensors.reduce((sum, { values }) => sum + values.byteLength, header.byteLength);
  const assertUnchanged = () => {
    if (optimizer === null || optimizer.stepCount === undefined || optimizer.stepCount === state?.step)
      return;
    const expected = `${state?.step}, as when saving began: make no step until saveCheckpoint has resolved`;
    throw new InvalidArgumentError("optimizer.stepCount", optimizer.stepCount, expected);
  };
  const write = async (sink: ByteSink) => {
    const checksum = await createChecksum();
    await writeFile(sink, header, tensors, {
      onElements: (tensor, first, count) => {
        assertUnchanged();
        if (!parts.allowNonFinite) refuseNonFinite(tensor, first, count);
      },
      onBytes: checksum.update,
    });
    assertUnchanged();
    await sink.write(CHECKSUM_POSITION, checksum.digest());
  };
  return { byteLength: size, write };
}

function refuseNonFinite({ name, values }: NamedTensor, first: number, count: number): void {
  if (!isFloat32Array(values)) return;
  const index = firstRefused(viewOf(values, first, count), false);
  if (index < 0) return;
  const expected = "finite, or saved with allowNonFinite: true";
  throw new InvalidArgumentError(`${name}[${first + index}]`, values[first + index], expected);
}

async function describeParts(
  { optimizer, state, schedulers, metricRules }: CheckedParts,
  step: number,
): Promise<readonly (readonly [string, string])[]> {
  const entries: [string, string][] = [
    [KEYS.version, CHECKPOINT_VERSION],
    [KEYS.step, String(step)],
  ];
  if (optimizer !== null && state !== null) entries.push([KEYS.optimizer, describeOptimizer(state)]);
  for (const [key, parts] of [
    ["schedulers", schedulers],
    ["metricRules", metricRules],
  ] as const) {
    if (parts.length > 0) entries.push([KEYS[key], json(key, await statesOf(parts))]);
  }
  return entries;
}

/** The state without its arrays: each parameter has a list of slots instead. */
function describeOptimizer(state: OptimizerState): string {
  const params = state.params.map(({ slots, packed, master, ...parameter }) => ({
    ...parameter,
    slots: Object.keys(slots),
    ...(packed && { packed: Object.keys(packed) }),
    ...(master && { master: true }),
  }));
  return json("optimizer", { ...state, params, groups: state.groups.map(infinitiesToText) });
}

async function statesOf(parts: readonly Stateful[]): Promise<readonly object[]> {
  const states: object[] = [];
  for (const part of parts) states.push(await part.stateDict());
  return states;
}

/** JSON has no NaN and no infinities. */
function json(part: string, value: object): string {
  return JSON.stringify(value, (key, held: unknown) => {
    if (typeof held === "number" && !Number.isFinite(held)) {
      throw new InvalidArgumentError(`${key} in the state of ${part}`, held, "a finite number");
    }
    return held;
  });
}
