/** Where a library rounds the argument of its curve so that it shows in the values. */
import type { ScheduleCase } from "./schedule-case.js";
import type { RoundedArgument } from "./tolerances.js";

/** `height` is that of the curve, from its lowest value to its highest. */
type Describe = (args: Readonly<Record<string, unknown>>, height: number) => RoundedArgument | null;

/** Triangles, whose number is subtracted from the number of cycles so far; the shorter side is the steeper one. */
const triangles: Describe = ({ step_size_up = 2000, step_size_down }, height) => {
  const up = Number(step_size_up);
  const down = Number(step_size_down ?? up);
  const shorter = down === 0 ? up : Math.min(up, down);
  return { perStep: 1 / (up + down), slope: height * ((up + down) / shorter) };
};

/** A cosine that goes on: three roundings lead to its angle, and it is half as high as the way from -1 to 1. */
function turns(perStep: number, height: number): RoundedArgument {
  return { perStep, slope: (3 * Math.PI * height) / 2 };
}

const turnsOfTransformers =
  (defaultCycles: number): Describe =>
  ({ num_warmup_steps: warmup, num_training_steps: total, scheduler_specific_kwargs: extra }, height) => {
    const { num_cycles: cycles = defaultCycles } = (extra ?? {}) as { num_cycles?: number };
    return turns((2 * cycles) / Math.max(1, Number(total) - Number(warmup)), height);
  };

/** A root of the share that is left, which is 1 less the share that is done: steep near the end. */
function root(power: number, height: number, start: number, end: number): RoundedArgument | null {
  const length = end - start;
  const left = (step: number) => Math.max((end - step) / length, 1 / length);
  return power < 1 ? { perStep: 0, slope: (step) => height * power * left(step) ** (power - 1) } : null;
}

/** By library and name. */
const described: Readonly<Record<string, Describe>> = {
  "torch/CyclicLR": triangles,
  "braintools/CyclicLR": triangles,
  "fairseq/triangular": ({ lr_period_updates = 5000 }, height) => {
    const half = Math.floor(Number(lr_period_updates) / 2);
    return { perStep: 1 / half, slope: height };
  },
  "torch/CosineAnnealingLR": ({ T_max }, height) => turns(1 / Number(T_max), height),
  "transformers/cosine": turnsOfTransformers(0.5),
  "transformers/cosine_with_min_lr": turnsOfTransformers(0.5),
  "transformers/cosine_warmup_with_min_lr": turnsOfTransformers(0.5),
  "transformers/cosine_with_restarts": turnsOfTransformers(1),
  "transformers/polynomial": (
    { num_warmup_steps, num_training_steps, scheduler_specific_kwargs: extra },
    height,
  ) => {
    const { power = 1 } = (extra ?? {}) as { power?: number };
    return root(power, height, Number(num_warmup_steps), Number(num_training_steps));
  },
  "optax/polynomial_schedule": ({ power, transition_begin = 0, transition_steps }, height) => {
    const begin = Number(transition_begin);
    return root(Number(power), height, begin, begin + Number(transition_steps));
  },
  "keras/PolynomialDecay": ({ power = 1, decay_steps, cycle }, height) =>
    cycle === true ? null : root(Number(power), height, 0, Number(decay_steps)),
  "braintools/PolynomialLR": ({ power = 1, total_iters = 5 }, height) =>
    root(Number(power), height, 0, Number(total_iters)),
  "fairseq/polynomial_decay": ({ power = 1, warmup_updates = 0, total_num_update }, height) =>
    root(Number(power), height, Number(warmup_updates), Number(total_num_update)),
  "timm/PolyLRScheduler": ({ power = 0.5, t_initial, cycle_limit = 1 }, height) =>
    cycle_limit === 1 ? root(Number(power), height, 0, Number(t_initial)) : null,
};

/** What is known about the argument of the curve through `values`; null: its rounding doesn't show. */
export function roundedArgumentOf(
  { library, name, args }: ScheduleCase,
  values: readonly number[],
): RoundedArgument | null {
  const height = Math.max(...values) - Math.min(...values);
  return described[`${library}/${name}`]?.(args, height) ?? null;
}
