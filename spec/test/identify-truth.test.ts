/** Curves whose constructor and numbers are known: `identify` names it from 4 digits, and the truth lies in its intervals. */
import { readFileSync } from "node:fs";
import { identify } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { rotated, sampled } from "../../packages/core/test/support/random-cases.js";

type Arguments = Readonly<Record<string, number | string | boolean | readonly number[] | null>>;

interface GoldenCurve {
  readonly id: string;
  readonly base_lr?: number;
  readonly args: Arguments;
  readonly run?: Arguments;
  readonly steps: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
}

interface Truth {
  readonly name: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly words?: Readonly<Record<string, string>>;
}

const DIGITS = 4;

const goldenCurves: readonly GoldenCurve[] = ["schedules", "more-schedules", "textbook"].flatMap((file) =>
  JSON.parse(readFileSync(new URL(`../golden/${file}.json`, import.meta.url), "utf8")),
);

const number = (value: Arguments[string] | undefined) => value as number;

const megatron = (args: Arguments): Truth => {
  const [warmupSteps, totalSteps, peak] = [args.lr_warmup_steps, args.lr_decay_steps, args.max_lr].map(
    number,
  );
  const numbers = { warmupSteps, peak, warmupFrom: number(args.init_lr) } as Record<string, number>;
  const falling = { ...numbers, totalSteps, end: number(args.min_lr) } as Record<string, number>;
  switch (args.lr_decay_style) {
    case "constant":
      return { name: "warmupConstant", numbers };
    case "linear":
      return { name: "warmupLinear", numbers: falling };
    case "cosine":
      return { name: "warmupCosine", numbers: falling };
    default: {
      const shapes = { linear: "linear", cosine: "cosine", minus_sqrt: "1-sqrt", exponential: "half-life" };
      const decay = shapes[args.lr_wsd_decay_style as keyof typeof shapes];
      const words = decay === "linear" ? {} : { words: { decay } };
      const decaySteps = number(args.wsd_decay_steps);
      return { name: "warmupStableDecay", numbers: { ...falling, decaySteps }, ...words };
    }
  }
};

const restarts = (peak: number, first: number, multiplier: number, end: number): Truth => ({
  name: "cosineRestarts",
  numbers: {
    peak,
    end,
    firstCycleSteps: first,
    ...(multiplier === 1 ? {} : { cycleMultiplier: multiplier }),
  },
});

const kerasRestarts = ({ initial_learning_rate: peak, ...args }: Arguments): Truth => {
  const { numbers, name } = restarts(
    number(peak),
    number(args.first_decay_steps),
    number(args.t_mul),
    number(peak) * number(args.alpha),
  );
  return { name, numbers: { ...numbers, peakDecay: number(args.m_mul) }, words: { decayOf: "amplitude" } };
};

const cyclic = (args: Arguments): Truth => {
  const modes = { triangular: undefined, triangular2: "triangular2", exp_range: "exponential-range" };
  const mode = modes[args.mode as keyof typeof modes];
  const down = args.step_size_down === undefined ? {} : { downSteps: number(args.step_size_down) };
  return {
    name: "cyclic",
    numbers: {
      low: number(args.base_lr),
      peak: number(args.max_lr),
      upSteps: number(args.step_size_up),
      ...down,
      ...(args.gamma === undefined ? {} : { gamma: number(args.gamma) }),
    },
    ...(mode === undefined ? {} : { words: { mode } }),
  };
};

/** fairseq's cosine, whose cycles shrink as a whole, behind its warm-up. */
const shrinkingCosine = (args: Arguments): Truth => {
  const [peak = 0] = args.lr as readonly number[];
  const [warmupSteps, period, shrink, end] = [
    args.warmup_updates,
    args.lr_period_updates,
    args.lr_shrink,
    args.min_lr,
  ].map(number) as [number, number, number, number];
  const multiplier = number(args.t_mult);
  const numbers: Record<string, number> = {
    firstCycleSteps: period > 0 ? period : number(args.max_update) - warmupSteps,
    peak,
    end,
    ...(multiplier === 1 ? {} : { cycleMultiplier: multiplier }),
    ...(shrink === 1 ? {} : { peakDecay: shrink }),
  };
  if (warmupSteps === 0) return { name: "cosineRestarts", numbers, words: { decayOf: "rate" } };
  const first = number(args.warmup_init_lr);
  const inner = Object.entries(numbers).map(([name, value]) => [`schedule.${name}`, value]);
  return {
    name: "warmup",
    numbers: { warmupSteps, warmupFrom: first < 0 ? end : first, ...Object.fromEntries(inner) },
  };
};

