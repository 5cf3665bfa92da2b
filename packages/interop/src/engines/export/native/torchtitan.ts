/** torchtitan's `lr_scheduler`. Its warm-up is (i + 1)/W, so W is one more than the update of the peak. */
import { decimal } from "../writing/numbers.js";
import { nested, toFlags } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest, ratioOf } from "./form.js";
import type { DecayShape, Fit } from "./segments.js";

const TYPES: Partial<Record<DecayShape, string>> = { linear: "linear", cosine: "cosine", sqrt: "sqrt" };
/** TOML files were replaced by Python and the command line. */
const FIRST_WITHOUT_TOML = [0, 3] as const;

function candidates(fit: Fit, { total }: ExportContext): Candidate[] {
  const { peak, warmup, start, end, floor, shape } = fit;
  const found: Candidate[] = [];
  const type = TYPES[shape];
  for (const steps of new Set([warmup === 0 ? 0 : nearest(warmup) + 1, nearest(warmup)])) {
    const notes =
      steps > warmup
        ? ["warmup_steps is one more: torchtitan's warm-up reaches the peak an update early"]
        : [];
    const common = { "optimizer.lr": peak, "lr_scheduler.warmup_steps": steps, "training.steps": total };
    if (type === undefined) {
      found.push({ fields: { ...common, "lr_scheduler.decay_ratio": 0 }, notes });
      continue;
    }
    const length = nearest(end);
    const decay = length - nearest(start);
    const isWhole = steps + decay >= length;
    const ratio = isWhole ? {} : { "lr_scheduler.decay_ratio": decay / length };
    found.push({
      fields: {
        ...common,
        ...(length === total ? {} : { "lr_scheduler.total_steps": length }),
        ...ratio,
        "lr_scheduler.decay_type": type,
        "lr_scheduler.min_lr_factor": ratioOf(floor, peak),
      },
      notes,
    });
  }
  return found;
}

function toToml(fields: Readonly<Record<string, unknown>>): string {
  const tables = Object.entries(nested(fields)).map(([name, values]) => {
    const lines = Object.entries(values as Record<string, unknown>).map(
      ([key, value]) => `${key} = ${typeof value === "number" ? decimal(value) : JSON.stringify(value)}`,
    );
    return `[${name}]\n${lines.join("\n")}\n`;
  });
  return tables.join("\n");
}

export const torchtitan: NativeForm = {
  engine: "torchtitan",
  shapes: ["linear", "cosine", "sqrt"],
  candidates,
  write: ({ fields }, { version }) => {
    const [major = FIRST_WITHOUT_TOML[0], minor = FIRST_WITHOUT_TOML[1]] = version ?? [];
    return major === 0 && minor < FIRST_WITHOUT_TOML[1]
      ? { name: "torchtitan.toml", format: "toml", text: toToml(fields) }
      : { name: "torchtitan.flags", format: "flags", text: toFlags(fields, [], "_") };
  },
};
