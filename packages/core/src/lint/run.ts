/** Facts about the run for lint; each rule applies only if it has the facts that it needs. */
import { choice, Fields, isInstance, listOf, numberAtLeast, text } from "../arguments.js";
import { Run } from "../units/run.js";
import { type FindingCode, lintRules } from "./finding.js";
import type { KnownRun } from "./known-run.js";

export interface LintRun {
  /** The number of updates of the optimizer. Default: the length of the schedule, if it decays to a constant rate. */
  readonly totalSteps?: number;
  /** The number of epochs. Default: `totalSteps / stepsPerEpoch`, if both are known. */
  readonly epochs?: number;
  /** The number of updates per epoch. */
  readonly stepsPerEpoch?: number;
  /** The optimizer. Some rules apply only to optimizers that scale each coordinate, such as Adam. */
  readonly optimizer?: string;
  /** The number of micro-batches per update. Default: 1. */
  readonly accumulation?: number;
  /** The number of devices that train in parallel. Default: 1. */
  readonly worldSize?: number;
  /** How often the schedule is stepped per update, if known. Default: once. */
  readonly schedulerStepsPerUpdate?: number;
  /** Codes of intended findings, which are not reported. */
  readonly accept?: readonly FindingCode[];
}

/** The run, and the accepted codes. */
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

/** Optimizers whose updates are about as large as the rate, whatever the gradients, under the names of any library. */
const ADAM_LIKE = /adam|adabelief|(?<![a-z])(fused|paged)?(lamb|lion|adan|sophia)w?(?![a-z])/i;

/** @throws InvalidArgumentError */
export function readRun(value: unknown): Given {
  const given = new Fields("lint", "run", isInstance(value, Run) ? ofRun(value) : value, NAMES, "run.");
  const totalSteps = given.has("totalSteps") ? given.whole("totalSteps", 1) : null;
  const perEpoch = given.has("stepsPerEpoch") ? given.positive("stepsPerEpoch") : null;
  const optimizer = given.get("optimizer");
  const codes = Object.keys(lintRules) as FindingCode[];
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
