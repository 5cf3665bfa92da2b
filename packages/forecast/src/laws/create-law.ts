/** Creates law objects. */
import type { ScheduleLike } from "../input/rates.js";
import type { LawDocument, LawName, LossLaw } from "./law.js";

/** A frozen law. */
export function createLaw<Parameters extends object>(
  name: LawName,
  parameters: Parameters,
  loss: (schedule: ScheduleLike, steps: ArrayLike<number>) => number[],
): LossLaw<Parameters> {
  Object.freeze(parameters);
  const toJSON = (): LawDocument => ({
    format: "anneal/loss-law",
    version: 1,
    law: name,
    parameters: { ...(parameters as Record<string, number>) },
  });
  return Object.freeze({ name, parameters, loss, toJSON });
}
