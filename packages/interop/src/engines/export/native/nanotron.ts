/** nanotron's `learning_rate_scheduler`. */
import { isBefore, type Version } from "../versions.js";
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest } from "./form.js";
import type { DecayShape, Fit } from "./segments.js";

const STYLES: Partial<Record<DecayShape, string>> = { linear: "linear", cosine: "cosine", sqrt: "1-sqrt" };

/** Releases up to 0.4 have no `1-sqrt`; the known rules are those of a later commit. */
const FIRST_WITH_ROOT: Version = [0, 5];

function candidates(fit: Fit, { total, version }: ExportContext): Candidate[] {
  const { peak, warmup, start, end, floor, shape } = fit;
  const style = STYLES[shape];
  const at = "optimizer.learning_rate_scheduler";
  if (style === "1-sqrt" && version !== null && isBefore(version, FIRST_WITH_ROOT)) return [];
  const steps = nearest(warmup);
  // A linear warm-up of no updates still has one, at rate 0.
  const rise = {
    [`${at}.lr_warmup_steps`]: steps,
    [`${at}.lr_warmup_style`]: steps === 0 ? "constant" : "linear",
  };
  const fall =
    style === undefined
      ? { [`${at}.lr_decay_steps`]: total, [`${at}.min_decay_lr`]: peak }
      : {
          [`${at}.lr_decay_style`]: style,
          [`${at}.lr_decay_starting_step`]: nearest(start),
          [`${at}.lr_decay_steps`]: Math.max(1, nearest(end) - nearest(start)),
          [`${at}.min_decay_lr`]: floor,
        };
  return [{ fields: { [`${at}.learning_rate`]: peak, ...rise, ...fall, "tokens.train_steps": total } }];
}

export const nanotron: NativeForm = {
  engine: "nanotron",
  shapes: ["linear", "cosine", "sqrt"],
  candidates,
  write: ({ fields }) => ({ name: "nanotron.yaml", format: "yaml", text: toYaml(fields) }),
};
