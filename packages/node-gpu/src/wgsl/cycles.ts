/** Cycles: the cycle of an index, and the child over its fraction. */
import { type CyclesNode, InvalidArgumentError } from "@anneal/core";
import { cycleStart } from "@anneal/core/schedule-engine";
import { type Emitter, quadrupleWords, type Value } from "./emitter.js";
import { fractionGrid, type Grid, indexAt, lineAt, lineOf, timeAt, timeLine } from "./grid.js";
import { search } from "./lists.js";
import { quotientOf } from "./quotient.js";
import { ceilingAt, floorOf, over, rational } from "./rational.js";
import type { EmitNode } from "./time.js";

/** Each cycle has a row in the buffer if the lengths differ. */
const MOST_ROWS = 65_536;
const SCALE = 96;
/** Beyond this power of 2 a decay is 0. */
const LARGEST_EXPONENT = 2 ** 20;

export function emitCycles(emitter: Emitter, node: CyclesNode, grid: Grid, emit: EmitNode): Value {
  const { length, multiplier, limit, afterwards } = node;
  // The first cycle also covers the time before it, with a negative fraction.
  const cuts = [indexAt(grid, 0), limit === null ? grid.high + 1n : indexAt(grid, cycleStart(node, limit))];
  return emitter.choose(grid, cuts, (i, part) => {
    if (i === 2) return { constant: afterwards };
    if (i === 0) {
      const before: Grid = {
        ...part,
        offset: part.offset / length,
        spacing: part.spacing / length,
        tolerance: fractionGrid.tolerance,
      };
      return weighted(emitter, node, emitter.at(emit(node.child, before)), `${emitter.number(node.peak)}`);
    }
    const child = emit(node.child, fractionGrid);
    return multiplier === 1 ? emitEven(emitter, node, part, child) : emitUneven(emitter, node, part, child);
  });
}

/** `floor` if the child is 0, `top` if it is 1. */
function weighted(
  emitter: Emitter,
  node: CyclesNode,
  share: string,
  top: string,
  lines: string[] = [],
): Value {
  const floor = emitter.number(node.floor);
  return emitter.define([
    ...lines,
    `let share = ${share};`,
    `return ${floor} * (1.0 - share) + ${top} * share;`,
  ]);
}

/** Cycles of one length, whose index is a quotient. */
function emitEven(emitter: Emitter, node: CyclesNode, grid: Grid, child: Value): Value {
  const line = lineOf(timeLine(grid), over(rational(1), rational(node.length)), rational(0));
  // One more if the host rounds up to its start.
  const last = floorOf(lineAt(line, grid.high)) + 1n;
  const top = topOf(emitter, node, "whole", last);
  const lines = quotientOf(emitter, grid, { length: node.length });
  return weighted(emitter, node, emitter.at(child, "fraction"), top, lines);
}

/** The value if the child is 1, in the cycle whose index is the pair `cycle`. */
function topOf(emitter: Emitter, node: CyclesNode, cycle: string, last: bigint): string {
  const { peak, floor, decay, decayOf } = node;
  if (decay === 1 || last === 0n) return emitter.number(peak);
  const [base, amplitude] = decayOf === "peak" ? [0, peak] : [floor, peak - floor];
  const rate = decay === 0 ? -LARGEST_EXPONENT : Math.log2(decay);
  const slope = ceilingAt(rational(rate), SCALE);
  const words = quadrupleWords(slope).map((word) => `${word}u`);
  const fixed = emitter.call("anneal_line", cycle, `vec4u(${words.join(", ")})`, "vec4u()");
  const power = emitter.call("anneal_exp2_fixed", fixed);
  const most = BigInt(Math.ceil(LARGEST_EXPONENT / Math.abs(rate)));
  const isLeft = emitter.call("anneal_below", cycle, emitter.pair(most));
  const gone = emitter.number(decay < 1 ? 0 : 3.4028234663852886e38);
  return `(${emitter.number(base)} + ${emitter.number(amplitude)} * select(${gone}, ${power}, ${isLeft}))`;
}

/** Words of a row: the slope and the start of the line over the fraction, the top, and a filler. */
const ROW = 10;

/** Cycles that grow or shrink: a row for each, found by bisection. */
function emitUneven(emitter: Emitter, node: CyclesNode, grid: Grid, child: Value): Value {
  const { cuts, rows, end } = rowsOf(node, grid);
  return emitter.choose(grid, [end], (i) => {
    if (i === 1) return { constant: node.afterwards };
    const start = emitter.store(rows);
    const word = (place: number) => emitter.word(`row + ${place}u`);
    const four = (place: number) => `vec4u(${[0, 1, 2, 3].map((offset) => word(place + offset)).join(", ")})`;
    return weighted(emitter, node, emitter.at(child, "fraction"), `bitcast<f32>(${word(8)})`, [
      ...search(emitter, cuts),
      `let row = ${start}u + ${ROW}u * max(low, 1u) - ${ROW}u;`,
      `let place = ${emitter.call("anneal_line", "index", four(0), four(4))};`,
      // Rounding of the start may put an index one bit before the start of the cycle, or beyond its end.
      "let beside = select(vec2u(0xffffffffu), vec2u(), place.w >= 0x80000000u);",
      "let fraction = select(place.yz, beside, place.w != 0u);",
    ]);
  });
}

/** @throws InvalidArgumentError if there are too many. */
function rowsOf(node: CyclesNode, grid: Grid): { cuts: bigint[]; rows: number[]; end: bigint } {
  const cuts: bigint[] = [];
  const rows: number[] = [];
  const last = timeAt(grid, grid.high);
  const limit = node.limit ?? Number.POSITIVE_INFINITY;
  const time = timeLine(grid);
  const top = new Uint32Array(1);
  // Checked first, because listing all of them takes long.
  const overflow = cycleStart(node, MOST_ROWS);
  const isGoingOn = overflow <= last && cycleStart(node, MOST_ROWS + 1) > overflow;
  if (limit > MOST_ROWS && isGoingOn && indexAt(grid, overflow) <= grid.high) {
    throw new InvalidArgumentError(
      "schedule",
      node.multiplier,
      `made of cycles whose multiplier leaves at most ${MOST_ROWS} of them (multiplier 1 has no limit)`,
    );
  }
  for (let cycle = 0; cycle < limit; cycle++) {
    const start = cycleStart(node, cycle);
    const next = cycleStart(node, cycle + 1);
    // Shrinking cycles end; growing ones continue beyond the last step.
    if (next <= start) return { cuts, rows, end: indexAt(grid, start) };
    if (start > last) break;
    if (indexAt(grid, start) > grid.high) break;
    cuts.push(indexAt(grid, start));
    const length = rational(next - start);
    const line = lineOf(
      { constant: time.constant, slope: time.slope },
      over(rational(1), length),
      over(rational(-start), length),
    );
    rows.push(
      ...quadrupleWords(ceilingAt(line.slope, SCALE)),
      ...quadrupleWords(ceilingAt(line.constant, SCALE)),
    );
    new Float32Array(top.buffer)[0] = topAt(node, cycle);
    rows.push(top[0] as number, 0);
  }
  return { cuts, rows, end: grid.high + 1n };
}

/** The value if the child is 1. */
function topAt({ peak, floor, decay, decayOf }: CyclesNode, cycle: number): number {
  if (cycle === 0 || decay === 1) return peak;
  const factor = decay ** cycle;
  return decayOf === "peak" ? peak * factor : floor + (peak - floor) * factor;
}
