/** The factors of transformers' schedules: a warm-up and one decay. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { constant, parts, polynomialShape, ramp } from "../lowering/trees.js";
import { type Call, defaultLr, lowestFactor, warmUp } from "./call.js";

/** The number of decay steps, at least 1, and the end of the decay, counted from the end of the warm-up. */
function decaySteps({ warmup, total }: Call<never>): { readonly length: number; readonly end: number } {
  const end = (total ?? 0) - warmup;
  return { length: Math.max(1, end), end };
}

export function linear(call: Call<never>): ScheduleDraft {
  const { length, end } = decaySteps(call);
  return warmUp(call.warmup, ramp({ start: end - length, end, from: 1, to: 0, extend: "before" }));
}

/** A cosine that continues after its end, down to `lowest`, which does not affect the warm-up. */
export function cosine(call: Call<"num_cycles">, lowest: number): ScheduleDraft {
  const { length } = decaySteps(call);
  return warmUp(call.warmup, cosineDecay(call, lowest, 0, length));
}

function cosineDecay(
  { extra, group }: Call<"num_cycles">,
  lowest: number,
  start: number,
  end: number,
): ScheduleDraft {
  const shape = { kind: "cosine", halfCycles: 2 * extra.atLeast("num_cycles", 0, 0.5) } as const;
  const extend = group.avoidQuirks ? {} : ({ extend: "after" } as const);
  return notNegative(ramp({ start, end, from: 1, to: lowest, shape, ...extend }), lowest);
}

/** The library clamps the factor to 0, which only matters for a negative lowest factor. */
function notNegative(tree: ScheduleDraft, lowest: number): ScheduleDraft {
  return lowest < 0 ? { kind: "clamp", child: tree, minimum: 0 } : tree;
}

export function cosineWithRestarts(call: Call<"num_cycles">): ScheduleDraft {
  const { length } = decaySteps(call);
  const cycles = call.extra.atLeast("num_cycles", 0, 1);
  const child = ramp({ end: 1, from: 1, to: 0, shape: { kind: "cosine" } });
  const waves: ScheduleDraft =
    cycles === 0 ? constant(1) : { kind: "cycles", child, length: length / cycles };
  const decay = parts([{ tree: waves, until: length }, { tree: constant(0) }]);
  return warmUp(call.warmup, decay);
}

export function polynomial(call: Call<"lr_end" | "power">): ScheduleDraft {
  const { warmup, total, extra, group } = call;
  const initial = defaultLr(group);
  const end = extra.finite("lr_end", 1e-7);
  if (end >= initial) {
    throw new InvalidArgumentError("lr_end", end, `below the rate in the optimizer, which is ${initial}`);
  }
  const power = extra.positive("power", 1);
  const length = (total ?? 0) - warmup;
  if (length === 0 && !group.avoidQuirks) {
    const expected = "other than num_warmup_steps, because the number of decay steps is a divisor";
    throw new InvalidArgumentError("num_training_steps", total, expected);
  }
  const to = end / initial;
  return warmUp(
    warmup,
    length <= 0 ? constant(to) : ramp({ end: length, from: 1, to, shape: polynomialShape(power) }),
  );
}

/** The timescale without a warm-up. */
const TIMESCALE_WITHOUT_WARMUP = 10_000;

export function inverseSqrt({ warmup, extra }: Call<"timescale">): ScheduleDraft {
  const timescale = extra.positive("timescale", warmup === 0 ? TIMESCALE_WITHOUT_WARMUP : warmup);
  return warmUp(warmup, { kind: "power", offset: 1, slope: 1 / timescale, exponent: -0.5 });
}

/** One step ahead of `cosine`: the peak is at the last warm-up step, the minimum at the last step of the run. */
export function cosineWithWarmupRate(
  call: Call<"num_cycles" | "min_lr" | "min_lr_rate" | "warmup_lr_rate">,
): ScheduleDraft {
  const { warmup, extra } = call;
  const lowest = lowestFactor(call);
  const { length } = decaySteps(call);
  const rise = extra.has("warmup_lr_rate")
    ? ramp({ end: Math.max(1, warmup - 1), from: extra.finite("warmup_lr_rate"), to: 1, extend: "both" })
    : ramp({ start: -1, end: Math.max(1, warmup) - 1, from: 0, to: 1, extend: "both" });
  const decay = cosineDecay(call, lowest, -1, length - 1);
  return parts([{ tree: rise, until: warmup }, { tree: decay }], { rebase: true });
}
