/** Prints a console line every few steps, with aligned numbers. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction } from "@anneal/core/arguments";
import type { FlatRecord } from "./records.js";
import type { Sink } from "./sink.js";

/** The options of a console sink. */
export interface ConsoleSinkOptions {
  /**
   * The number of steps between two lines; 1 by default: every record. The last record is printed when the recorder
   * closes.
   */
  readonly every?: number;
  /** Receives a line without its line break; `console.log` by default. */
  readonly write?: (line: string) => void;
}

/**
 * A sink for the terminal: `step 1200  lr 2.985e-4  loss 2.3102`.
 *
 * Numbers have five digits. Each name keeps its position and width, so that the lines of a run are aligned.
 * @throws InvalidArgumentError
 */
export function consoleSink(options: ConsoleSinkOptions = {}): Sink {
  const fields = new Fields("consoleSink", "options", options, ["every", "write"]);
  const every = fields.whole("every", 1, 1);
  const write = fields.get("write") ?? ((line: string) => console.log(line));
  if (!isFunction(write)) throw new InvalidArgumentError("write", write, "a function");

  const widths = new Map<string, number>();
  let shown = Number.NEGATIVE_INFINITY;
  let waiting: FlatRecord | undefined;
  const show = (record: FlatRecord) => {
    waiting = undefined;
    shown = record.step;
    write(line(record, widths));
  };
  return {
    name: "console",
    log(record) {
      // A smaller step than the last printed one: another run, or one that resumed from a checkpoint.
      if (record.step - shown >= every || record.step < shown) show(record);
      else waiting = record;
    },
    close() {
      if (waiting) show(waiting);
    },
  };
}

/** The numbers, aligned with those of earlier lines; a name that the record lacks leaves a gap. */
function line(record: FlatRecord, widths: Map<string, number>): string {
  for (const name of Object.keys(record)) {
    const width = shortNumber(record[name] as number, name).length;
    widths.set(name, Math.max(widths.get(name) ?? 0, width));
  }
  const parts = [...widths].map(([name, width]) => {
    const value = record[name];
    const label = printable(name);
    if (value === undefined) return " ".repeat(label.length + 1 + width);
    return `${label} ${shortNumber(value, name).padStart(width)}`;
  });
  return parts.join("  ").trimEnd();
}

/** A name on one line: control characters could move the cursor or color the terminal. */
function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

function shortNumber(value: number, name: string): string {
  if (name === "step" || !Number.isFinite(value) || value === 0) return String(value);
  const size = Math.abs(value);
  if (Number.isSafeInteger(value) && size < 1e9) return String(value);
  return size >= 1e-3 && size < 1e5 ? value.toPrecision(5) : value.toExponential(4);
}
