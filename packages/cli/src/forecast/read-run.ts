/** Runs from CSV files with columns of steps, losses and, perhaps, rates. */
import { basename } from "node:path";
import type { ScheduleLike, TrainedRun } from "@anneal/forecast";
import type { ScheduleWords } from "../command-line/command-line.js";
import { readWord } from "../command-line/parse.js";
import { badInput, usageError } from "../failure.js";
import type { ScheduleReader } from "../schedule/read-schedule.js";
import { readFileText } from "../schedule/read-text.js";

/** What the columns may be called. */
const STEP = ["step", "steps", "iteration", "update"];
const LOSS = ["loss", "val_loss", "validation_loss", "train_loss"];
const RATE = ["lr", "learning_rate", "rate"];

/**
 * A run from its file. Its schedule is the one that was given with it, or else straight lines through the rates of the
 * file, from 0 at step 0 on.
 */
export async function readRun(
  words: ScheduleWords,
  lossColumn: string | undefined,
  reader: ScheduleReader,
): Promise<TrainedRun & { readonly label: string }> {
  const path = words.word;
  const table = parseTable(await readFileText(path), path);
  const steps = columnOf(table, STEP, path);
  const losses = columnOf(table, lossColumn === undefined ? LOSS : [lossColumn.toLowerCase()], path);
  const given = words.own.get("schedule");
  const label = basename(path).replace(/\.\w+$/, "");
  const schedule =
    typeof given === "string" ? await reader.read(readWord(given)) : throughRates(table, steps, path);
  return { label, schedule, steps, losses };
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function parseTable(text: string, path: string): Table {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const cells = (line: string) => line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const names = cells(head).map((name) => name.toLowerCase());
  const rows = lines.filter((line) => line.trim() !== "").map(cells);
  rows.forEach((row, i) => {
    if (row.length !== names.length) {
      throw badInput(
        `${path}, line ${i + 2}: it has ${row.length} cells, the first line has ${names.length}`,
      );
    }
  });
  if (rows.length === 0) throw badInput(`${path} has no rows below its names`);
  return { names, rows };
}

function indexOf({ names }: Table, wanted: readonly string[]): number {
  return names.findIndex((name) => wanted.includes(name));
}

function columnOf(table: Table, wanted: readonly string[], path: string): number[] {
  const index = indexOf(table, wanted);
  if (index < 0) {
    throw badInput(`${path} has no column ${wanted.join(" or ")}; it has ${table.names.join(", ")}`);
  }
  return table.rows.map((row, i) => {
    const value = Number(row[index]);
    if (row[index] !== "" && Number.isFinite(value)) return value;
    throw badInput(`${path}, line ${i + 2}: ${JSON.stringify(row[index])} is not a number`);
  });
}

/** The rates of all steps: straight lines through those of the file, from 0 at step 0 on. */
function throughRates(table: Table, steps: readonly number[], path: string): ScheduleLike {
  if (indexOf(table, RATE) < 0) {
    throw usageError(`${path} has no column ${RATE.join(" or ")}; write --schedule "<schedule>" after it`);
  }
  const logged = columnOf(table, RATE, path);
  const points = steps.map((step, i) => [step, logged[i] as number] as const).sort((a, b) => a[0] - b[0]);
  const rates: number[] = [];
  let [start, from] = [0, 0];
  for (const [end, to] of points) {
    for (let step = rates.length; step <= end; step++) {
      rates.push(end === start ? to : from + ((to - from) * (step - start)) / (end - start));
    }
    [start, from] = [end, to];
  }
  return rates;
}
