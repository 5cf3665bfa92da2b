/** How often a length fits into a time, as the host finds it: of cycles, quanta and the entries of tables. */
import type { Emitter } from "./emitter.js";
import { type Grid, lineAt, lineOf, timeAt, timeLine } from "./grid.js";
import {
  ceilingAt,
  floorOf,
  fractionBits,
  magnitudeBits,
  over,
  plus,
  type Rational,
  rational,
  times,
} from "./rational.js";

export interface Division {
  readonly length: number;
  /** What is subtracted from the time first. Default 0. */
  readonly since?: number;
  /** The quotient that counts as 0: the smallest that there is. Default 0. */
  readonly least?: bigint;
}

/** Lines that leave two pairs of words: `whole`, the quotient, and `fraction`, the rest in units of 2^-64. */
export function quotientOf(emitter: Emitter, grid: Grid, division: Division): string[] {
  const { length, since = 0, least = 0n } = division;
  // Below cycles the time has not the host's bits: what nearly reaches a boundary is on it.
  const near = plus(rational(grid.tolerance * 2 ** magnitude(grid, length, since)), rational(-since));
  const start = plus(over(near, rational(length)), { numerator: -least, denominator: 1n });
  const line = lineOf(timeLine(grid), over(rational(1), rational(length)), start);
  const most = magnitudeBits({ numerator: floorOf(lineAt(line, grid.high)), denominator: 1n }) ?? 0;
  // The rounding of the slope grows with the index: as many bits of the rest as there is room for.
  const scale = Math.min(96, Math.max(64, 127 - most));
  const lines = [`let place = ${emitter.fixed(line, scale)};`];
  // The time before may differ from the host's in its last bit.
  const pair = (low: string, high: string) =>
    `select(vec2u(${low}, ${high}), vec2u(), place.w >= 0x80000000u)`;
  if (scale === 96) {
    lines.push(`var whole = ${pair("place.w", "0u")};`, `var fraction = ${pair("place.y", "place.z")};`);
  } else if (scale === 64) {
    lines.push(`var whole = ${pair("place.z", "place.w")};`, `var fraction = ${pair("place.x", "place.y")};`);
  } else {
    const down = (word: string) => `(place.${word} >> ${scale - 64}u)`;
    const up = (word: string) => `(place.${word} << ${96 - scale}u)`;
    lines.push(
      `var whole = ${pair(`${down("z")} | ${up("w")}`, down("w"))};`,
      `var fraction = ${pair(`${down("x")} | ${up("y")}`, `${down("y")} | ${up("z")}`)};`,
    );
  }
  if (grid.tolerance > 0 || isExact(grid, division)) return lines;
  return [...lines, ...hostRounding(emitter, grid, length, since, least)];
}

/** The host's float64 arithmetic, where it rounds: a time may reach what exactly it doesn't, or the other way round. */
function hostRounding(emitter: Emitter, grid: Grid, length: number, since: number, least: bigint): string[] {
  const scale = 126 - magnitude(grid, length, since);
  const words = (value: Rational) => emitter.quadruple(ceilingAt(value, scale));
  const nearest = (value: string) => emitter.call("anneal_nearest", value);
  const spacing = rational(grid.spacing);
  const before = words(times(spacing, { numerator: -grid.first, denominator: 1n }));
  let time = nearest(emitter.call("anneal_line", "index", words(spacing), before));
  for (const part of [grid.offset, -since]) {
    if (part !== 0) time = nearest(emitter.call("anneal_sum", time, words(rational(part))));
  }
  const first = words(times(rational(length), { numerator: least, denominator: 1n }));
  const settled = emitter.call("anneal_settled", time, "whole", words(rational(length)), first);
  return [
    `let settled = ${settled};`,
    "if (any(settled != whole)) {",
    `  fraction = select(vec2u(), vec2u(0xffffffffu), ${emitter.call("anneal_below", "settled", "whole")});`,
    "  whole = settled;",
    "}",
  ];
}

/** Whether no product and no sum of the host is rounded. */
function isExact(grid: Grid, { length, since = 0 }: Division): boolean {
  const bits = Math.max(...[grid.spacing, grid.offset, since, length].map(fractionBits));
  return largest(grid, since) * 2 ** bits <= 2 ** 53;
}

/** A whole number `n` so that every number on the way is below 2^n. */
function magnitude(grid: Grid, length: number, since: number): number {
  const most = 2 * largest(grid, since) + Math.abs(grid.offset) + Math.abs(since) + length;
  return magnitudeBits(rational(most)) ?? 0;
}

/** The largest number on the way to the time since `since`. */
function largest(grid: Grid, since: number): number {
  const numbers = [grid.low, grid.high].flatMap((index) => {
    const time = timeAt(grid, index);
    return [time - grid.offset, time, time - since];
  });
  return Math.max(...numbers.map(Math.abs));
}
