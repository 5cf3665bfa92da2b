/** transformers' warm-up, stable phase and decay, each of three shapes. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { constant, parts, polynomialShape, ramp, type Shape } from "../lowering/trees.js";
import type { Call } from "./call.js";

type Options =
  | "num_decay_steps"
  | "num_stable_steps"
  | "warmup_type"
  | "decay_type"
  | "min_lr_ratio"
  | "num_cycles";

const TYPES = ["linear", "cosine", "1-sqrt"] as const;

export function warmupStableDecay({ warmup, total, extra }: Call<Options>): ScheduleDraft {
  const decay = extra.atLeast("num_decay_steps", 0);
  if (total === null && !extra.has("num_stable_steps")) {
    throw new InvalidArgumentError("num_training_steps", total, "given, or num_stable_steps");
  }
  // The length may be negative: the decay then starts before the warm-up ends, and is entered in the middle.
  const stable = extra.has("num_stable_steps")
    ? extra.finite("num_stable_steps")
    : (total ?? 0) - warmup - decay;
  const lowest = extra.atLeast("min_lr_ratio", 0, 0);
  const halfCycles = 2 * extra.atLeast("num_cycles", 0, 0.5);
  const warmUpType = extra.choice("warmup_type", TYPES, "linear");
  const decayType = extra.choice("decay_type", TYPES, "cosine");
  const start = warmup + stable;
  const end = start + decay;
  const rise = ramp({ end: Math.max(1, warmup), from: lowest, to: 1, shape: riseShape(warmUpType) });
  const fall = ramp({
    start,
    end: start + Math.max(1, decay),
    from: 1,
    to: lowest,
    shape: fallShape(decayType, halfCycles),
  });
  return parts([
    { tree: rise, until: warmup },
    { tree: constant(1), until: start },
    { tree: fall, until: end },
    { tree: constant(lowest) },
  ]);
}

function riseShape(type: (typeof TYPES)[number]): Shape {
  if (type === "linear") return { kind: "linear" };
  return type === "cosine" ? { kind: "cosine" } : polynomialShape(0.5);
}

function fallShape(type: (typeof TYPES)[number], halfCycles: number): Shape {
  if (type === "linear") return { kind: "linear" };
  return type === "cosine" ? { kind: "cosine", halfCycles } : { kind: "power", exponent: 0.5 };
}
