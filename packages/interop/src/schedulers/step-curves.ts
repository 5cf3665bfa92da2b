/** PyTorch's schedulers as functions of the step: as trees if possible, otherwise step by step. */
import { InvalidArgumentError, scheduleFromTree } from "@anneal/core";
import { isArray, isRecord, numberList } from "@anneal/core/arguments";
import { type Group, lowerNamed, type Nested } from "../lowering/definition.js";
import {
  ABSOLUTE,
  type Advance,
  advanceOf,
  inChain,
  MULTIPLICATIVE,
  readChildren,
  turns,
} from "../torch/combined.js";
import { torchDefinitions } from "../torch/definitions.js";
import { checkedFunction, firstFactor, ownFunction, type StepFunction } from "../torch/functions.js";

/** The effect of a scheduler on one group. */
export interface StepCurves {
  readonly lr: StepFunction;
  /** Throws for steps after PyTorch's last one. */
  readonly check?: (step: number) => void;
  readonly checkedFrom?: number;
  readonly momentum: StepFunction | null;
}

type Args = Readonly<Record<string, unknown>>;

export function childrenOf({ args }: Nested): readonly Nested[] {
  return isRecord(args) && isArray(args.schedulers) ? (args.schedulers as readonly Nested[]) : [];
}

export const isCombined = ({ name }: Nested) => name === "SequentialLR" || name === "ChainedScheduler";

const takesFunction = ({ name, args }: Nested) =>
  name === "LambdaLR" ||
  name === "MultiplicativeLR" ||
  (isRecord(args) && typeof args.scale_fn === "function");

/** Whether a tree can express all of it. */
function hasTree(spec: Nested): boolean {
  if (!isCombined(spec)) return !takesFunction(spec);
  if (!childrenOf(spec).every(hasTree)) return false;
  const children = inChain(childrenOf(spec));
  return spec.name === "SequentialLR" || overwrites(children) || multiplies(children);
}

const overwrites = (children: readonly Nested[]) => ABSOLUTE.has(children[children.length - 1]?.name ?? "");
const multiplies = (children: readonly Nested[]) => children.every(({ name }) => MULTIPLICATIVE.has(name));

/** @throws InvalidArgumentError for arguments that PyTorch rejects. */
export function stepCurves(spec: Nested, group: Group): StepCurves {
  if (hasTree(spec)) return fromTree(spec, group);
  const args = spec.args as Args;
  switch (spec.name) {
    case "LambdaLR": {
      const factor = ownFunction(args.lr_lambda, group);
      const { baseLr } = group;
      return { lr: (step) => baseLr * factor(step), momentum: null };
    }
    case "MultiplicativeLR": {
      const factor = ownFunction(args.lr_lambda, group);
      return {
        lr: running(group.baseLr, (rate, step) =>
          step === 0 ? rate * firstFactor(factor, group) : rate * factor(step),
        ),
        momentum: null,
      };
    }
    case "SequentialLR":
      return { lr: sequence(args, group), momentum: null };
    case "ChainedScheduler":
      return { lr: chain(args, group), momentum: null };
    default:
      return scaledTriangles(spec, group);
  }
}

function fromTree(spec: Nested, group: Group): StepCurves {
  const { lr, momentum, lastStep } = lowerNamed("PyTorch", torchDefinitions, spec, group);
  return {
    lr: scheduleFromTree(lr),
    ...(lastStep === undefined
      ? {}
      : { check: (step) => refuseAfter(lastStep, step, spec.name), checkedFrom: lastStep }),
    momentum: momentum === undefined ? null : scheduleFromTree(momentum),
  };
}

function refuseAfter(lastStep: number, step: number, name: string): void {
  if (step > lastStep) {
    throw new InvalidArgumentError("step", step, `at most ${lastStep}, where PyTorch's ${name} ends`);
  }
}

/** The rate alone, which throws where `check` does. */
export function checkedRate({ lr, check }: StepCurves): StepFunction {
  if (check === undefined) return lr;
  return (step) => {
    check(step);
    return lr(step);
  };
}

