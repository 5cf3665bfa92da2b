/** The rates that Keras computes in float32 for the schedules that are exported to it. */
import { float32, single } from "../arithmetic.js";
import type { NativeFields } from "./form.js";

/** @param fields Those of a serialized schedule, by their paths. */
export function kerasRates(fields: NativeFields): (update: number) => number {
  const at = (name: string) => single(Number(fields[`config.${name}`]));
  const initial = at("initial_learning_rate");
  const decaySteps = at("decay_steps");
  const { round, power, cosine } = float32;
  switch (fields.class_name) {
    case "ExponentialDecay": {
      const decayRate = at("decay_rate");
      return (update) => round(initial * power(decayRate, round(single(update) / decaySteps)));
    }
    case "PolynomialDecay": {
      const [end, exponent] = [at("end_learning_rate"), at("power")];
      return (update) => {
        const share = round(Math.min(single(update), decaySteps) / decaySteps);
        return round(round(round(initial - end) * power(round(1 - share), exponent)) + end);
      };
    }
    default: {
      const alpha = Number(fields["config.alpha"]);
      const [floor, height] = [single(alpha), single(1 - alpha)];
      const decayed = (step: number, from: number) => {
        const wave = round(0.5 * round(1 + cosine(round(step / decaySteps))));
        return round(from * round(round(height * wave) + floor));
      };
      if (fields["config.warmup_target"] === undefined) {
        return (update) => decayed(Math.min(single(update), decaySteps), initial);
      }
      const [target, warmupSteps] = [at("warmup_target"), at("warmup_steps")];
      const last = round(decaySteps + warmupSteps);
      return (update) => {
        const step = Math.min(single(update), last);
        if (!(step < warmupSteps)) return decayed(round(step - warmupSteps), target);
        return round(round(round(target - initial) * round(step / warmupSteps)) + initial);
      };
    }
  }
}
