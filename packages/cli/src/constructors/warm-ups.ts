/** A warm-up and what comes after it. */
import { choice, count, type Entries, needed, number, schedule } from "./entry.js";
import { AFTER_END, COSINE_SHAPE, END, PEAK, POWER, TOTAL, WARMUP } from "./shared.js";

const rise = (decay: string) => `warmupFrom + (peak - warmupFrom) * step / warmupSteps, then ${decay}`;
const share = "u = (step - warmupSteps) / (totalSteps - warmupSteps)";
const example = "--peak 3e-4 --warmup-steps 2000 --total-steps 100000";

export const warmUps = {
  warmupConstant: {
    summary: "warm-up, then the peak",
    formula: rise("peak"),
    options: { ...PEAK, ...WARMUP },
    example: "--peak 3e-4 --warmup-steps 2000",
  },
  warmupLinear: {
    summary: "warm-up, then a straight line down",
    formula: `${rise("peak + (end - peak) * u")}; ${share}`,
    options: { ...PEAK, ...TOTAL, ...END, ...WARMUP, ...AFTER_END },
    example,
  },
  warmupCosine: {
    summary: "warm-up, then cosine annealing",
    formula: `${rise("end + (peak - end) * ((1 + cos(pi * halfCycles * u)) / 2) ^ exponent")}; ${share}`,
    options: { ...PEAK, ...TOTAL, ...END, ...WARMUP, ...COSINE_SHAPE, ...AFTER_END },
    example,
  },
  warmupPolynomial: {
    summary: "warm-up, then polynomial decay",
    formula: `${rise("end + (peak - end) * (1 - u) ^ power")}; ${share}`,
    options: { ...PEAK, ...TOTAL, ...END, ...WARMUP, ...POWER, ...AFTER_END },
    example: `${example} --power 2`,
  },
  warmupExponential: {
    summary: "warm-up, then exponential decay to an end above 0",
    formula: `${rise("peak * (end / peak) ^ u")}; ${share}`,
    options: { ...PEAK, ...TOTAL, ...END, ...WARMUP, ...AFTER_END },
    example: `${example} --end-ratio 0.01`,
  },
  warmupStableDecay: {
    summary: "warm-up, a long stretch at the peak, and a short decay (WSD)",
    formula: `${rise("peak, then peak + (end - peak) * E(u)")}; u = (step - warmupSteps - stableSteps) / decaySteps`,
    options: {
      ...PEAK,
      ...WARMUP,
      stableSteps: count("how many steps the peak is held; either this or --total-steps"),
      totalSteps: count(
        "the step at which the end is reached, warm-up included; either this or --stable-steps",
      ),
      decaySteps: needed(count("how many steps the decay takes")),
      decay: choice("the shape of the decay", "linear", "cosine", "exponential", "1-sqrt"),
      ...END,
      ...AFTER_END,
    },
    example: "--peak 3e-4 --warmup-steps 2000 --total-steps 100000 --decay-steps 20000 --decay 1-sqrt",
  },
  inverseSqrt: {
    summary: "warm-up, then inverse square root decay without an end",
    formula: rise("peak / sqrt(1 + (step - warmupSteps) / timescale)"),
    options: {
      ...PEAK,
      ...WARMUP,
      timescale: number("steps after the peak to peak / sqrt(2) (default: --warmup-steps, or 10000 without)"),
    },
    example: "--peak 1e-3 --warmup-steps 4000",
  },
  noam: {
    summary: "the schedule of the first Transformer",
    formula: "factor * modelSize ^ -0.5 * min((step + 1) ^ -0.5, (step + 1) * warmupSteps ^ -1.5)",
    options: {
      modelSize: needed(count("the width of the model")),
      warmupSteps: needed(count("how many steps the rate rises")),
      factor: number("multiplies everything (default: 1)"),
    },
    example: "--model-size 512 --warmup-steps 4000",
  },
  warmup: {
    summary: "a warm-up before any schedule",
    formula:
      "warmupFrom + (schedule(0) - warmupFrom) * step / warmupSteps, then schedule(step - warmupSteps)",
    options: { schedule: needed(schedule("what comes after the warm-up")), ...WARMUP },
    example: '--warmup-steps 500 --schedule "cosine-restarts --peak 0.1 --first-cycle-steps 1000"',
  },
} as const satisfies Entries<
  | "warmupConstant"
  | "warmupLinear"
  | "warmupCosine"
  | "warmupPolynomial"
  | "warmupExponential"
  | "warmupStableDecay"
  | "inverseSqrt"
  | "noam"
  | "warmup"
>;