/** The largest number of steps at once: about a second. No run is longer. */
const MOST_STEPS = 20_000_000;

/** A curve that is computed from step to step. It restarts for an earlier step. */
function running(initial: number, advance: Advance): StepFunction {
  let [rate, reached] = [initial, -1];
  return (step) => {
    if (step < reached) [rate, reached] = [initial, -1];
    if (step - reached > MOST_STEPS) {
      const expected = `at most ${reached + MOST_STEPS}: because these rates are computed step by step`;
      throw new InvalidArgumentError("step", step, expected);
    }
    // The step counts after it succeeds: a function that throws is called again.
    for (let next = reached + 1; next <= step; next++) [rate, reached] = [advance(rate, next), next];
    return rate;
  };
}

/** CyclicLR with a function for the height of its triangles. */
function scaledTriangles(spec: Nested, group: Group): StepCurves {
  const { scale_fn: given, scale_mode: scaleMode = "cycle", ...rest } = spec.args as Args;
  const scale = checkedFunction("scale_fn", given);
  const plain = { name: spec.name, args: { ...rest, mode: "triangular", scale_mode: scaleMode } };
  const { lr, momentum } = fromTree(plain, group);
  const up = Number(rest.step_size_up ?? 2000);
  const length = up + Number(rest.step_size_down ?? up);
  const height: StepFunction = (step) => scale(scaleMode === "cycle" ? Math.floor(1 + step / length) : step);
  const scaled =
    (curve: StepFunction): StepFunction =>
    (step) =>
      curve(0) + (curve(step) - curve(0)) * height(step);
  return { lr: scaled(lr), momentum: momentum === null ? null : scaled(momentum) };
}

interface Part {
  readonly curve: StepFunction;
  readonly start: number;
  readonly until: number;
}

function sequence({ schedulers, milestones: given }: Args, group: Group): StepFunction {
  const children = readChildren(schedulers);
  const milestones = numberList("milestones", given);
  if (milestones.length !== children.length - 1) {
    const expected = `${children.length - 1}, one fewer than the schedulers`;
    throw new InvalidArgumentError("milestones.length", milestones.length, expected);
  }
  const early = milestones.map((milestone) => milestone - group.stepsAhead);
  const parts: Part[] = [];
  for (const { child, until = Number.POSITIVE_INFINITY } of turns(children, early)) {
    const previous = parts[parts.length - 1];
    if (previous !== undefined && isCombined(child)) {
      throw new InvalidArgumentError(
        "schedulers",
        child.name,
        "first: PyTorch can't start it at a milestone",
      );
    }
    const start = previous?.until ?? 0;
    parts.push({ curve: checkedRate(stepCurves(child, at(child, previous, group))), start, until });
  }
  return (step) => {
    const part = parts.find(({ until }) => step < until) as Part;
    return part.curve(step - part.start);
  };
}

/** MultiplicativeLR continues from the current rate; others start from the base rate. */
function at({ name }: Nested, previous: Part | undefined, group: Group): Group {
  if (previous === undefined) return group.ahead();
  const found = previous.curve(Math.ceil(previous.until) - 1 - previous.start);
  return group.restarted(name === "MultiplicativeLR" ? found : null);
}

function chain({ schedulers }: Args, group: Group): StepFunction {
  const children = inChain(readChildren(schedulers));
  const curve = (child: Nested, of: Group) => checkedRate(stepCurves(child, of));
  if (overwrites(children)) return curve(children[children.length - 1] as Nested, group);
  const { baseLr } = group;
  if (multiplies(children)) {
    const factors = children.map((child) => curve(child, group.withBase(1)));
    return (step) => factors.reduce((rate, factor) => rate * factor(step), baseLr);
  }
  const advances = children.map((child) => advanceOf(child, group, curve));
  return running(baseLr, (rate, step) => advances.reduce((found, advance) => advance(found, step), rate));
}
