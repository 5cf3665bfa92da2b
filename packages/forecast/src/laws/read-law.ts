/** Checks laws and their documents. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import type { FittedLaw, LawName } from "./law.js";

const NAMES: readonly unknown[] = ["multi-power", "annealing"] satisfies LawName[];

/** A law created by multiPowerLaw, annealingLaw, lawFromJSON or fitLossLaw. */
export function readLaw(argument: string, value: unknown): FittedLaw {
  if (
    isRecord(value) &&
    NAMES.includes(value.name) &&
    typeof value.loss === "function" &&
    typeof value.toJSON === "function" &&
    isRecord(value.parameters)
  ) {
    return value as unknown as FittedLaw;
  }
  throw new InvalidArgumentError(argument, value, "a law, such as the result of fitLossLaw");
}
