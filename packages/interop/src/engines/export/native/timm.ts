/** The arguments of timm's `train.py`, its schedule counted in updates. */
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { Fit } from "./segments.js";

function candidates(fit: Fit, { stepsPerEpoch, total }: ExportContext): Candidate[] {
  const { first, peak, warmup, end, floor, shape, power } = fit;
  const steps = nearest(warmup);
  const length = Math.max(1, (shape === "constant" ? total : nearest(end)) - steps);
  const rest = Math.max(0, total - steps - length);
  const perEpoch = stepsPerEpoch ?? [steps, length, rest].reduce(greatestCommonDivisor);
  // Its `train.py` counts whole epochs.
  const epochs = Math.max(1, Math.round(length / perEpoch));
  const rise = Math.round(steps / perEpoch);
  const cooldown = Math.round(rest / perEpoch);
  const run = (rise + epochs + cooldown) * perEpoch;
  const fields = {
    lr: peak,
    sched: shape === "cosine" || shape === "constant" ? "cosine" : "poly",
    min_lr: shape === "constant" ? peak : floor,
    ...(shape === "linear" || shape === "polynomial" ? { decay_rate: power } : {}),
    epochs,
    warmup_epochs: rise,
    ...(cooldown === 0 ? {} : { cooldown_epochs: cooldown }),
    warmup_lr: first,
    warmup_prefix: true,
    sched_on_updates: true,
  };
  const notes = [
    `an epoch must have ${perEpoch} ${perEpoch === 1 ? "update" : "updates"}: timm counts epochs`,
    ...(run === total ? [] : [`timm's run has ${run} updates, not ${total}`]),
  ];
  return [{ fields, set: { updates_per_epoch: perEpoch }, notes }];
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

export const timm: NativeForm = {
  engine: "timm",
  shapes: ["linear", "cosine", "polynomial"],
  candidates,
  write: ({ fields }) => ({ name: "timm_args.yaml", format: "yaml", text: toYaml(fields) }),
};
