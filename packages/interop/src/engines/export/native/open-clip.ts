/** open_clip's flags. The warm-up is (i + 1)/W; the run is whole epochs, whose length depends on the data. */
import { toFlags } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { Fit } from "./segments.js";

function candidates(fit: Fit, { total, stepsPerEpoch }: ExportContext): Candidate[] {
  const { peak, warmup, start, end, floor, shape, power } = fit;
  const perEpoch = stepsPerEpoch ?? total;
  const found: Candidate[] = [];
  const add = (epochs: number, steps: number, fields: object) => {
    const notes = [
      ...(steps > warmup
        ? ["--warmup is one more: open_clip's warm-up reaches the peak an update early"]
        : []),
      ...(epochs * perEpoch === total
        ? []
        : [`open_clip trains whole epochs: its run has ${epochs * perEpoch} updates, not ${total}`]),
    ];
    const all = { lr: peak, warmup: steps, epochs, ...fields };
    found.push({ fields: all, notes, total: epochs * perEpoch });
  };
  for (const epochs of new Set([Math.max(1, Math.floor(total / perEpoch)), Math.ceil(total / perEpoch)])) {
    for (const steps of new Set([warmup === 0 ? 0 : nearest(warmup) + 1, nearest(warmup)])) {
      if (shape === "constant") add(epochs, steps, { lr_scheduler: "const" });
      if (shape === "cosine") add(epochs, steps, { lr_scheduler: "cosine" });
      const cooldown = Math.round((nearest(end) - nearest(start)) / perEpoch);
      if ((shape === "linear" || shape === "polynomial") && cooldown >= 1) {
        const fall = { epochs_cooldown: cooldown, lr_cooldown_end: floor, lr_cooldown_power: power };
        add(epochs, steps, { lr_scheduler: "const-cooldown", ...fall });
      }
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