/** fairseq's triangles, whose peaks shrink, with their lowest rates if `shrink_min` is set. */
const shrinkingTriangles = (args: Arguments): Truth => {
  const [low = 0] = args.lr as readonly number[];
  const shrink = number(args.lr_shrink);
  return {
    name: "cyclic",
    numbers: {
      low,
      peak: number(args.max_lr),
      upSteps: Math.floor(number(args.lr_period_updates) / 2),
      ...(shrink === 1 ? {} : { peakDecay: shrink }),
    },
    words: args.shrink_min && shrink !== 1 ? { decayOf: "rate" } : {},
  };
};

const triStage = (args: Arguments): Truth => {
  const [peak = 0] = args.lr as readonly number[];
  const [up, hold, down] = [args.warmup_steps, args.hold_steps, args.decay_steps].map(number) as [
    number,
    number,
    number,
  ];
  return {
    name: "warmupStableDecay",
    numbers: {
      peak,
      warmupSteps: up,
      totalSteps: up + hold + down,
      decaySteps: down,
      endRatio: number(args.final_lr_scale),
    },
    words: { decay: "exponential" },
  };
};

const torchtitan = (args: Arguments, peak: number): Truth => {
  const { total_steps, warmup_steps = 200, decay_ratio, decay_type = "linear", min_lr_factor = 0 } = args;
  const totalSteps = number(total_steps);
  const words = { afterEnd: "continue", warmupRule: "(t+1)/W" };
  const numbers = { peak, warmupSteps: number(warmup_steps), totalSteps, end: number(min_lr_factor) * peak };
  if (decay_ratio === undefined) return { name: "warmupLinear", numbers, words };
  const decay = decay_type === "sqrt" ? "1-sqrt" : (decay_type as string);
  const decaySteps = Math.round(number(decay_ratio) * totalSteps);
  return { name: "warmupStableDecay", numbers: { ...numbers, decaySteps }, words: { ...words, decay } };
};

/** A decay of timm with a power of the time, or cycles of a tanh. */
const timm = (args: Arguments, peak: number): Truth | null => {
  const first = number(args.t_initial);
  if (args.warmup_t !== undefined) return null;
  if (args.k_decay !== undefined && args.cycle_limit === undefined)
    return { name: "cosine", numbers: { peak, totalSteps: first, timeExponent: number(args.k_decay) } };
  if (args.cycle_mul === undefined || args.k_decay !== undefined) return null;
  return {
    name: "restarts",
    words: { decay: "tanh" },
    numbers: {
      peak,
      firstCycleSteps: first,
      cycleMultiplier: number(args.cycle_mul),
      peakDecay: number(args.cycle_decay),
      cycles: number(args.cycle_limit),
      lower: -7,
      upper: 3,
    },
  };
};

/** The unit of lengths that are no whole steps. */
const FRACTION = 1e-4;

/** A polynomial in tokens. */
const inTokens = ({ args, run }: GoldenCurve, peak: number): Truth | null => {
  const tokens = Number(/^(.*)tok$/.exec(String(args.t_max))?.[1]);
  const steps = tokens / number(run?.tokens_per_batch);
  if (!Number.isFinite(steps)) return null;
  const numbers = { peak, power: number(args.power), totalSteps: steps / FRACTION };
  return {
    name: "stretch",
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`schedule.${name}`, value])),
  };
};

