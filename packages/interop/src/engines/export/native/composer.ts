/**
 * Composer's and llm-foundry's schedulers, in batches. Their decays end with the run or after it.
 *
 * Composer's trainer steps its schedulers before it counts the batch, so update i runs at their rate for batch i - 1.
 */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest, ratioOf } from "./form.js";
import type { Fit } from "./segments.js";

const BEHIND = 1;
const SHIFTED =
  "Composer's trainer runs updates 0 and 1 at the start value: its schedulers are one update behind";

function candidates(fit: Fit, { total }: ExportContext): Candidate[] {
  const last = Math.max(nearest(fit.end), total);
  return [schedulerOf(fit, nearest(fit.warmup), last === total ? {} : { t_max: `${last}ba` }, total)];
}

function schedulerOf(fit: Fit, steps: number, until: object, total: number): Candidate {
  const { peak, floor, shape, timescale } = fit;
  const scheduler = (name: string, args: object): Candidate => ({
    fields: {
      "optimizer.lr": peak,
      "scheduler.name": name,
      "scheduler.t_warmup": `${steps}ba`,
      ...Object.fromEntries(Object.entries(args).map(([key, value]) => [`scheduler.${key}`, value])),
      max_duration: `${total}ba`,
    },
    notes: [SHIFTED],
  });
  switch (shape) {
    case "constant":
      return scheduler("constant_with_warmup", {});
    case "linear":
      return scheduler("linear_decay_with_warmup", { ...until, alpha_f: ratioOf(floor, peak) });
    case "cosine":
      return scheduler("cosine_with_warmup", { ...until, alpha_f: ratioOf(floor, peak) });
    default:
      return scheduler("inv_sqrt_with_warmup", {
        t_scale: `${Math.max(1, nearest(timescale))}ba`,
        t_cooldown: "0ba",
      });
  }
}

export const composer: NativeForm = {
  engine: "composer",
  behind: BEHIND,
  countsFrom: -BEHIND,
  shapes: ["linear", "cosine", "inverseSqrt"],
  candidates,
  write: ({ fields }) => ({ name: "composer.yaml", format: "yaml", text: toYaml(fields) }),
};
