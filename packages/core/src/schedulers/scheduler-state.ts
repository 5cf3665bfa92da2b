/** The state that a scheduler saves, and the check of a state that it loads. */
import { Fields, finiteNumber, isRecord, list, text, wholeNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { describe, InvalidArgumentError } from "../errors.js";
import { refuseDeepNesting } from "../nesting.js";
import type { InitialRate, Plan } from "./plan.js";

/** Everything that a scheduler needs to continue, as plain JSON. */
export interface SchedulerState {
  readonly format: "anneal/scheduler";
  readonly version: 1;
  /** The name of the class or function. */
  readonly name: string;
  /** The number of updates made, which is also the number of the next one, whose rates are those of this step. */
  readonly lastEpoch: number;
  /** The fraction of the next step, below 1: for a schedule in epochs that was moved within one. */
  readonly fraction: number;
  /** The optimizer's count at that time; null if calls of `step` were counted. */
  readonly updates: number | null;
  /** The rate of each group before any scheduler changed it; null if a function provides it. */
  readonly initialLrs: readonly InitialRate[];
  /** The curves or arguments; null in place of functions. */
  readonly settings: unknown;
}

/**
 * What to do if a state was saved with other settings or initial rates. `"match"`: throw an error that names the first
 * difference. `"checkpoint"`: the saved ones replace this scheduler's, except functions. `"keep"`: this scheduler's
 * stay, and only the position is loaded.
 */
export type LoadPolicy = "match" | "checkpoint" | "keep";

export const POLICIES: readonly LoadPolicy[] = ["match", "checkpoint", "keep"];

/** The end of every error about a difference. */
export const LOAD_ADVICE = 'or load with { policy: "checkpoint" } or { policy: "keep" }';

/** The policy of `loadStateDict`'s options. @throws InvalidArgumentError */
export function readPolicy(options: unknown): LoadPolicy {
  return new Fields("loadStateDict", "options", options, ["policy"]).choice("policy", POLICIES, "match");
}

const names = [
  "format",
  "version",
  "name",
  "lastEpoch",
  "fraction",
  "updates",
  "initialLrs",
  "settings",
] as const;

/**
 * Checks everything except the settings.
 * @param groups The number of groups. A state may have fewer: the last ones were added since.
 * @throws InvalidArgumentError
 */
export function readSchedulerState(
  value: unknown,
  { name, schedulesRate }: Pick<Plan, "name" | "schedulesRate">,
  groups: number,
): SchedulerState {
  const fields = new Fields("the state of a scheduler", "state", value, names, "state.");
  fields.choice("format", ["anneal/scheduler"]);
  const version = fields.get("version");
  if (version !== 1) {
    throw new InvalidArgumentError("state.version", version, "1, the version this release reads");
  }
  const saved = fields.read("name", text);
  if (saved !== name)
    throw new InvalidArgumentError("state.name", saved, `${name}, the scheduler that loads it`);
  const rates = list("state.initialLrs", fields.get("initialLrs"), "rates");
  if (rates.length > groups || rates.length === 0) {
    throw new InvalidArgumentError(
      "state.initialLrs.length",
      rates.length,
      `${groups}, the number of groups`,
    );
  }
  // Null stands for a function; nothing else writes such a rate.
  const initialLrs = Array.from(rates, (rate, i) =>
    rate === null && !schedulesRate ? null : finiteNumber(`state.initialLrs[${i}]`, rate),
  );
  const settings = fields.get("settings");
  if (!isRecord(settings)) throw new InvalidArgumentError("state.settings", settings, "an object");
  refuseDeepNesting("state.settings", settings);
  refuseOtherThanJson("state.settings", settings);
  const fraction = fields.atLeast("fraction", 0, 0);
  if (fraction >= 1) throw new InvalidArgumentError("state.fraction", fraction, "below 1");
  return {
    format: "anneal/scheduler",
    version: 1,
    name,
    lastEpoch: fields.whole("lastEpoch", 0),
    fraction,
    updates: fields.readOrNull("updates", wholeNumber),
    initialLrs,
    settings,
  };
}

/** Rejects values that JSON can't represent. Schedulers never save them, and readers of the settings rely on it. */
function refuseOtherThanJson(path: string, value: unknown): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") return void finiteNumber(path, value);
  if (isArray(value)) {
    for (const [i, held] of value.entries()) refuseOtherThanJson(`${path}[${i}]`, held);
  } else if (isRecord(value)) {
    for (const [key, held] of Object.entries(value)) refuseOtherThanJson(`${path}.${key}`, held);
  } else {
    throw new InvalidArgumentError(path, value, "representable in JSON");
  }
}

/**
 * Rejects settings that differ, naming the first difference. Null stands for a function: whether two functions are
 * equal can't be checked, but a missing one can.
 */
export function refuseDifference(path: string, saved: unknown, own: unknown): void {
  if (saved === own) return;
  if (isArray(saved) && isArray(own) && saved.length === own.length) {
    for (const [i, held] of own.entries()) refuseDifference(`${path}[${i}]`, saved[i], held);
    return;
  }
  if (isRecord(saved) && isRecord(own)) {
    for (const key of new Set([...Object.keys(own), ...Object.keys(saved)])) {
      refuseDifference(`${path}.${key}`, saved[key], own[key]);
    }
    return;
  }
  const current = own === undefined ? "absent" : describe(own);
  throw new InvalidArgumentError(path, saved, `${current}, as in this scheduler, ${LOAD_ADVICE}`);
}

/** Rejects saved initial rates that differ from this scheduler's. */
export function refuseOtherRates(
  path: string,
  saved: readonly InitialRate[],
  own: readonly InitialRate[],
): void {
  for (const [i, rate] of saved.entries()) {
    if (rate === own[i]) continue;
    const expected = `${own[i]}, the initial rate in this scheduler, ${LOAD_ADVICE}`;
    throw new InvalidArgumentError(`${path}[${i}]`, rate, expected);
  }
}
