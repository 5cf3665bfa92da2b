/** One step of an optimizer: what is read and checked, the update over all groups, and the report. */
import { InvalidArgumentError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import { assertUsable, findNonFinite } from "./gradient-checks.js";
import type { OptimizerCore } from "./optimizer-core.js";
import type { OptimizerMemory } from "./optimizer-memory.js";
import type { SharedNumbers } from "./shared-numbers.js";
import type { StepRequest } from "./step-options.js";

/** What a step did. */
export interface StepReport {
  /** Whether the parameters were updated. */
  readonly stepped: boolean;
  /** Why they were not: the step was told `foundInf`, or the policy `nonFinite: "skip"` found a gradient. */
  readonly skipped: "foundInf" | "nonFinite" | null;
  /** The parameter whose gradient is not finite, with `skipped: "nonFinite"`. */
  readonly parameter: number | null;
  /** The number of this update, counted from 0. A skipped step doesn't count: the next one has the same number. */
  readonly step: number;
  /** The rate of each group. */
  readonly lr: readonly number[];
}

/**
 * Makes the step that a request asks for, between `begin` and `end` of the core.
 * @throws InvalidArgumentError, NonFiniteGradientError or FreedError, before anything is changed; InterruptedUpdateError when a
 * worker thread ends inside the update.
 */
export function makeStep(core: OptimizerCore, memory: OptimizerMemory, request: StepRequest): StepReport {
  if (core.mode === "eval")
    throw new InvalidArgumentError("step", "eval", 'made in mode "train": call train() first');
  core.readHyper(memory);
  // After the options and the hyper-parameters: a getter or a function of the step may have freed or moved anything.
  core.use();
  memory.assertAttached();
  request.assertAttached();
  if (request.foundInf) return report(core, "foundInf", null);

  const { settings } = core;
  assertUsable(memory, request, settings.memory === "caller");
  const refused = findNonFinite(memory.parts, request, settings.nonFinite);
  if (refused !== null) return report(core, "nonFinite", refused);
  core.accumulated = 0;
  try {
    takeGradients(memory, request);
    update(memory, request, settings.maximize ? -request.gradientFactor : request.gradientFactor);
  } catch (cause) {
    throw core.interrupt(cause);
  }
  const done = report(core, null, null);
  core.stepCount++;
  return done;
}

/** Brings gradients and averages in place. */
function takeGradients({ parts }: OptimizerMemory, { grads }: StepRequest): void {
  for (let i = 0; i < parts.length; i++) {
    const { core, ema } = parts[i] as GroupPart;
    core.storage.take(grads);
    if (ema !== null && core.updates === 0) ema.begin();
  }
}

/** @param factor What gradients are multiplied with. */
function update({ parts, sharing, phases }: OptimizerMemory, request: StepRequest, factor: number): void {
  for (let i = 0; i < sharing.length; i++) (sharing[i] as SharedNumbers).begin();
  for (let phase = 0; phase < phases; phase++) {
    for (let i = 0; i < parts.length; i++) (parts[i] as GroupPart).update.runPhase(phase, request, factor);
  }
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as GroupPart;
    part.update.commit(request);
    if (part.ema !== null) part.ema.advance();
  }
  for (let i = 0; i < sharing.length; i++) (sharing[i] as SharedNumbers).commit();
}

function report(
  { stepCount, rates }: OptimizerCore,
  skipped: StepReport["skipped"],
  parameter: number | null,
): StepReport {
  return { stepped: skipped === null, skipped, parameter, step: stepCount, lr: rates };
}
