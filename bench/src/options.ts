/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";
import type { Effort } from "./measure/rounds.js";

export interface BenchOptions {
  readonly help: boolean;
  readonly quick: boolean;
  /** The file for the results; null: a file in `bench/results` if the run is complete, otherwise none. */
  readonly out: string | null;
  /** Selects suites whose name contains this text, as `case` does for cases. */
  readonly suite: string;
  readonly case: string;
  readonly effort: Effort;
}

export const HELP = `npm run bench -- [options]

  --quick         measure for less than a minute: fewer and shorter rounds,
                  and 10 million steps for one curve only
  --out FILE      write the results to FILE as JSON
  --suite TEXT    only suites whose name contains TEXT: curves, adamw, optimizers,
                  low-memory, schedulers, forecast, jax, tfjs, threads,
                  memory-and-load, checkpoints
  --case TEXT     only cases whose name contains TEXT, such as "one-cycle"
  --help          show this text

A complete run without --out writes its results to bench/results. bench/README.md describes the method.`;

const FULL: Effort = { rounds: 15, turnSeconds: 0.06, warmUpSeconds: 0.4 };
const QUICK: Effort = { rounds: 5, turnSeconds: 0.02, warmUpSeconds: 0.1 };

/** @throws TypeError for unknown options. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      out: { type: "string" },
      suite: { type: "string", default: "" },
      case: { type: "string", default: "" },
    },
  });
  return { ...values, out: values.out ?? null, effort: values.quick ? QUICK : FULL };
}

/** Whether the options select every case at full length. */
export function isComplete({ quick, suite, case: name }: BenchOptions): boolean {
  return !quick && suite === "" && name === "";
}

/** Whether the options select a case of a suite. */
export function isWanted(options: BenchOptions, suite: string, name: string): boolean {
  return suite.includes(options.suite) && name.toLowerCase().includes(options.case.toLowerCase());
}
