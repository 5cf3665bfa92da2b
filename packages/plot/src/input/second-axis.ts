/** Curves of other values beside the rate, such as the momentum, with an axis of their own on the right. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";
import { type Curve, MOST_CURVES, type PlotItems, readItems } from "./items.js";

export interface SecondAxis {
  /** What is drawn: one item or several, which together with the first axis are at most 8. */
  readonly items: PlotItems;
  /** What the values are: `"momentum"`. */
  readonly yLabel: string;
  /** Default: `"linear"`. */
  readonly scale?: "linear" | "log";
}

interface CheckedSecond {
  readonly yLabel: string;
  readonly scale: "linear" | "log";
  /** The curves, beside `others` on the first axis. */
  read(others: number): readonly Curve[];
}

/** The option `second`; null where it is left out. */
export function readSecond(given: Fields<"second">): CheckedSecond | null {
  if (!given.has("second")) return null;
  const path = given.path("second");
  const fields = new Fields(
    "a second axis",
    path,
    given.get("second"),
    ["items", "yLabel", "scale"],
    `${path}.`,
  );
  const yLabel = fields.read("yLabel", cleanLabel);
  return {
    yLabel,
    scale: fields.choice("scale", ["linear", "log"], "linear"),
    read: (others) => {
      const curves = readItems(fields.get("items"), fields.path("items"), yLabel);
      if (curves.length + others <= MOST_CURVES) return curves;
      const expected = `at most ${MOST_CURVES - others}: ${MOST_CURVES} curves with those of the first axis`;
      throw new InvalidArgumentError(`${fields.path("items")}.length`, curves.length, expected);
    },
  };
}
