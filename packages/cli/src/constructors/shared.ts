/** Options that many constructors have in common. */
import { choice, count, needed, number, rate } from "./entry.js";

export const PEAK = { peak: needed(rate("the highest rate")) };

export const START_PEAK = { peak: needed(rate("the rate at step 0")) };

export const TOTAL = { totalSteps: needed(count("the step at which the end is reached, warm-up included")) };

export const END = {
  end: rate("the rate at the end (default: 0)"),
  endRatio: number("the same as a share of the peak; instead of --end"),
};

export const AFTER_END = {
  afterEnd: choice("after the end: keep the rate or follow the formula", "hold", "continue"),
};

export const COSINE_SHAPE = {
  halfCycles: number("how often the cosine goes from one side to the other (default: 1)"),
  exponent: number("the power of the cosine term (default: 1)"),
};

export const POWER = { power: number("the power; 1 is a straight line (default: 1)") };

export const WARMUP = {
  warmupSteps: needed(count("how many steps the rate rises; the peak is at this step")),
  warmupFrom: rate("the rate that the warm-up starts from (default: 0)"),
  warmupFromRatio: number("the same as a share of the peak; instead of --warmup-from"),
  warmupRule: choice("how far the warm-up is at step t of W", "t/W", "(t+1)/W", "(t+1)/(W+1)"),
};
