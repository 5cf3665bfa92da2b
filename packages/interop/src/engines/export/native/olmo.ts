/** OLMo's `scheduler`. It counts from 1, so every length is one more; the warm-up starts at a rate that can't be below 0. */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest, ratioOf } from "./form.js";
import type { DecayShape, Fit } from "./segments.js";

const NAMES: Partial<Record<DecayShape, string>> = {
  constant: "constant_with_warmup",
  linear: "linear_with_warmup",
  cosine: "cosine_with_warmup",
  inverseSqrt: "inverse_sqrt_with_warmup",
};
const SHIFTED = "t_warmup and t_max are one more: OLMo counts updates from 1";

function candidates(fit: Fit, { total }: ExportContext): Candidate[] {
  const { first, peak, warmup, end, floor, shape } = fit;
  const common = (name: string | undefined) => ({ "optimizer.learning_rate": peak, "scheduler.name": name });
  const run = { max_duration: total };
  if (shape === "constant" && warmup === 0) return [{ fields: { ...common("constant"), ...run } }];
  return [...new Set([nearest(warmup) + 1, nearest(warmup)])].map((steps) => {
    // The rate at count 0, from the rate at count 1.
    const atZero = steps > 1 ? (first * steps - peak) / (steps - 1) : 0;
    const decays = shape === "linear" || shape === "cosine";
    return {
      fields: {
        ...common(NAMES[shape]),
        "scheduler.t_warmup": steps,
        "scheduler.warmup_min_lr": Math.abs(atZero) < 1e-12 * peak ? 0 : Math.max(0, atZero),
        ...(decays ? { "scheduler.t_max": nearest(end) + 1, "scheduler.alpha_f": ratioOf(floor, peak) } : {}),
        ...run,
      },
      notes: [SHIFTED],
    };
  });
}

export const olmo: NativeForm = {
  engine: "olmo",
  shapes: ["linear", "cosine", "inverseSqrt"],
  candidates,
  write: ({ fields }) => ({ name: "olmo.yaml", format: "yaml", text: toYaml(fields) }),
};
