/** Checks of hyper-parameters. */
import { InvalidArgumentError, type LearningRate } from "@anneal/core";
import { numberAtLeast } from "@anneal/core/internal";

export function learningRate(argument: string, value: unknown): LearningRate {
  if (typeof value === "function") return value as (step: number) => number;
  if (typeof value !== "number") {
    throw new InvalidArgumentError(argument, value, "a number, a schedule or a function of the step");
  }
  return numberAtLeast(argument, value, 0);
}

export function betaPair(argument: string, value: unknown): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new InvalidArgumentError(argument, value, "a pair of numbers");
  }
  return Object.freeze([beta(`${argument}[0]`, value[0]), beta(`${argument}[1]`, value[1])] as const);
}

function beta(argument: string, value: unknown): number {
  if (!(typeof value === "number" && value >= 0 && value < 1)) {
    throw new InvalidArgumentError(argument, value, "a number of at least 0 and below 1");
  }
  return value;
}
