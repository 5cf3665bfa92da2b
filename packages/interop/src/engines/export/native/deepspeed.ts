/** DeepSpeed's `scheduler` section. Its step is one behind the update, and the first two updates share a rate. */
import { toJson } from "../writing/sections.js";
import { type Candidate, type NativeForm, nearest, ratioOf } from "./form.js";
import type { Fit } from "./segments.js";

const SHIFTED = "the lengths are one update shorter, because DeepSpeed's step is one behind the update";

function scheduler(type: string, fit: Fit, params: object, notes = [SHIFTED]): Candidate {
  const written = Object.entries(params).map(([name, value]) => [`scheduler.params.${name}`, value]);
  const fields = {
    "optimizer.type": "AdamW",
    "optimizer.params.lr": fit.peak,
    ...(type === "" ? {} : { "scheduler.type": type }),
    ...Object.fromEntries(written),
  };
  return { fields, notes: type === "" ? [] : notes };
}

function candidates(fit: Fit): Candidate[] {
  const { first, peak, warmup, end, floor, shape } = fit;
  // The optimizer rejects a negative rate.
  if (peak < 0) return [];
  const found: Candidate[] = [];
  if (shape === "constant" && warmup === 0) found.push(scheduler("", fit, {}));
  // A warm-up has at least two steps, each type of it.
  const steps = Math.max(2, nearest(warmup));
  for (const warmup_type of ["linear", "log"]) {
    const rise = { warmup_num_steps: steps, warmup_type };
    if (shape === "constant") {
      found.push(scheduler("WarmupLR", fit, { warmup_min_lr: first, warmup_max_lr: peak, ...rise }));
    }
    if (shape === "linear") {
      const rates = { warmup_min_lr: Math.min(first, floor), warmup_max_lr: peak };
      found.push(scheduler("WarmupDecayLR", fit, { total_num_steps: nearest(end), ...rates, ...rise }));
    }
    if (shape === "cosine") {
      // Its decay is one step ahead of its warm-up.
      for (const total of [nearest(end) + 1, nearest(end)]) {
        const ratios = { warmup_min_ratio: ratioOf(first, peak), cos_min_ratio: ratioOf(floor, peak) };
        found.push(scheduler("WarmupCosineLR", fit, { total_num_steps: total, ...ratios, ...rise }));
      }
    }
  }
  return found;
}

export const deepspeed: NativeForm = {
  engine: "deepspeed",
  countsFrom: -1,
  shapes: ["linear", "cosine"],
  candidates,
  write: ({ fields }) => ({ name: "ds_config.json", format: "json", text: toJson(fields) }),
};
