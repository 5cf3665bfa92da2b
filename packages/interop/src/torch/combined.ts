/** PyTorch's schedulers that combine others: SequentialLR and ChainedScheduler. */
import { InvalidArgumentError, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import {
  type Definitions,
  define,
  type Group,
  lowerNamed,
  type Nested,
  nestedList,
} from "../lowering/definition.js";
import { type Part, parts, product, scaled, tabulate } from "../lowering/trees.js";
import { COMMON } from "./decays.js";

/** Schedulers that set the rate, whatever it was before. */
export const ABSOLUTE: ReadonlySet<string> = new Set([
  "LambdaLR",
  "CosineAnnealingWarmRestarts",
  "OneCycleLR",
  "CyclicLR",
]);

export const MULTIPLICATIVE: ReadonlySet<string> = new Set([
  "StepLR",
  "MultiStepLR",
  "ConstantLR",
  "LinearLR",
  "ExponentialLR",
  "PolynomialLR",
  "MultiplicativeLR",
]);

/** Schedulers that do nothing after their last step. */
const ENDING: ReadonlySet<string> = new Set(["LinearLR", "PolynomialLR"]);

export function readChildren(value: unknown): readonly Nested[] {
  const children = nestedList("schedulers", value);
  if (children.length === 0)
    throw new InvalidArgumentError("schedulers", value, "a list of at least one scheduler");
  for (const [i, { name }] of children.entries()) {
    if (name === "SWALR") {
      throw new InvalidArgumentError(
        `schedulers[${i}]`,
        name,
        "a scheduler that does not read the current rate",
      );
    }
  }
  return children;
}

/** The schedulers of a chain, including those of nested chains in their order. */
export function inChain(children: readonly Nested[]): readonly Nested[] {
  return children.flatMap((child) => {
    if (child.name !== "ChainedScheduler") return [child];
    const { schedulers } = child.args as { readonly schedulers?: unknown };
    return inChain(readChildren(schedulers));
  });
}

interface Turn {
  readonly child: Nested;
  readonly until: number | undefined;
}

/**
 * The active scheduler until each milestone: a milestone followed by an earlier or equal one is never used, and
 * milestones at or before 0 have passed.
 */
export function turns(children: readonly Nested[], milestones: readonly number[]): readonly Turn[] {
  const seen = milestones.flatMap((each, i) =>
    milestones.slice(i + 1).every((later) => later > each)
      ? [{ milestone: each, child: children[i + 1] }]
      : [],
  );
  const coming = seen.filter(({ milestone }) => milestone > 0);
  const passed = seen[seen.length - coming.length - 1];
  const inTurn = [passed?.child ?? children[0], ...coming.map(({ child }) => child)];
  return inTurn.map((child, i) => ({ child: child as Nested, until: coming[i]?.milestone }));
}

/** The schedulers allowed inside ChainedScheduler and SequentialLR, including these two. */
export function torchCombined(all: () => Definitions) {
  const lowerChild = (child: Nested, group: Group): ScheduleDraft =>
    lowerNamed("PyTorch", all(), child, group, "schedulers").lr;

  return {
    SequentialLR: define(["schedulers", "milestones", ...COMMON], (args, group) => {
      const children = readChildren(args.get("schedulers"));
      const milestones = args.read("milestones", numberList);
      args.counted("milestones", milestones, children.length - 1, "one fewer than the schedulers");
      // A sequence that is the first of another one has already counted a step when the outer one starts.
      const early = milestones.map((milestone) => milestone - group.stepsAhead);
      const done: Part[] = [];
      for (const { child, until } of turns(children, early)) {
        const isFirst = done.length === 0;
        if (!isFirst && (child.name === "SequentialLR" || child.name === "ChainedScheduler")) {
          throw new InvalidArgumentError(
            "schedulers",
            child.name,
            "first: PyTorch can't start it at a milestone",
          );
        }
        const at = isFirst ? group.ahead() : group.restarted(valueBefore(child, done));
        const tree = lowerChild(child, at);
        done.push(until === undefined ? { tree } : { tree, until });
      }
      return parts(done, { rebase: true });
    }),

    ChainedScheduler: define(["schedulers", "optimizer"], (args, group) => {
      const children = inChain(readChildren(args.get("schedulers")));
      const last = children[children.length - 1] as Nested;
      if (ABSOLUTE.has(last.name)) return lowerChild(last, group);
      if (children.every(({ name }) => MULTIPLICATIVE.has(name))) {
        return scaled(group.baseLr, product(children.map((child) => lowerChild(child, group.withBase(1)))));
      }
      return simulate(children, group, (child, of) => scheduleFromTree(lowerChild(child, of)));
    }),
  };
}

/** The rate before a milestone, from which MultiplicativeLR continues; others start from the base rate. */
function valueBefore(child: Nested, done: readonly Part[]): number | null {
  if (child.name !== "MultiplicativeLR") return null;
  const [previous, before] = [done[done.length - 1], done[done.length - 2]];
  if (previous?.until === undefined) return null;
  return scheduleFromTree(previous.tree)(previous.until - 1 - (before?.until ?? 0));
}

/** The change of the rate by a scheduler at a step. */
export type Advance = (rate: number, step: number) => number;

/** The rate of a single scheduler. */
type CurveOf = (child: Nested, group: Group) => (step: number) => number;

/**
 * A chain in which one scheduler overwrites the effect of others: computed step by step, as in PyTorch.
 */
function simulate(children: readonly Nested[], group: Group, curveOf: CurveOf): ScheduleDraft {
  const places = group.tabulated("some of the schedulers overwrite the effect of others");
  const advances = children.map((child) => advanceOf(child, group, curveOf));
  let rate = group.baseLr;
  let step = -1;
  return tabulate(places, (wanted) => {
    while (step < wanted) {
      step += 1;
      for (const advance of advances) rate = advance(rate, step);
    }
    return rate;
  });
}

export function advanceOf(child: Nested, group: Group, curveOf: CurveOf): Advance {
  const { name, args } = child;
  if (name === "SequentialLR") return advanceOfSequence(child, group, curveOf);
  if (name === "ChainedScheduler") {
    const advances = inChain([child]).map((each) => advanceOf(each, group, curveOf));
    return (rate, step) => advances.reduce((found, advance) => advance(found, step), rate);
  }
  const { baseLr } = group;
  const schedule = curveOf(child, group);
  if (MULTIPLICATIVE.has(name)) {
    return (rate, step) => {
      const before = step === 0 ? baseLr : schedule(step - 1);
      if (before !== 0) return rate * (schedule(step) / before);
      // A decay that has reached 0 is over and no longer changes the rate; a decay by factors of 0 never is.
      return ENDING.has(name) ? rate : 0;
    };
  }
  if (ABSOLUTE.has(name)) return (_rate, step) => schedule(step);
  if (name !== "CosineAnnealingLR") {
    throw new InvalidArgumentError("schedulers", name, "a scheduler that can be in a chain");
  }
  const { eta_min: floor = 0, T_max: half = 1 } = args as {
    readonly T_max?: number;
    readonly eta_min?: number;
  };
  return (rate, step) => {
    if (step === 0) return rate;
    // At the minimum of the cosine, the next rate is computed from the base rate again.
    if ((step - 1 - half) % (2 * half) === 0) return rate + (schedule(step) - floor);
    return floor + ((schedule(step) - floor) / (schedule(step - 1) - floor)) * (rate - floor);
  };
}

/** A sequence in a chain: the active scheduler continues from the current rate, but from its own start. */
function advanceOfSequence(spec: Nested, group: Group, curveOf: CurveOf): Advance {
  const { schedulers, milestones } = spec.args as {
    readonly schedulers?: unknown;
    readonly milestones?: unknown;
  };
  const early = numberList("milestones", milestones).map((milestone) => milestone - group.stepsAhead);
  let start = 0;
  const members = turns(readChildren(schedulers), early).map(
    ({ child, until = Number.POSITIVE_INFINITY }, i) => {
      const own = i === 0 ? group.ahead() : group.restarted(null);
      // MultiplicativeLR has no start of its own: it multiplies the current rate.
      const goesOn = i > 0 && child.name === "MultiplicativeLR";
      const member = { start, until, goesOn, advance: advanceOf(child, own, curveOf) };
      start = until;
      return member;
    },
  );
  const whole = curveOf(spec, group);
  return (rate, step) => {
    const {
      start: from,
      goesOn,
      advance,
    } = members.find(({ until }) => step < until) as (typeof members)[number];
    return step === from && !goesOn ? whole(step) : advance(rate, step - from);
  };
}
