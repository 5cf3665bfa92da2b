/** The input of transformers' schedule factors, and their common parts. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { exclusiveOptions, type Fields } from "@anneal/core/arguments";
import type { Group } from "../lowering/definition.js";
import { parts, ramp } from "../lowering/trees.js";

/** The arguments of `get_scheduler`. */
export interface Call<Name extends string = string> {
  /** `num_warmup_steps`; 0 if the schedule has no warm-up. */
  readonly warmup: number;
  /** `num_training_steps`; null: absent. */
  readonly total: number | null;
  /** `scheduler_specific_kwargs`. */
  readonly extra: Fields<Name>;
  readonly group: Group;
}

/** A line from 0 to 1 during the warm-up, then the decay, which counts from the end of the warm-up. */
export function warmUp(warmup: number, decay: ScheduleDraft): ScheduleDraft {
  const rise = ramp({ end: Math.max(1, warmup), from: 0, to: 1, extend: "before" });
  return parts([{ tree: rise, until: warmup }, { tree: decay }], { rebase: true });
}

/** The lowest factor: `min_lr_rate`, or `min_lr` as a share of the optimizer's default rate. */
export function lowestFactor({ extra, group }: Call<"min_lr" | "min_lr_rate">): number {
  if (extra.has("min_lr") && extra.has("min_lr_rate")) {
    throw exclusiveOptions("min_lr_rate", "min_lr", extra.get("min_lr"));
  }
  if (extra.has("min_lr_rate")) return extra.finite("min_lr_rate");
  if (extra.has("min_lr")) return extra.finite("min_lr") / defaultLr(group);
  throw new InvalidArgumentError("min_lr_rate", undefined, "given, or min_lr");
}

/** The rate in the optimizer's defaults, which does not belong to a particular group. */
export function defaultLr(group: Group): number {
  const { options, baseLrs } = group.context;
  return options.defaultLr ?? baseLrs?.[0] ?? group.baseLr;
}
