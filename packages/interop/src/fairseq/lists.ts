/** fairseq's schedulers with lists of rates, by epoch or by update. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import { define } from "../lowering/definition.js";
import { constant, parts, powerOfTime, ramp, scaled, stairs } from "../lowering/trees.js";
import { rateList } from "./shared.js";

/** The longest range; every index of a range becomes an entry. */
const LONGEST_RANGE = 50_000;

/** `"1-3"` or `"1,5"` or `"7"`: ranges, lists and single indices. */
function readKey(argument: string, key: string): readonly number[] {
  return key.split(",").flatMap((part) => {
    const [first, last = first, ...more] = part.split("-").map((each) => each.trim());
    const [from, to] = [Number(first), Number(last)];
    const isFine =
      first !== "" && Number.isSafeInteger(from) && Number.isSafeInteger(to) && more.length === 0;
    if (!isFine) throw new InvalidArgumentError(argument, key, 'an index, a list "1,5" or a range "1-3"');
    if (to - from >= LONGEST_RANGE) {
      throw new InvalidArgumentError(argument, key, `a range of fewer than ${LONGEST_RANGE} indices`);
    }
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}

/** A dictionary of indices and rates, as JSON text or as an object. */
function readRates(argument: string, value: unknown): ReadonlyMap<number, number> {
  let content = value;
  if (typeof value === "string") {
    try {
      content = JSON.parse(value);
    } catch {
      throw new InvalidArgumentError(argument, value, "JSON text of an object");
    }
  }
  if (!isRecord(content))
    throw new InvalidArgumentError(argument, value, "an object of rates, or JSON text of one");
  const rates = new Map<number, number>();
  for (const [key, rate] of Object.entries(content)) {
    if (!Number.isFinite(rate)) throw new InvalidArgumentError(`${argument}[${key}]`, rate, "a finite rate");
    for (const index of readKey(argument, key)) {
      // The library depends on the order of the keys, which JavaScript does not keep for numbers.
      if (rates.has(index))
        throw new InvalidArgumentError(argument, key, `without index ${index}, which another key has`);
      rates.set(index, rate as number);
    }
  }
  return rates;
}

export const fairseqLists = {
  fixed: define(["force_anneal", "lr_shrink", "warmup_updates", "lr"], (args, group) => {
    const rates = rateList(args);
    const [first, last] = [rates[0] as number, rates[rates.length - 1] as number];
    if (group.context.options.unit === "update") {
      const updates = args.atLeast("warmup_updates", 0, 0);
      if (updates === 0) return constant(first);
      return ramp({ start: -1, end: updates - 1, from: 0, to: first, extend: "before" });
    }
    // Epochs count from 1, and epoch 0 reads the end of the list.
    const epochs = stairs(
      rates.map((_, i) => i + 1),
      [last, ...rates],
    );
    if (!args.has("force_anneal")) return epochs;
    const start = args.finite("force_anneal");
    const shrinking = powerOfTime("lr_shrink", args.finite("lr_shrink", 0.1), 1, false);
    const annealed = { kind: "time", child: scaled(last, shrinking), shift: start - 1 } as const;
    return parts([{ tree: epochs, until: start }, { tree: annealed }], { from: Number.NEGATIVE_INFINITY });
  }),

  // Before the first listed index, the optimizer's rate does not change.
  manual: define(["epoch2lr", "update2lr", "lr"], (args, group) => {
    const argument = group.context.options.unit === "epoch" ? "epoch2lr" : "update2lr";
    const rates = [...args.read(argument, readRates, new Map<number, number>())]
      .sort(([a], [b]) => a - b)
      .filter(([, rate], i, all) => rate !== all[i - 1]?.[1]);
    return stairs(
      rates.map(([index]) => index),
      [rateList(args)[0] as number, ...rates.map(([, rate]) => rate)],
    );
  }),
};
