/** Constant rates, and decays from the first step on. */
import { choice, count, type Entries, flag, needed, number, numbers, points, rate } from "./entry.js";
import { AFTER_END, COSINE_SHAPE, END, POWER, START_PEAK, TOTAL } from "./shared.js";

export const decays = {
  constant: {
    summary: "the same rate at every step",
    formula: "value",
    options: { value: needed(rate("the rate")) },
    example: "--value 3e-4",
  },
  linear: {
    summary: "a straight line between two rates",
    formula: "start + (end - start) * step / totalSteps",
    options: {
      start: needed(rate("the rate at step 0")),
      end: needed(rate("the rate at the end")),
      ...TOTAL,
      ...AFTER_END,
    },
    example: "--start 1e-3 --end 0 --total-steps 10000",
  },
  cosine: {
    summary: "cosine annealing",
    formula: "end + (peak - end) * ((1 + cos(pi * halfCycles * step / totalSteps)) / 2) ^ exponent",
    options: { ...START_PEAK, ...TOTAL, ...END, ...COSINE_SHAPE, ...AFTER_END },
    example: "--peak 1e-3 --end 1e-5 --total-steps 10000",
  },
  polynomial: {
    summary: "polynomial decay",
    formula: "end + (peak - end) * (1 - step / totalSteps) ^ power",
    options: { ...START_PEAK, ...TOTAL, ...END, ...POWER, ...AFTER_END },
    example: "--peak 1e-3 --total-steps 10000 --power 2",
  },
  exponential: {
    summary: "exponential decay by a factor, by a rate of decay, or between two rates",
    formula:
      "peak * gamma ^ (step / every), peak * exp(-rate * step) or start * (end / start) ^ (step / totalSteps)",
    options: {
      peak: rate("with --gamma or --rate: the rate at step 0"),
      gamma: number("the factor that --every steps make"),
      every: count("how many steps one factor takes (default: 1)"),
      staircase: flag("change all at once after each --every steps"),
      rate: number("the share by which the rate falls per step; instead of --gamma"),
      start: rate("the rate at step 0; with --end and --total-steps, instead of --peak"),
      end: rate("the rate at --total-steps"),
      totalSteps: count("how many steps the way from --start to --end takes"),
      ...AFTER_END,
      minimum: rate("the rate never falls below this (default: no limit)"),
    },
    example: "--peak 0.1 --gamma 0.95 --every 1000 --staircase",
  },
  stepDecay: {
    summary: "a factor after every so many steps",
    formula: "peak * gamma ^ floor(step / stepSize)",
    options: {
      ...START_PEAK,
      gamma: needed(number("the factor by which the rate changes each time")),
      stepSize: needed(count("how many steps each rate is used for")),
    },
    example: "--peak 0.1 --gamma 0.5 --step-size 1000",
  },
  multiStep: {
    summary: "a factor at chosen steps",
    formula: "peak * gamma ^ (number of milestones <= step)",
    options: {
      ...START_PEAK,
      gamma: needed(number("the factor by which the rate changes at each milestone")),
      milestones: needed(numbers("<step,...>", "the steps from which each change holds, in ascending order")),
    },
    example: "--peak 0.1 --gamma 0.1 --milestones 3000,6000,8000",
  },
  piecewiseConstant: {
    summary: "rates that hold until the next boundary",
    formula: "values[number of boundaries <= step]",
    options: {
      boundaries: needed(
        numbers("<step,...>", "the steps from which the next rate holds, in ascending order"),
      ),
      values: needed(numbers("<rate,...>", "one rate more than there are boundaries")),
    },
    example: "--boundaries 1000,5000 --values 1e-3,5e-4,1e-4",
  },
  piecewiseInterpolated: {
    summary: "a curve through points",
    formula: "a + (b - a) * E((step - i) / (j - i)) between i:a and j:b",
    options: {
      points: needed(points("pairs of a step and the rate at it, in ascending order of the steps")),
      interpolation: choice("the way from one point to the next", "linear", "cosine", "geometric"),
    },
    example: "--points 0:0,500:1e-3,10000:1e-5",
  },
} as const satisfies Entries<
  | "constant"
  | "linear"
  | "cosine"
  | "polynomial"
  | "exponential"
  | "stepDecay"
  | "multiStep"
  | "piecewiseConstant"
  | "piecewiseInterpolated"
>;
