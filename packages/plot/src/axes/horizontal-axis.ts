/** What lies along a picture: the steps of a run, or the rates of a range test on a logarithmic axis. */
import { ticks } from "d3-array";
import type { Range } from "../input/range.js";
import { formatStep, valueFormatter } from "../text/numbers.js";
import { logTicks } from "./log-ticks.js";

export interface AxisTick {
  /** In the units of the axis. */
  readonly at: number;
  readonly label: string;
}

/** Everything drawn has its place in the units of this axis, along which shares of the width are equally long. */
export interface HorizontalAxis {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  /** How many times as many ticks as usual there is room for, because labels are short. */
  readonly density: number;
  /** Round places, about `count`. */
  ticks(count: number): readonly AxisTick[];
  /** A place in words. */
  describe(at: number): string;
}

/** The share of the width at which a place of the axis is. */
export function shareOf({ from, to }: Pick<HorizontalAxis, "from" | "to">, at: number): number {
  return (at - from) / (to - from);
}

/** The steps of a range. */
export function stepsAxis({ from, to, stride }: Pick<Range, "from" | "to" | "stride">): HorizontalAxis {
  const isWhole = Number.isInteger(from) && Number.isInteger(stride);
  return {
    from,
    to,
    isLog: false,
    density: 1,
    ticks: (count) =>
      ticks(from, to, count)
        .filter((at) => !isWhole || Number.isInteger(at))
        .map((at) => ({ at, label: formatStep(at) })),
    describe: formatStep,
  };
}

/** Rates from `lowest`, above 0, to `highest`; the units are powers of ten. */
export function ratesAxis(lowest: number, highest: number): HorizontalAxis {
  const format = valueFormatter([lowest, highest], "log");
  return {
    from: Math.log10(lowest),
    to: Math.log10(highest),
    isLog: true,
    density: 1.6,
    ticks: (count) => {
      const decades = logTicks(lowest, highest, count);
      // Within a small part of a decade there are no round numbers of one digit.
      const rates = decades.length < 2 ? ticks(lowest, highest, count) : decades;
      return rates.map((rate) => ({ at: Math.log10(rate), label: format(rate) }));
    },
    describe: (at) => format(Number((10 ** at).toPrecision(3))),
  };
}
