/** The horizontal axis of a plot: the steps of a run, or the rates of a range test on a logarithmic axis. */
import { ticks } from "d3-array";
import type { Range } from "../input/range.js";
import { formatStep, valueFormatter } from "../text/numbers.js";
import { logTicks } from "./log-ticks.js";

export interface AxisTick {
  /** The position, in the units of the axis. */
  readonly at: number;
  readonly label: string;
}

/** Everything drawn is positioned in the units of this axis, which are spaced evenly across the plot. */
export interface HorizontalAxis {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  /** The factor on the usual number of ticks, for axes with short labels. */
  readonly density: number;
  /** About `count` round positions. */
  ticks(count: number): readonly AxisTick[];
  /** A position as text. */
  describe(at: number): string;
}

/** The horizontal position, as a share of the width. */
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
      // A small part of a decade contains no one-digit numbers.
      const rates = decades.length < 2 ? ticks(lowest, highest, count) : decades;
      return rates.map((rate) => ({ at: Math.log10(rate), label: format(rate) }));
    },
    describe: (at) => format(Number((10 ** at).toPrecision(3))),
  };
}
