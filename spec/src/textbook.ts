/** The formulas of `spec/golden/textbook_formulas.py`: each is one call of a constructor. */
import {
  cosine,
  cosineRestarts,
  exponential,
  inverseSqrt,
  oneCycle,
  polynomial,
  type Schedule,
  stepDecay,
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";

/** The arguments of a formula under its own names, all numbers. */
export type TextbookArguments = Readonly<Record<string, number>>;

/** Reads an argument that the formula can't do without. */
function need(args: TextbookArguments, name: string): number {
  const value = args[name];
  if (value === undefined) throw new Error(`the case has no argument ${name}`);
  return value;
}

/** The constructor call of each formula, by the formula's name. */
export const textbookConstructors: Readonly<Record<string, (args: TextbookArguments) => Schedule>> = {
  linear_warmup: (args) =>
    warmupConstant({ peak: need(args, "base_lr"), warmupSteps: need(args, "warmup_steps") }),

  warmup_cosine: (args) =>
    warmupCosine({
      peak: need(args, "base_lr"),
      end: args.min_lr ?? 0,
      warmupSteps: need(args, "warmup_steps"),
      totalSteps: need(args, "total_steps"),
      afterEnd: "continue",
    }),

  warmup_linear: (args) =>
    warmupLinear({
      peak: need(args, "base_lr"),
      end: args.min_lr ?? 0,
      warmupSteps: need(args, "warmup_steps"),
      totalSteps: need(args, "total_steps"),
      afterEnd: "continue",
    }),

  warmup_constant_decay: (args) =>
    warmupStableDecay({
      peak: need(args, "base_lr"),
      end: args.min_lr ?? 0,
      warmupSteps: need(args, "warmup_steps"),
      stableSteps: need(args, "constant_steps"),
      decaySteps: need(args, "decay_steps"),
    }),

  inverse_sqrt: (args) =>
    inverseSqrt({ peak: need(args, "base_lr"), warmupSteps: need(args, "warmup_steps") }),

  step_decay: (args) =>
    stepDecay({
      peak: need(args, "base_lr"),
      gamma: need(args, "gamma"),
      every: need(args, "step_size"),
    }),

  exponential: (args) => exponential({ peak: need(args, "base_lr"), gamma: need(args, "gamma") }),

  exponential_continuous: (args) => exponential({ peak: need(args, "base_lr"), rate: need(args, "rate") }),

  polynomial: (args) =>
    polynomial({
      peak: need(args, "base_lr"),
      totalSteps: need(args, "total_steps"),
      power: need(args, "power"),
    }),

  cosine: (args) =>
    cosine({
      peak: need(args, "max_lr"),
      end: need(args, "min_lr"),
      totalSteps: need(args, "total_steps"),
    }),

  cosine_restarts: (args) =>
    cosineRestarts({
      peak: need(args, "max_lr"),
      end: need(args, "min_lr"),
      firstCycleSteps: need(args, "first_period"),
      cycleMultiplier: need(args, "period_factor"),
    }),

  one_cycle_three_phases: (args) =>
    oneCycle({
      start: need(args, "low_lr"),
      peak: need(args, "max_lr"),
      end: 0,
      upSteps: need(args, "up_steps"),
      downSteps: need(args, "down_end") - need(args, "up_steps"),
      totalSteps: need(args, "total_steps"),
      phases: 3,
      annealing: "linear",
    }),

  warmup_cosine_ratio: (args) =>
    warmupCosine({
      peak: need(args, "base_lr"),
      endRatio: need(args, "min_lr_ratio"),
      warmupSteps: need(args, "warmup_steps"),
      totalSteps: need(args, "total_steps"),
    }),

  warmup_plus_one_cosine_hold: (args) =>
    warmupCosine({
      peak: need(args, "max_lr"),
      end: need(args, "min_lr"),
      warmupSteps: need(args, "warmup_steps"),
      warmupRule: "(t+1)/W",
      totalSteps: need(args, "total_steps"),
    }),

  cosine_warmup_hold: (args) =>
    warmupCosine({
      peak: need(args, "max_lr"),
      end: need(args, "min_lr"),
      warmupSteps: need(args, "warmup_steps"),
      totalSteps: need(args, "total_steps"),
    }),

  cosine_annealing_from_start: (args) =>
    warmupCosine({
      peak: need(args, "base_lr"),
      end: need(args, "eta_min"),
      warmupSteps: need(args, "warmup_steps"),
      warmupFrom: need(args, "warmup_start_lr"),
      totalSteps: need(args, "total_steps"),
      afterEnd: "continue",
    }),

  range_test: (args) =>
    exponential({
      start: need(args, "start_lr"),
      end: need(args, "end_lr"),
      totalSteps: need(args, "num_steps"),
    }),
};
