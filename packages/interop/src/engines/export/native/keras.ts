/** Keras' schedules, as `keras.optimizers.schedules.serialize` writes them. */
import { float32 } from "../arithmetic.js";
import { toJson } from "../writing/sections.js";
import { type Candidate, type NativeForm, nearest, ratioOf } from "./form.js";
import { kerasRates } from "./keras-float32.js";
import type { Fit } from "./segments.js";

/** Keras computes in the type of the first of them. */
const FLOATS = [
  "initial_learning_rate",
  "end_learning_rate",
  "warmup_target",
  "alpha",
  "power",
  "decay_rate",
];

function serialized(name: string, config: object): Candidate {
  const entries = Object.entries(config).map(([key, value]) => [`config.${key}`, value]);
  const fields = { module: "keras.optimizers.schedules", class_name: name, ...Object.fromEntries(entries) };
  return { fields };
}

function candidates(fit: Fit): Candidate[] {
  const { first, peak, warmup, start, end, floor, shape, power } = fit;
  const steps = nearest(warmup);
  switch (shape) {
    case "constant":
      return steps === 0
        ? [serialized("ExponentialDecay", { initial_learning_rate: peak, decay_steps: 1, decay_rate: 1 })]
        : [
            serialized("PolynomialDecay", {
              initial_learning_rate: first,
              decay_steps: steps,
              end_learning_rate: peak,
              power: 1,
            }),
          ];
    case "cosine": {
      const decay = Math.max(1, nearest(end) - Math.max(steps, nearest(start)));
      const rise = steps === 0 ? {} : { warmup_target: peak, warmup_steps: steps };
      const from = steps === 0 ? peak : first;
      const config = {
        initial_learning_rate: from,
        decay_steps: decay,
        alpha: ratioOf(floor, peak),
        ...rise,
      };
      return [serialized("CosineDecay", config)];
    }
    default:
      return [
        serialized("PolynomialDecay", {
          initial_learning_rate: peak,
          decay_steps: Math.max(1, nearest(end)),
          end_learning_rate: floor,
          power,
        }),
      ];
  }
}

export const keras: NativeForm = {
  engine: "keras",
  shapes: ["linear", "cosine", "polynomial"],
  candidates,
  arithmetic: float32,
  computed: ({ fields }) => kerasRates(fields),
  write: ({ fields }) => ({ name: "keras_schedule.json", format: "json", text: toJson(fields, FLOATS) }),
};
