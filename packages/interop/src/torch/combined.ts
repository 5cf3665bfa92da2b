/** PyTorch's schedulers that are made of others: SequentialLR and ChainedScheduler. */
import { InvalidArgumentError, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import { numberList } from "@anneal/core/internal";
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

/** They write the rate whatever it was before. */
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

export function readChildren(value: unknown): readonly Nested[] {
  const children = nestedList("schedulers", value);
  if (children.length === 0)
    throw new InvalidArgumentError("schedulers", value, "a list of at least one scheduler");
  for (const [i, { name }] of children.entries()) {
    if (name === "SWALR") {
      throw new InvalidArgumentError(
        `schedulers[${i}]`,
        name,
        "a scheduler that does not read the rate that it finds",
      );
    }
  }
  return children;
}

interface Turn {
  readonly child: Nested;
  readonly until: number | undefined;
}

/**
 * Which scheduler's turn it is until when: a milestone that is followed by an earlier or equal one is never seen, and
 * those at 0 or before it have passed.
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

/** What ChainedScheduler and SequentialLR are made of, which may be one of them. */
export function torchCombined(all: () => Definitions) {
  const lowerChild = (child: Nested, group: Group): ScheduleDraft =>
    lowerNamed("PyTorch", all(), child, group, "schedulers").lr;

  return {
    SequentialLR: define(["schedulers", "milestones", ...COMMON], (args, group) => {
      const children = readChildren(args.get("schedulers"));
      const milestones = args.read("milestones", numberList);
      args.counted("milestones", milestones, children.length - 1, "one less than there are schedulers");
      // A sequence that is the first of another one has counted a step by the time that the other one starts.
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
      const children = readChildren(args.get("schedulers"));
      const last = children[children.length - 1] as Nested;
      if (ABSOLUTE.has(last.name)) return lowerChild(last, group);
      if (children.every(({ name }) => MULTIPLICATIVE.has(name))) {
        return scaled(group.baseLr, product(children.map((child) => lowerChild(child, group.withBase(1)))));
      }
      return simulate(children, group, lowerChild);
    }),
  };
}

/** The rate before a milestone, from which MultiplicativeLR goes on; others start from the base rate. */
function valueBefore(child: Nested, done: readonly Part[]): number | null {
  if (child.name !== "MultiplicativeLR") return null;
  const [previous, before] = [done[done.length - 1], done[done.length - 2]];
  if (previous?.until === undefined) return null;
  return scheduleFromTree(previous.tree)(previous.until - 1 - (before?.until ?? 0));
}

/** How a scheduler changes the rate at a step. */
export type Advance = (rate: number, step: number) => number;

/**
 * A chain in which something overwrites what others have done to the rate: step by step, as in PyTorch.
 */
function simulate(
  children: readonly Nested[],
  group: Group,
  lowerChild: (child: Nested, group: Group) => ScheduleDraft,
): ScheduleDraft {
  const places = group.tabulated("some of the schedulers overwrite what the others did");
  const advances = children.map((child) =>
    advanceOf(child, group, scheduleFromTree(lowerChild(child, group))),
  );
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

export function advanceOf({ name, args }: Nested, group: Group, schedule: (step: number) => number): Advance {
  const { baseLr } = group;
  const multiply: Advance = (rate, step) => {
    const before = step === 0 ? baseLr : schedule(step - 1);
    return before === 0 ? 0 : rate * (schedule(step) / before);
  };
  if (MULTIPLICATIVE.has(name)) return multiply;
  if (ABSOLUTE.has(name)) return (_rate, step) => schedule(step);
  const fields = args as {
    readonly T_max?: number;
    readonly eta_min?: number;
    readonly milestones?: readonly number[];
  };
  if (name === "CosineAnnealingLR") {
    const floor = fields.eta_min ?? 0;
    const period = 2 * (fields.T_max ?? 1);
    return (rate, step) => {
      if (step === 0) return rate;
      // Where the cosine is at its lowest, the next rate comes from the base rate again.
      if ((step - 1 - period / 2) % period === 0) return rate + (schedule(step) - floor);
      return floor + ((schedule(step) - floor) / (schedule(step - 1) - floor)) * (rate - floor);
    };
  }
  if (name === "SequentialLR") {
    const starts = new Set(fields.milestones ?? []);
    return (rate, step) => (starts.has(step) ? schedule(step) : multiply(rate, step));
  }
  throw new InvalidArgumentError("schedulers", name, "a scheduler that can be in a chain");
}
