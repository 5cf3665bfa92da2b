/** The arguments of timm's `train.py`, its schedule counted in updates. */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { Fit } from "./segments.js";

function candidates(fit: Fit, { stepsPerEpoch, total }: ExportContext): Candidate[] {
  const { first, peak, warmup, end, floor, shape, power } = fit;
  const steps = nearest(warmup);
  const length = shape === "constant" ? total : Math.max(1, nearest(end) - steps);
  const perEpoch = stepsPerEpoch ?? length;
  const fields = {
    lr: peak,
    sched: shape === "cosine" || shape === "constant" ? "cosine" : "poly",
    min_lr: shape === "constant" ? peak : floor,
    ...(shape === "linear" || shape === "polynomial" ? { decay_rate: power } : {}),
    epochs: length / perEpoch,
    warmup_epochs: steps / perEpoch,
    warmup_lr: first,
    warmup_prefix: true,
    sched_on_updates: true,
  };
  const note = `an epoch must have ${perEpoch} updates: timm counts epochs`;
  return [{ fields, set: { updates_per_epoch: perEpoch }, notes: [note] }];
}

export const timm: NativeForm = {
  engine: "timm",
  shapes: ["linear", "cosine", "polynomial"],
  candidates,
  write: ({ fields }) => ({ name: "timm_args.yaml", format: "yaml", text: toYaml(fields) }),
};
