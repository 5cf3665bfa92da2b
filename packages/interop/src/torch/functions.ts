/** PyTorch's schedulers with functions: their values are tabulated, because functions are not data. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isFunction } from "@anneal/core/arguments";
import { define, type Group } from "../lowering/definition.js";
import { constant, scaled, tabulate } from "../lowering/trees.js";
import { COMMON } from "./decays.js";

export type StepFunction = (step: number) => number;

/** A function of the step that must return finite numbers. */
export function checkedFunction(argument: string, value: unknown): StepFunction {
  if (!isFunction(value)) throw new InvalidArgumentError(argument, value, "a function of the step");
  return (step) => {
    const result: unknown = value(step);
    if (!Number.isFinite(result)) {
      throw new InvalidArgumentError(`${argument}(${step})`, result, "a finite number");
    }
    return result as number;
  };
}

/** This group's function: the one for all groups, or its own in a list. */
export function ownFunction(value: unknown, group: Group): StepFunction {
  if (!isArray(value)) return checkedFunction("lr_lambda", value);
  const { groups } = group.context;
  if (value.length !== groups) {
    throw new InvalidArgumentError(
      "lr_lambda.length",
      value.length,
      `${groups}, one for each parameter group`,
    );
  }
  return checkedFunction(`lr_lambda[${group.index}]`, value[group.index]);
}

/**
 * The first factor of MultiplicativeLR: PyTorch multiplies by `lr_lambda(0)` at a milestone, and not at the beginning.
 */
export function firstFactor(factor: StepFunction, { restarts, avoidQuirks }: Group): number {
  return restarts && !avoidQuirks ? factor(0) : 1;
}

export const torchFunctions = {
  LambdaLR: define(["lr_lambda", ...COMMON], (args, group) => {
    const factor = ownFunction(args.get("lr_lambda"), group);
    return tabulate(group.tabulated("lr_lambda is a function"), (step) => group.baseLr * factor(step));
  }),

  MultiplicativeLR: define(["lr_lambda", ...COMMON], (args, group) => {
    const factor = ownFunction(args.get("lr_lambda"), group);
    const places = group.tabulated("lr_lambda is a function");
    let step = 0;
    let product = firstFactor(factor, group);
    const values = tabulate(places, (wanted) => {
      // The places come in ascending order.
      while (step < wanted) {
        step += 1;
        product *= factor(step);
      }
      return product;
    });
    return places.last === 0 ? constant(group.baseLr * product) : scaled(group.baseLr, values);
  }),
};
