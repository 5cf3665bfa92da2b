/** Collects generated code: functions of the index, numbers, and the lists for the buffer. */
import { InvalidArgumentError } from "@anneal/core";
import type { Grid, Line } from "./grid.js";
import { lineAt } from "./grid.js";
import { type PreludeName, preludeOf } from "./prelude.js";
import { ceilingAt, magnitudeBits } from "./rational.js";

/** A value: a known number, or a function of the index. */
export type Value = { readonly constant: number } | { readonly function: string };

/** Bits of the signed numbers in which lines are computed. */
const LINE_BITS = 128;

export class Emitter {
  /** The prefix of all generated names. */
  readonly #name: string;
  readonly #functions: string[] = [];
  readonly #prelude = new Set<PreludeName>();
  readonly #data: number[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  get data(): readonly number[] {
    return this.#data;
  }

  /** A function `(index: vec2u) -> f32` with these lines. */
  define(lines: readonly string[]): Value {
    const name = `${this.#name}_${this.#functions.length + 1}`;
    const body = lines.map((line) => `  ${line}\n`).join("");
    this.#functions.push(`fn ${name}(index: vec2u) -> f32 {\n${body}}`);
    return { function: name };
  }

  /** The value at an index, as an expression. */
  at(value: Value, index = "index"): string {
    return "constant" in value ? this.number(value.constant) : `${value.function}(${index})`;
  }

  /** A call of a prelude function. */
  call(name: PreludeName, ...values: string[]): string {
    this.#prelude.add(name);
    return `${this.#renamed(name)}(${values.join(", ")})`;
  }

  /** A number as a literal, rounded to float32. */
  number(value: number): string {
    const rounded = Math.fround(value);
    if (!Number.isFinite(rounded)) {
      throw new InvalidArgumentError(
        "schedule",
        value,
        "made of numbers that a float32 can hold, at most 3.4e38",
      );
    }
    return `f32(${Object.is(rounded, -0) ? 0 : rounded})`;
  }

  /** A 64-bit number as a pair, like indices. */
  pair(value: bigint): string {
    return `vec2u(${hex(value)}, ${hex(value >> 32n)})`;
  }

  /** A 128-bit number, two's complement, lowest word first. */
  quadruple(value: bigint): string {
    const words = quadrupleWords(value).map((word) => hex(BigInt(word)));
    return `vec4u(${words.join(", ")})`;
  }

  /** Adds words to the buffer, and returns the index of the first. */
  store(words: Iterable<number>): number {
    const start = this.#data.length;
    for (const word of words) this.#data.push(word >>> 0);
    return start;
  }

  /** A word of the buffer, as an expression. */
  word(index: string): string {
    return `${this.#name}_data[${index}]`;
  }

  /**
   * A line over the index in units of `2^-scale`, as a 128-bit number. Both numbers are rounded up, so that a whole result
   * does not come out below the whole number.
   */
  fixed({ constant, slope }: Line, scale: number): string {
    const start = this.quadruple(ceilingAt(constant, scale));
    return this.call("anneal_line", "index", this.quadruple(ceilingAt(slope, scale)), start);
  }

  /** A line over the indices of a grid as a float, rounded once. */
  float(line: Line, grid: Grid): string {
    const bits = [lineAt(line, grid.low), lineAt(line, grid.high)].map(
      (end) => magnitudeBits(end) ?? -LINE_BITS,
    );
    const scale = LINE_BITS - 2 - Math.max(...bits);
    return this.call("anneal_float", this.fixed(line, scale), `${scale}`);
  }

  /**
   * One of several values, `part(i)` from the i-th cut on (the first one before all cuts), found by bisection. Parts that
   * no index of the grid reaches are omitted.
   */
  choose(grid: Grid, cuts: readonly bigint[], part: (i: number, grid: Grid) => Value): Value {
    const between = (i: number): Grid => {
      const from = cuts[i - 1] ?? grid.low;
      const until = cuts[i] ?? grid.high + 1n;
      return {
        ...grid,
        low: from > grid.low ? from : grid.low,
        high: until <= grid.high ? until - 1n : grid.high,
      };
    };
    const parts = [...cuts, null].map((_, i) => i).filter((i) => between(i).low <= between(i).high);
    const values = parts.map((i) => part(i, between(i)));
    if (values.length === 1) return values[0] as Value;
    const lines = (from: number, to: number): string[] => {
      if (to - from === 1) return [`return ${this.at(values[from] as Value)};`];
      const middle = (from + to) >> 1;
      const cut = this.pair(between(parts[middle] as number).low);
      return [
        `if (${this.call("anneal_below", "index", cut)}) {`,
        ...lines(from, middle).map((line) => `  ${line}`),
        "}",
        ...lines(middle, to),
      ];
    };
    return this.define(lines(0, values.length));
  }

  /** Assigns a name to a value. */
  export(name: string, value: Value): void {
    this.#functions.push(`fn ${name}(index: vec2u) -> f32 {\n  return ${this.at(value)};\n}`);
  }

  /** The complete code: the declaration of the buffer, if there is one, and the functions. */
  finish(binding: string, alsoNeeded: readonly PreludeName[]): string {
    const data =
      this.#data.length === 0 ? [] : [`${binding} var<storage, read> ${this.#name}_data: array<u32>;`];
    const prelude = preludeOf([...this.#prelude, ...alsoNeeded]).map((code) => this.#renamed(code));
    return `${[...data, ...prelude, ...this.#functions].join("\n\n")}\n`;
  }

  /** Prelude functions under prefixed names, because one shader may contain two schedules. */
  #renamed(prelude: string): string {
    return prelude.replaceAll("anneal_", `${this.#name}_`);
  }
}

export function quadrupleWords(value: bigint): number[] {
  return [0n, 32n, 64n, 96n].map((shift) => Number(BigInt.asUintN(32, value >> shift)));
}

function hex(value: bigint): string {
  const word = BigInt.asUintN(32, value);
  return word < 10n ? `${word}u` : `0x${word.toString(16)}u`;
}
