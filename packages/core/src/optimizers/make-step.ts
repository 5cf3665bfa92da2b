/** One step of an optimizer: reading and checking, the update over all groups, and the report. */
import { InvalidArgumentError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import { assertUsable, findNonFinite } from "./gradient-checks.js";
import type { OptimizerCore } from "./optimizer-core.js";
import type { OptimizerMemory } from "./optimizer-memory.js";
import type { SharedNumbers } from "./shared-numbers.js";
import type { StepOptions, StepRequest } from "./step-options.js";
import type { UntrainedCopies } from "./untrained-copies.js";

/** The report of a step. */
export interface StepReport {
  /** Whether the parameters were updated. */
  readonly stepped: boolean;
  /** The reason if not: `foundInf` was passed, or the policy `nonFinite: "skip"` found a gradient. */
  readonly skipped: "foundInf" | "nonFinite" | null;
  /** The parameter whose gradient is not finite, with `skipped: "nonFinite"`. */
  readonly parameter: number | null;
  /** The number of this update, counted from 0. Skipped steps don't count: the next step has the same number. */
  readonly step: number;
  /** The rate of each group. */
  readonly lr: readonly number[];
}

/** The outcome of a step: one of these, or the parameter whose gradient is not finite. */
export type Outcome = number;
export const UPDATED: Outcome = -1;
export const FOUND_INF: Outcome = -2;

/**
 * Makes the step that the options describe. It is one long function on purpose: engines don't inline it, so they do
 * inline `Optimizer.step` with its report.
 * @throws InvalidArgumentError, NonFiniteGradientError or FreedError, before anything changes; InterruptedUpdateError if a
 * worker thread ends inside the update.
 */
export function makeStep(
  core: OptimizerCore,
  options: StepOptions | undefined,
  copies: UntrainedCopies,
): Outcome {
  const memory = core.begin();
  const { settings } = core;
  const request = core.requestFor(options);
  let isChanging = false;
  try {
    if (options !== undefined) request.readStep(options);
    if (request.grads !== null) copies.stepGiven(core.stepCount);
    if (core.mode === "eval")
      throw new InvalidArgumentError("step", "eval", 'made in mode "train": call train() first');
    core.readHyper(memory);
    // After the options and the hyper-parameters: a getter or a function of the step may have freed or moved anything.
    core.use();
    memory.assertAttached();
    if (request.grads !== null) request.assertAttached();
    if (request.foundInf) {
      core.accumulated = 0;
      return FOUND_INF;
    }
    assertUsable(memory, request, settings.memory === "caller");
    if (settings.nonFinite !== "propagate") {
      const refused = findNonFinite(memory.parts, request, settings.nonFinite);
      if (refused !== null) {
        core.accumulated = 0;
        return refused;
      }
    }

    const { parts, sharing, phases } = memory;
    const factor = settings.maximize ? -request.gradientFactor : request.gradientFactor;
    isChanging = true;
    takeGradients(memory, request);
    core.accumulated = 0;
    for (let i = 0; i < sharing.length; i++) (sharing[i] as SharedNumbers).begin();
    for (let phase = 0; phase < phases; phase++) {
      for (let i = 0; i < parts.length; i++) (parts[i] as GroupPart).update.runPhase(phase, request, factor);
    }
    for (let i = 0; i < parts.length; i++) {
      const { update, ema } = parts[i] as GroupPart;
      update.commit(request);
      if (ema !== null) ema.advance();
    }
    for (let i = 0; i < sharing.length; i++) (sharing[i] as SharedNumbers).commit();
    core.stepCount++;
    return UPDATED;
  } catch (error) {
    throw isChanging ? core.interrupt(error) : error;
  } finally {
    if (request.grads !== null) request.release();
    core.end();
  }
}

/** Prepares gradients and averages. */
function takeGradients({ parts }: OptimizerMemory, { grads }: StepRequest): void {
  for (let i = 0; i < parts.length; i++) {
    const { core, ema } = parts[i] as GroupPart;
    core.storage.take(grads);
    if (ema !== null && core.updates === 0) ema.begin();
  }
}
