/** Every scheduler of `braintools.optim` that is a function of the step. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/internal";
import { ascendingNumbers, divisor } from "../lowering/checks.js";
import {
  type Definitions,
  define,
  type Group,
  lowerNamed,
  type Nested,
  nestedList,
} from "../lowering/definition.js";
import { parts, product, scaled } from "../lowering/trees.js";
import { braintoolsCycles } from "./cycles.js";
import { braintoolsDecays } from "./decays.js";

const lowerChild = (child: Nested, group: Group) =>
  lowerNamed("braintools", braintoolsDefinitions, child, group, "schedulers").lr;

function readChildren(value: unknown): readonly Nested[] {
  const children = nestedList("schedulers", value);
  if (children.length === 0) {
    throw new InvalidArgumentError("schedulers", value, "a list of at least one scheduler");
  }
  return children;
}

/** The base rate that a scheduler in a chain was made with. */
function baseOfChild({ args, name }: Nested, group: Group): number {
  const fields = isRecord(args) ? args : {};
  const argument = name === "OneCycleLR" ? "max_lr" : "base_lr";
  return group.own(argument, fields[argument] ?? (name === "OneCycleLR" ? 0.01 : 1e-3));
}

export const braintoolsDefinitions: Definitions = {
  ...braintoolsDecays,
  ...braintoolsCycles,

  // The first rate times what each of the others makes of its own base rate.
  ChainedScheduler: define(["schedulers"], (args, group) => {
    const children = readChildren(args.get("schedulers"));
    const trees = children.map((child, i) => {
      const tree = lowerChild(child, group);
      return i === 0
        ? tree
        : scaled(1 / divisor(`schedulers[${i}].base_lr`, baseOfChild(child, group)), tree);
    });
    return product(trees);
  }),

  SequentialLR: define(["schedulers", "milestones", "last_epoch"], (args, group) => {
    const children = readChildren(args.get("schedulers"));
    const milestones = args.read("milestones", ascendingNumbers);
    args.counted("milestones", milestones, children.length - 1, "one less than there are schedulers");
    const all = children.map((child, i) => {
      const tree = lowerChild(child, group);
      const until = milestones[i];
      return until === undefined ? { tree } : { tree, until };
    });
    return parts(all, { rebase: true });
  }),
};
