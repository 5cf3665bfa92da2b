/** The common parts of fairseq's schedulers: the list of rates, and the warm-up. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import type { Arguments } from "../lowering/definition.js";
import { parts, ramp } from "../lowering/trees.js";

/** `lr`, a list with one rate per epoch, at least one. */
export function rateList(args: Arguments<"lr">): readonly number[] {
  const given = args.get("lr");
  const rates = typeof given === "number" ? [args.finite("lr")] : args.read("lr", numberList);
  if (rates.length === 0) throw new InvalidArgumentError("lr", rates, "a list of at least one rate");
  return rates;
}

/** `lr` of schedulers with a single rate. */
export function onlyRate(args: Arguments<"lr">): number {
  const rates = rateList(args);
  if (rates.length > 1) {
    throw new InvalidArgumentError("lr", rates, 'a list of one rate; "fixed" takes one for each epoch');
  }
  return rates[0] as number;
}

/** `lr` as a single rate, above `min_lr`. */
export function rateAbove(args: Arguments<"lr">, lowest: number): number {
  const peak = onlyRate(args);
  if (peak <= lowest) throw new InvalidArgumentError("lr", peak, `above min_lr, which is ${lowest}`);
  return peak;
}

/** A line from `warmup_init_lr` (-1: from `otherwise`), then the curve, counted from the end of the warm-up. */
export function warmUp(
  args: Arguments<"warmup_updates" | "warmup_init_lr">,
  defaults: { readonly updates: number; readonly from: number },
  peak: number,
  curve: ScheduleDraft,
): ScheduleDraft {
  const updates = args.atLeast("warmup_updates", 0, defaults.updates);
  const given = args.finite("warmup_init_lr", -1);
  const from = given < 0 ? defaults.from : given;
  const rise = ramp({ end: updates, from, to: peak, extend: "before" });
  return parts([{ tree: rise, until: updates }, { tree: curve }], { rebase: true });
}
