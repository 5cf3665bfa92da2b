/** torchtune's one schedule, a cosine to 0; without a scheduler the rate is constant. */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { Fit } from "./segments.js";

const COMPONENT = "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup";

function candidates(fit: Fit, { total }: ExportContext): Candidate[] {
  const { peak, warmup, end, shape } = fit;
  const run = { epochs: 1, max_steps_per_epoch: total };
  if (shape === "constant") return [{ fields: { "optimizer.lr": peak, ...run } }];
  const steps = nearest(warmup);
  if (steps >= total) return [];
  const cycles = end === total ? {} : { "lr_scheduler.num_cycles": (0.5 * (total - steps)) / (end - steps) };
  return [
    {
      fields: {
        "optimizer.lr": peak,
        "lr_scheduler._component_": COMPONENT,
        "lr_scheduler.num_warmup_steps": steps,
        ...cycles,
        ...run,
      },
    },
  ];
}

export const torchtune: NativeForm = {
  engine: "torchtune",
  shapes: ["cosine"],
  candidates,
  write: ({ fields }) => ({ name: "torchtune.yaml", format: "yaml", text: toYaml(fields) }),
};
