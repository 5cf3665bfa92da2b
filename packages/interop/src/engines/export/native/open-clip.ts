/** open_clip's flags. The warm-up is (i + 1)/W; the run is whole epochs, whose length depends on the data. */
import { toFlags } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { Fit } from "./segments.js";

function candidates(fit: Fit, { total, stepsPerEpoch }: ExportContext): Candidate[] {
  const { peak, warmup, start, end, floor, shape, power } = fit;
  const perEpoch = stepsPerEpoch ?? total;
  const epochs = total / perEpoch;
  if (!Number.isInteger(epochs)) return [];
  const found: Candidate[] = [];
  for (const steps of new Set([warmup === 0 ? 0 : nearest(warmup) + 1, nearest(warmup)])) {
    const notes =
      steps > warmup ? ["--warmup is one more: open_clip's warm-up reaches the peak an update early"] : [];
    const common = { lr: peak, warmup: steps, epochs };
    if (shape === "constant") found.push({ fields: { ...common, lr_scheduler: "const" }, notes });
    if (shape === "cosine") found.push({ fields: { ...common, lr_scheduler: "cosine" }, notes });
    const cooldown = Math.round((nearest(end) - nearest(start)) / perEpoch);
    if ((shape === "linear" || shape === "polynomial") && cooldown >= 1) {
      const fall = { epochs_cooldown: cooldown, lr_cooldown_end: floor, lr_cooldown_power: power };
      found.push({ fields: { ...common, lr_scheduler: "const-cooldown", ...fall }, notes });
    }
  }
  return found;
}

export const openClip: NativeForm = {
  engine: "open_clip",
  shapes: ["linear", "cosine", "polynomial"],
  candidates,
  write: ({ fields }) => ({ name: "open_clip.flags", format: "flags", text: toFlags(fields) }),
};
