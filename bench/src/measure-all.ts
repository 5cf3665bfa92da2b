/** Measures the selected cases one after another, each in its own process. */
import { answerInChild } from "./children/request.js";
import type { CaseReport, Result, Verdict } from "./measure/measure-case.js";
import { median } from "./measure/median.js";
import { type BenchOptions, isWanted } from "./options.js";
import { caseTable, quantityTable } from "./report/table.js";
import { CHECKPOINT_CASE, CHECKPOINT_SIZE, CHECKPOINTS, checkpointQuantities } from "./suites/checkpoints.js";
import { FORECAST, forecastQuantities } from "./suites/forecast.js";
import { allCases } from "./suites/index.js";
import {
  BYTES_NEEDED,
  type LoadReport,
  MEMORY_AND_LOAD,
  MEMORY_SIZE,
  MEMORY_SUBJECTS,
  MODULES,
  type Quantity,
} from "./suites/memory-and-load.js";
import { THREAD_SIZES, THREADS } from "./suites/threads.js";

export interface Measured {
  readonly results: readonly Result[];
  readonly targets: readonly Verdict[];
  readonly quantities: readonly Quantity[];
}

const LOADS = 7;
const MODULE_BYTES_AT_MOST = { schedules: 60_000, optimizers: 90_000 };
const LOAD_MILLISECONDS_AT_MOST = 10;
const MEMORY_AT_MOST = 1.1;

/** @param print Receives the table of each case as soon as it is measured. */
export function measureAll(options: BenchOptions, print: (text: string) => void): Measured {
  const reports = allCases()
    .filter(({ suite, name, quick }) => (quick || !options.quick) && isWanted(options, suite, name))
    .map(({ suite, name, size }): CaseReport => {
      const report = answerInChild("case", { suite, name, size, effort: options.effort });
      print(caseTable(report));
      return report;
    });
  const quantities = [
    ...moduleQuantities(options),
    ...memoryQuantities(options),
    ...pauseQuantities(options),
    ...checkpointsOf(options),
    // These take seconds, so the state of this process does not matter.
    ...(isWanted(options, FORECAST, "a fit, the best free form") ? forecastQuantities() : []),
  ];
  if (quantities.length > 0) print(quantityTable(quantities));
  return {
    results: reports.flatMap(({ results }) => results),
    targets: reports.flatMap(({ verdicts }) => verdicts),
    quantities,
  };
}

/** Needs several gigabytes and `dd`, so it is skipped by `--quick` and on systems without `dd`. */
function checkpointsOf(options: BenchOptions): Quantity[] {
  const isAsked = !options.quick && isWanted(options, CHECKPOINTS, CHECKPOINT_CASE);
  if (!isAsked || process.platform === "win32") return [];
  return checkpointQuantities(answerInChild("checkpoints", { size: CHECKPOINT_SIZE }), CHECKPOINT_SIZE);
}

function moduleQuantities(options: BenchOptions): Quantity[] {
  if (!isWanted(options, MEMORY_AND_LOAD, "module")) return [];
  return MODULES.flatMap((module) => {
    const loads = Array.from({ length: LOADS }, (): LoadReport => answerInChild("load", module));
    const size = loads[0]?.moduleBytes ?? Number.NaN;
    const place = { suite: MEMORY_AND_LOAD, case: "module", size };
    return [
      {
        ...place,
        subject: `${module}.wasm`,
        value: size,
        unit: "bytes",
        atMost: MODULE_BYTES_AT_MOST[module],
      },
      {
        ...place,
        subject: `to read, compile and instantiate ${module}.wasm`,
        value: median(loads.map(({ milliseconds }) => milliseconds)),
        unit: "ms",
        atMost: LOAD_MILLISECONDS_AT_MOST,
      },
    ];
  });
}

function pauseQuantities(options: BenchOptions): Quantity[] {
  if (options.quick || !isWanted(options, THREADS, "5 ms between steps")) return [];
  return THREAD_SIZES.map((size) => answerInChild("pausedSteps", { size }));
}

function memoryQuantities(options: BenchOptions): Quantity[] {
  if (!isWanted(options, MEMORY_AND_LOAD, "memory")) return [];
  return MEMORY_SUBJECTS.map((subject) => ({
    suite: MEMORY_AND_LOAD,
    case: "memory",
    size: MEMORY_SIZE,
    subject,
    value: answerInChild("memory", { subject, size: MEMORY_SIZE }),
    unit: `times ${BYTES_NEEDED} bytes a parameter`,
    atMost: MEMORY_AT_MOST,
  }));
}
