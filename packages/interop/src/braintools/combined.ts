/** braintools' schedulers that combine others. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
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

function readChildren(value: unknown): readonly Nested[] {
  const children = nestedList("schedulers", value);
  if (children.length === 0) {
    throw new InvalidArgumentError("schedulers", value, "a list of at least one scheduler");
  }
  return children;
}

/** The base rate of a scheduler in a chain; a combined scheduler has that of its first. */
function baseOfChild({ args, name }: Nested, group: Group): number {
  const fields = isRecord(args) ? args : {};
  if (name === "ChainedScheduler" || name === "SequentialLR") {
    return baseOfChild(readChildren(fields.schedulers)[0] as Nested, group);
  }
  if (name !== "OneCycleLR") return group.own("base_lr", fields.base_lr ?? 1e-3);
  return group.own("max_lr", fields.max_lr ?? 0.01) / divisor("div_factor", fields.div_factor ?? 25);
}

/** @param definitions The schedulers allowed inside ChainedScheduler and SequentialLR, including these two. */
export function braintoolsCombined(definitions: () => Definitions) {
  const lowerChild = (child: Nested, group: Group) =>
    lowerNamed("braintools", definitions(), child, group, "schedulers").lr;

  return {
    // The first rate times the factor of each of the others on its own base rate.
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
      args.counted("milestones", milestones, children.length - 1, "one fewer than the schedulers");
      const all = children.map((child, i) => {
        const tree = lowerChild(child, group);
        const until = milestones[i];
        return until === undefined ? { tree } : { tree, until };
      });
      return parts(all, { rebase: true });
    }),
  };
}
