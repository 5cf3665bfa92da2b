/** What a scheduler saves, and the check of what it is given to load. */
import { Fields, finiteNumber, isRecord, list, text, wholeNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { InitialRate } from "./initial-rates.js";

/** All that a scheduler needs to go on as if it had never stopped: plain JSON. */
export interface SchedulerState {
  readonly format: "anneal/scheduler";
  readonly version: 1;
  /** The class, or what else it is called. */
  readonly name: string;
  /** How many updates were made, and so the number of the next one, which has the rates of this step. */
  readonly lastEpoch: number;
  /** What the optimizer counted by then; null where calls of `step` were counted. */
  readonly updates: number | null;
  /** The rate of each group before there was a scheduler; null where a function gives it. */
  readonly initialLrs: readonly InitialRate[];
  /** The curves or arguments; null in the place of functions. */
  readonly settings: unknown;
}

/**
 * What happens where a state was saved with other settings than the scheduler has. `"match"`: it is refused, and the
 * error names the first difference. `"checkpoint"`: the saved settings replace this scheduler's, functions excepted.
 * `"keep"`: this scheduler's settings and initial rates stay, and only the position is taken.
 */
export type LoadPolicy = "match" | "checkpoint" | "keep";

const names = ["format", "version", "name", "lastEpoch", "updates", "initialLrs", "settings"] as const;

/** Checks all but the settings. @throws InvalidArgumentError */
export function readSchedulerState(value: unknown, name: string, groups: number): SchedulerState {
  const fields = new Fields("the state of a scheduler", "state", value, names, "state.");
  fields.choice("format", ["anneal/scheduler"]);
  const version = fields.get("version");
  if (version !== 1) {
    throw new InvalidArgumentError("state.version", version, "1, the version this release reads");
  }
  const saved = fields.read("name", text);
  if (saved !== name)
    throw new InvalidArgumentError("state.name", saved, `${name}, the scheduler that loads it`);
  const initialLrs = list("state.initialLrs", fields.get("initialLrs"), "rates").map((rate, i) =>
    rate === null ? null : finiteNumber(`state.initialLrs[${i}]`, rate),
  );
  if (initialLrs.length !== groups) {
    throw new InvalidArgumentError(
      "state.initialLrs.length",
      initialLrs.length,
      `${groups}, the number of groups`,
    );
  }
  const settings = fields.get("settings");
  if (!isRecord(settings)) throw new InvalidArgumentError("state.settings", settings, "an object");
  refuseOtherThanJson("state.settings", settings);
  return {
    format: "anneal/scheduler",
    version: 1,
    name,
    lastEpoch: fields.whole("lastEpoch", 0),
    updates: fields.readOrNull("updates", wholeNumber),
    initialLrs,
    settings,
  };
}

/** What JSON can't say was never saved by a scheduler, and whoever reads the settings relies on it. */
function refuseOtherThanJson(path: string, value: unknown): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") return void finiteNumber(path, value);
  if (isArray(value)) {
    for (const [i, held] of value.entries()) refuseOtherThanJson(`${path}[${i}]`, held);
  } else if (isRecord(value)) {
    for (const [key, held] of Object.entries(value)) refuseOtherThanJson(`${path}.${key}`, held);
  } else {
    throw new InvalidArgumentError(path, value, "what JSON can say");
  }
}

/**
 * Refuses settings that are not the same, naming the first difference. Null stands for a function: that it is the same one
 * can't be known, but that the other side has none can.
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
  const mine = own === undefined ? "left out" : JSON.stringify(own);
  const advice = 'as in this scheduler, or load with { policy: "checkpoint" } or { policy: "keep" }';
  throw new InvalidArgumentError(path, saved, `${mine}, ${advice}`);
}
