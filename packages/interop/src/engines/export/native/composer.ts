/** Composer's and llm-foundry's schedulers, in batches. Their decays end with the run or after it. */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest, ratioOf } from "./form.js";
import type { Fit } from "./segments.js";

function candidates(fit: Fit, { total }: ExportContext): Candidate[] {
  const { peak, warmup, end, floor, shape, timescale } = fit;
  const steps = nearest(warmup);
  const scheduler = (name: string, args: object): Candidate => ({
    fields: {
      "optimizer.lr": peak,
      "scheduler.name": name,
      "scheduler.t_warmup": `${steps}ba`,
      ...Object.fromEntries(Object.entries(args).map(([key, value]) => [`scheduler.${key}`, value])),
      max_duration: `${total}ba`,
    },
  });
  const last = Math.max(nearest(end), total);
  const until = last === total ? {} : { t_max: `${last}ba` };
  switch (shape) {
    case "constant":
      return [scheduler("constant_with_warmup", {})];
    case "linear":
      return [scheduler("linear_decay_with_warmup", { ...until, alpha_f: ratioOf(floor, peak) })];
    case "cosine":
      return [scheduler("cosine_with_warmup", { ...until, alpha_f: ratioOf(floor, peak) })];
    default:
      return [
        scheduler("inv_sqrt_with_warmup", {
          t_scale: `${Math.max(1, nearest(timescale))}ba`,
          t_cooldown: "0ba",
        }),
      ];
  }
}

export const composer: NativeForm = {
  engine: "composer",
  shapes: ["linear", "cosine", "inverseSqrt"],
  candidates,
  write: ({ fields }) => ({ name: "composer.yaml", format: "yaml", text: toYaml(fields) }),
};
