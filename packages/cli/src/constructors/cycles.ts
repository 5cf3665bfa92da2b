/** Schedules that rise and fall, once or again and again. */
import { choice, count, type Entries, needed, number, rate } from "./entry.js";
import { END, PEAK } from "./shared.js";

export const cycles = {
  cosineRestarts: {
    summary: "cosine annealing that starts again and again",
    formula:
      "end + (peak * peakDecay ^ i - end) * (1 + cos(pi * u)) / 2, with u the share of cycle i that is done",
    options: {
      peak: needed(rate("the rate at the start of the first cycle")),
      ...END,
      firstCycleSteps: needed(count("how many steps the first cycle takes")),
      cycleMultiplier: number("each cycle is this many times as long as the one before (default: 1)"),
      peakDecay: number("each peak is this share of the one before (default: 1)"),
      decayOf: choice(
        "what --peak-decay multiplies: the peak or its height above the end",
        "peak",
        "amplitude",
      ),
      cycles: count("after this many cycles the rate is the end (default: no limit)"),
    },
    example: "--peak 0.1 --first-cycle-steps 1000 --cycle-multiplier 2 --cycles 4",
  },
  oneCycle: {
    summary: "up to the peak, down again, and further down",
    formula: "a + (b - a) * E(u) from start to peak, back (to start, with three phases) and on to end",
    options: {
      ...PEAK,
      totalSteps: needed(count("the step at which the end is reached and held")),
      start: rate("the rate at step 0 (default: the peak / --start-divisor)"),
      startDivisor: number("how many times smaller the rate at step 0 is than the peak (default: 25)"),
      end: rate("the rate at the end (default: the rate at step 0 / --end-divisor)"),
      endRatio: number("the same as a share of the peak; instead of --end"),
      endDivisor: number("how many times smaller the last rate is than the first (default: 10000)"),
      warmupFraction: number("the share of all steps that lead up to the peak (default: 0.3)"),
      upSteps: count("how many steps lead up to the peak; instead of --warmup-fraction"),
      phases: {
        ...number("up and down; or up, down to the first rate, and down (default: 2)"),
        value: "<2|3>",
      },
      downSteps: count(
        "with 3 phases, how many steps lead down to the first rate (default: as many as lead up)",
      ),
      annealing: choice("the way from one rate to the next", "cosine", "linear"),
    },
    example: "--peak 1e-2 --total-steps 10000",
  },
  cyclic: {
    summary: "triangles between two rates",
    formula: "low + (peak - low) * triangle(step) * height",
    options: {
      low: needed(rate("the lowest rate, at the start of each cycle")),
      ...PEAK,
      upSteps: needed(count("how many steps lead up to the peak")),
      downSteps: count("how many steps lead back (default: as many as lead up)"),
      mode: choice("what becomes of the height", "triangular", "triangular2", "exponential-range"),
      gamma: number("the factor per step of the mode exponential-range"),
    },
    example: "--low 1e-4 --peak 1e-2 --up-steps 2000 --mode triangular2",
  },
} as const satisfies Entries<"cosineRestarts" | "oneCycle" | "cyclic">;
