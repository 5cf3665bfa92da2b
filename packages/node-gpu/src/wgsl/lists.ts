/** Stairs and tables: values from a list, which is in the buffer unless it is short. */
import type { StairsNode, TableNode } from "@anneal/core";
import type { Emitter, Value } from "./emitter.js";
import { type Grid, indexAfter, indexAt } from "./grid.js";
import { quotientOf } from "./quotient.js";

/** Up to this number of stairs is generated as comparisons. */
const SHORT = 16;

export function emitStairs(emitter: Emitter, { boundaries, values, side }: StairsNode, grid: Grid): Value {
  const cuts = boundaries.map((boundary) =>
    side === "right" ? indexAt(grid, boundary) : indexAfter(grid, boundary),
  );
  const constant = (i: number): Value => ({ constant: values[i] as number });
  if (cuts.length <= SHORT) return emitter.choose(grid, cuts, constant);
  // Cuts before or after all indices are never needed, and may not fit into 64 bits.
  const passed = cuts.filter((cut) => cut <= grid.low).length;
  const kept = cuts.filter((cut) => cut > grid.low && cut <= grid.high);
  if (kept.length <= SHORT) return emitter.choose(grid, kept, (i) => constant(i + passed));
  const place = search(emitter, kept);
  const levels = storeFloats(emitter, values.slice(passed, passed + kept.length + 1));
  return emitter.define([...place, `return bitcast<f32>(${emitter.word(`${levels}u + low`)});`]);
}

/** Lines that set `low` to the number of sorted `cuts` at the index or before it. */
export function search(emitter: Emitter, cuts: readonly bigint[]): string[] {
  const start = emitter.store(cuts.flatMap((cut) => [Number(cut & 0xffffffffn), Number(cut >> 32n)]));
  const cut = `vec2u(${emitter.word("place")}, ${emitter.word("place + 1u")})`;
  return [
    "var low = 0u;",
    `var high = ${cuts.length}u;`,
    "while (low < high) {",
    "  let middle = (low + high) / 2u;",
    `  let place = ${start}u + 2u * middle;`,
    `  if (${emitter.call("anneal_below", "index", cut)}) { high = middle; } else { low = middle + 1u; }`,
    "}",
  ];
}

export function emitTable(emitter: Emitter, node: TableNode, grid: Grid): Value {
  const { start, values, interpolation } = node;
  const last = values.length - 1;
  const first = { constant: values[0] as number };
  // From the start on, and from the last entry on.
  const cuts = [indexAfter(grid, start), indexAt(grid, start + last)];
  return emitter.choose(grid, cuts, (i, part) => {
    if (i === 0) return first;
    if (i === 2) return { constant: values[last] as number };
    const entries = storeFloats(emitter, values);
    const value = (entry: string) => `bitcast<f32>(${emitter.word(entry)})`;
    return emitter.define([
      ...quotientOf(emitter, part, { length: 1, since: start }),
      `let below = ${entries}u + min(whole.x, ${last - 1}u);`,
      `let value = ${value("below")};`,
      interpolation === "linear"
        ? `return value + (${value("below + 1u")} - value) * (f32(fraction.y) * 0x1p-32);`
        : "return value;",
    ]);
  });
}

export function storeFloats(emitter: Emitter, values: readonly number[]): number {
  for (const value of values) emitter.number(value);
  return emitter.store(new Uint32Array(Float32Array.from(values).buffer));
}
