/** What lint may know about the run; each rule looks only where it knows enough. */
import { choice, Fields, isInstance, listOf, numberAtLeast, text } from "../arguments.js";
import { Run } from "../units/run.js";
import { declarations, type FindingCode } from "./finding.js";
import type { KnownRun } from "./known-run.js";

export interface LintRun {
  /** How many updates the optimizer makes. Default: as many as a schedule takes that comes down to its rest. */
  readonly totalSteps?: number;
  /** How many epochs the run has. Default: `totalSteps / stepsPerEpoch`, where both are known. */
  readonly epochs?: number;
  /** Updates of one epoch. */
  readonly stepsPerEpoch?: number;
  /** The optimizer: some rules are about those that scale each coordinate, as Adam does. */
  readonly optimizer?: string;
  /** How many micro-batches make one update. Default: 1. */
  readonly accumulation?: number;
  /** How many devices train in parallel. Default: 1. */
  readonly worldSize?: number;
  /** How often the schedule is stepped for each update of the optimizer, where that was seen. Default: once. */
  readonly schedulerStepsPerUpdate?: number;
  /** Codes of findings that are known and meant. */
  readonly accept?: readonly FindingCode[];
}

/** What was given: the run, and the codes that are accepted. */
interface Given {
  readonly run: KnownRun;
  readonly accept: ReadonlySet<FindingCode>;
}

const NAMES = [
  "totalSteps",
  "epochs",
  "stepsPerEpoch",
  "optimizer",
  "accumulation",
  "worldSize",
  "schedulerStepsPerUpdate",
  "accept",
] as const;

/** Optimizers whose updates are about as large as the rate, whatever the gradients; under the names of any library. */
const ADAM_LIKE = /adam|adabelief|(?<![a-z])(fused|paged)?(lamb|lion|adan|sophia)w?(?![a-z])/i;

/** @throws InvalidArgumentError */
export function readRun(value: unknown): Given {
  const given = new Fields("lint", "run", isInstance(value, Run) ? ofRun(value) : value, NAMES, "run.");
  const totalSteps = given.has("totalSteps") ? given.whole("totalSteps", 1) : null;
  const perEpoch = given.has("stepsPerEpoch") ? given.positive("stepsPerEpoch") : null;
  const optimizer = given.get("optimizer");
  const codes = Object.keys(declarations) as FindingCode[];
  const run: KnownRun = {
    totalSteps,
    epochs: given.has("epochs")
      ? given.positive("epochs")
      : totalSteps === null || perEpoch === null
        ? null
        : totalSteps / perEpoch,
    isAdamLike: optimizer !== undefined && ADAM_LIKE.test(given.read("optimizer", text)),
    accumulation: given.whole("accumulation", 1, 1),
    worldSize: given.whole("worldSize", 1, 1),
    schedulerStepsPerUpdate: given.read(
      "schedulerStepsPerUpdate",
      (argument, held) => numberAtLeast(argument, held, 1),
      1,
    ),
  };
  return {
    run,
    accept: new Set(
      given.read(
        "accept",
        (argument, held) => listOf(argument, held, "codes", (path, code) => choice(path, code, codes)),
        [],
      ),
    ),
  };
}

function ofRun({ totalSteps, stepsPerEpoch, accumulation, worldSize }: Run): LintRun {
  return {
    accumulation,
    worldSize,
    ...(totalSteps === null ? {} : { totalSteps }),
    ...(stepsPerEpoch === null ? {} : { stepsPerEpoch }),
  };
}
