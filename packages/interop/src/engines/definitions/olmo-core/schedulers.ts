/** The schedulers of OLMo-core as trees over its own counter, `current`, in steps or tokens. */
import { type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import { roundHalfEven } from "../../../lowering/round-half-even.js";
import {
  COSINE,
  constant,
  cosineDecay,
  decay,
  inverseSquareRoot,
  parts,
  powerOf,
  raised,
  ramp,
  warmUpThen,
} from "../../building/curves.js";
import type { Arguments } from "./arguments.js";

/** A schedule from an initial rate, for a run of `end` counts. */
type Scheduler = (args: Arguments, initial: number, end: number) => ScheduleDraft;

export const rateAt = (tree: ScheduleDraft, at: number) => scheduleFromTree(tree)(at);

/** A length, or a share of the run, which is rounded. */
function lengthOf(args: Arguments, name: string, end: number, share?: number): number {
  const stated = args.optional(name) ?? args.optional(`${name}_steps`);
  const fraction = args.optional(`${name}_fraction`);
  if (stated !== undefined && fraction !== undefined) {
    args.refuse(`must not have both ${name} and ${name}_fraction`);
  }
  if (stated !== undefined) return stated;
  if (fraction === undefined && share === undefined) args.refuse(`must have ${name} or ${name}_fraction`);
  return roundHalfEven(end * (fraction ?? args.number(`${name}_fraction`, share ?? 0)));
}

interface Risen {
  readonly initial: number;
  readonly warmup: number;
  readonly end: number;
}

function withWarmUp(
  args: Arguments,
  { initial, warmup }: Pick<Risen, "initial" | "warmup">,
  body: ScheduleDraft,
): ScheduleDraft {
  return warmUpThen({ steps: warmup, from: args.number("warmup_min_lr", 0), to: initial }, body);
}

/** The length of the schedule: its own `t_max`, or that of the run. */
const endOf = (args: Arguments, end: number) => args.optional("t_max") ?? end;

const cosine: Scheduler = (args, initial, run) => {
  const end = endOf(args, run);
  const warmup = lengthOf(args, "warmup", end);
  const low = initial * args.number("alpha_f", 0.1);
  return withWarmUp(args, { initial, warmup }, cosineDecay({ start: warmup, end, from: initial, to: low }));
};

const linear: Scheduler = (args, initial, run) => {
  const end = endOf(args, run);
  const warmup = lengthOf(args, "warmup", end);
  const low = initial * args.number("alpha_f", 0.1);
  return withWarmUp(args, { initial, warmup }, decay({ start: warmup, end, from: initial, to: low }));
};

/** The second half of a cosine: the warm-up leads to its middle. */
const halfCosine: Scheduler = (args, initial, run) => {
  const end = endOf(args, run);
  const warmup = lengthOf(args, "warmup", end);
  const low = initial * args.number("alpha_f", 0.1);
  const fall = ramp({ start: 2 * warmup - end, end, from: initial, to: low, shape: COSINE });
  return withWarmUp(args, { initial: low + (initial - low) / 2, warmup }, fall);
};

const inverseSqrt: Scheduler = (args, initial, end) => {
  const warmup = lengthOf(args, "warmup", end);
  const low = initial * args.number("alpha_f", 0.1);
  return withWarmUp(args, { initial, warmup }, raised(low, inverseSquareRoot(initial - low, warmup)));
};

const wsd: Scheduler = (args, initial, end) => {
  const warmup = lengthOf(args, "warmup", end);
  const start = end - lengthOf(args, "decay", end, 0.1);
  const fall = decay({ start, end, from: initial, to: args.number("decay_min_lr", 0) });
  return withWarmUp(
    args,
    { initial, warmup },
    parts([{ tree: constant(initial), until: start }, { tree: fall }]),
  );
};

const power: Scheduler = (args, initial, end) => {
  const warmup = lengthOf(args, "warmup", end);
  const start = end - lengthOf(args, "decay", end, 0.1);
  const curve = powerOf(initial, warmup, args.number("b", -0.51));
  const safe: ScheduleDraft = { kind: "time", child: curve, minimum: Math.min(1, warmup) };
  const fall = decay({ start, end, from: rateAt(safe, start), to: args.number("decay_min_lr", 0) });
  return withWarmUp(args, { initial, warmup }, parts([{ tree: safe, until: start }, { tree: fall }]));
};

const cosineAndLinear: Scheduler = (args, initial, end) => {
  const body = cosine(args, initial, end);
  const start = end - lengthOf(args, "decay", end, 0.1);
  const fall = decay({ start, end, from: rateAt(body, start), to: args.number("decay_min_lr", 0) });
  return parts([{ tree: body, until: start }, { tree: fall }]);
};

/** Periods of a peak and a decay each; the warm-up is a part of the first. */
const wsds: Scheduler = (args, initial) => {
  const lengths = args.numbers("period_lengths");
  const factors = args.numbers("period_lr_multipliers");
  const low = args.number("decay_min_lr", 0);
  const warmup = lengthOf(args, "warmup", lengths[0] ?? 0);
  const first = initial * (factors[0] ?? 1);
  let end = 0;
  const periods = lengths.flatMap((length, i) => {
    end += length;
    const peak = initial * (factors[i] ?? 1);
    const start = end - lengthOf(args, "decay", length);
    const fall = decay({ start, end, from: peak, to: low });
    return [{ tree: parts([{ tree: constant(peak), until: start }, { tree: fall }]), until: end }];
  });
  const body = parts([...periods, { tree: constant(low) }], { side: "left" });
  return withWarmUp(args, { initial: first, warmup }, body);
};

/** A rate, or a share of the initial one. */
function rateOf(args: Arguments, name: string, initial: number): number | undefined {
  const share = args.optional(`${name}_fraction`);
  return args.optional(name) ?? (share === undefined ? undefined : share * initial);
}

function stage(
  args: Arguments,
  start: number,
  from: number,
  to: number,
): { tree: ScheduleDraft; until: number } {
  const key =
    args.name === "OverrideDecay" || args.optional("duration") !== undefined ? "duration" : "length";
  const until = start + args.number(key, Number.NaN);
  const shape = args.word("shape", "linear") === "cosine" ? { shape: COSINE } : {};
  return { tree: decay({ start, end: until, from, to, ...shape }), until };
}

const composable: Scheduler = (args, initial) => {
  let start = 0;
  let before = initial;
  const stages = args.innerList("stages").map((inner) => {
    const to =
      rateOf(inner, "end_lr", initial) ?? inner.refuse("must have end_lr or end_lr_fraction in every stage");
    const part = stage(inner, start, rateOf(inner, "start_lr", initial) ?? before, to);
    start = part.until;
    before = to;
    return part;
  });
  return overridden(args, initial, parts([...stages, { tree: constant(before) }]));
};

/** A late decay that leaves the main schedule, as `branchDecay` does. */
function overridden(args: Arguments, initial: number, main: ScheduleDraft): ScheduleDraft {
  const override = args.inner("override_decay");
  if (override === null) return main;
  const start = override.number("start", Number.NaN);
  const to = rateOf(override, "end_lr", initial) ?? override.refuse("must have end_lr or end_lr_fraction");
  const { tree } = stage(override, start, rateAt(main, start), to);
  return parts([{ tree: main, until: start }, { tree }]);
}

const sequential: Scheduler = (args, initial, end) => {
  const all = args.innerList("schedulers");
  const given = args.numbers("schedulers_max");
  const lengths = given.length > 0 ? given : args.numbers("schedulers_max_steps");
  let rate = initial;
  let start = 0;
  const pieces = all.map((inner, i) => {
    const isLast = i === all.length - 1;
    const length = lengths[i] ?? Number.NaN;
    const tree = schedulerTree(inner, rate, isLast ? end - start : Math.min(end - start, length));
    if (isLast) return { tree };
    rate = rateAt(schedulerTree(inner, rate, length), length);
    start += length;
    return { tree, until: start };
  });
  return overridden(args, initial, parts(pieces, { rebase: true, side: "left" }));
};

const SCHEDULERS: Readonly<Record<string, Scheduler>> = {
  ConstantScheduler: (_, initial) => constant(initial),
  ConstantWithWarmup: (args, initial, end) =>
    withWarmUp(args, { initial, warmup: lengthOf(args, "warmup", end) }, constant(initial)),
  WSD: wsd,
  PowerLR: power,
  LinearWithWarmup: linear,
  InvSqrtWithWarmup: inverseSqrt,
  CosWithWarmup: cosine,
  HalfCosWithWarmup: halfCosine,
  CosWithWarmupAndLinearDecay: cosineAndLinear,
  ComposableScheduler: composable,
  SequentialScheduler: sequential,
  WSDS: wsds,
  ExponentialScheduler: (args, initial, end) => ({
    kind: "ramp",
    start: 0,
    end,
    from: args.number("lr_min", 1e-9),
    to: initial,
    interpolation: "geometric",
  }),
};

export const schedulerNames = Object.keys(SCHEDULERS);

/** Which of them do without the length of the run. */
export const WITHOUT_END = new Set(["ConstantScheduler", "ComposableScheduler", "WSDS"]);

export function schedulerTree(args: Arguments, initial: number, end: number): ScheduleDraft {
  const scheduler = Object.hasOwn(SCHEDULERS, args.name) ? SCHEDULERS[args.name] : undefined;
  if (scheduler === undefined) return args.refuse(`must be one of ${schedulerNames.join(", ")}`);
  return scheduler(args, initial, end);
}