/** The constructor and the numbers of a curve; null where they don't follow from the arguments in a line. */
function truthOf(curve: GoldenCurve): Truth | null {
  const { id, args, base_lr: base = Number.NaN } = curve;
  const [library, scheduler] = id.split("/") as [string, string];
  switch (`${library}/${scheduler}`) {
    case "megatron/OptimizerParamScheduler":
      return args.lr_decay_style === "inverse-square-root" || args.lr_warmup_steps === 0
        ? null
        : megatron(args);
    case "torch/CosineAnnealingWarmRestarts":
      return restarts(base, number(args.T_0), number(args.T_mult), number(args.eta_min));
    case "keras/CosineDecayRestarts":
      return kerasRestarts(args);
    case "torch/CyclicLR":
      return cyclic(args);
    case "fairseq/tri_stage":
      return args.phase_ratio === null && number(args.warmup_steps) > 0 ? triStage(args) : null;
    case "fairseq/cosine":
      return shrinkingCosine(args);
    case "fairseq/triangular":
      return shrinkingTriangles(args);
    case "fairseq/inverse_sqrt":
      return {
        name: "inverseSqrt",
        numbers: {
          peak: (args.lr as readonly number[])[0] as number,
          warmupSteps: number(args.warmup_updates),
        },
      };
    case "transformers/cosine":
    case "transformers/cosine_with_min_lr": {
      const kwargs = args.scheduler_specific_kwargs as unknown as Readonly<Record<string, number>>;
      const { num_cycles: cycles = 0.5, min_lr_rate: ratio = 0 } = kwargs;
      if (number(args.num_warmup_steps) === 0) return null;
      return {
        name: "warmupCosine",
        numbers: {
          peak: base,
          end: ratio * base,
          warmupSteps: number(args.num_warmup_steps),
          totalSteps: number(args.num_training_steps),
          ...(cycles === 0.5 ? {} : { halfCycles: 2 * cycles }),
        },
        words: { afterEnd: "continue" },
      };
    }
    case "torchtitan/lr_scheduler":
      return torchtitan(args, base);
    case "timm/TanhLRScheduler":
      return timm(args, base);
    case "timm/CosineLRScheduler":
      return args.k_decay === undefined ? null : timm(args, base);
    case "composer/PolynomialScheduler":
      return inTokens(curve, base);
    case "textbook/cosine_warmup_hold":
      return {
        name: "warmupCosine",
        numbers: {
          peak: number(args.max_lr),
          end: number(args.min_lr),
          warmupSteps: number(args.warmup_steps),
          totalSteps: number(args.total_steps),
        },
      };
    default:
      return null;
  }
}

const points = ({ steps, lr = [] }: GoldenCurve) =>
  lr.map((rates, i) => {
    const [rate] = Array.isArray(rates) ? rates : [rates];
    return { step: steps[i] as number, value: Number(Number(rate).toPrecision(DIGITS)) };
  });

const known = goldenCurves.flatMap((curve) => {
  const truth = (curve.lr?.length ?? 0) < 50 ? null : truthOf(curve);
  return truth === null ? [] : [{ id: curve.id, curve, truth }];
});

const chosen = sampled(rotated(known, 3), 4);

describe("curves whose numbers are known", () => {
  it("are many, of several libraries", () => {
    expect(known.length).toBeGreaterThan(30);
    expect(new Set(known.map(({ id }) => id.split("/")[0])).size).toBeGreaterThan(4);
  });

  it.each(chosen)("$id", { timeout: 120_000 }, ({ curve, truth: { name, numbers, words = {} } }) => {
    const found = identify(points(curve));
    expect(found?.name).toBe(name);
    expect(found?.options).toMatchObject(words);
    for (const [option, value] of Object.entries(numbers)) {
      // A rate of 0 is left out.
      const { minimum, maximum } = found?.intervals[option] ?? { minimum: 0, maximum: 0 };
      const slack = 1e-12 * Math.abs(value);
      expect(minimum, option).toBeLessThanOrEqual(value + slack);
      expect(maximum, option).toBeGreaterThanOrEqual(value - slack);
    }
  });
});
