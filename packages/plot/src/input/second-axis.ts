/** Curves of other values, such as the momentum, on a second axis on the right. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";
import { type Curve, MOST_CURVES, type PlotItems, readItems } from "./items.js";

export interface SecondAxis {
  /** One item or several; together with the first axis at most 8. */
  readonly items: PlotItems;
  /** The label of the axis: `"momentum"`. */
  readonly yLabel: string;
  /** The scale of the axis. Default: `"linear"`. */
  readonly scale?: "linear" | "log";
}

interface CheckedSecond {
  readonly yLabel: string;
  readonly scale: "linear" | "log";
  /** The curves, in addition to `others` on the first axis. */
  read(others: number): readonly Curve[];
}

/** The option `second`; null if it is absent. */
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
      const expected = `at most ${MOST_CURVES - others}, so that both axes have at most ${MOST_CURVES} curves`;
      throw new InvalidArgumentError(`${fields.path("items")}.length`, curves.length, expected);
    },
  };
}
