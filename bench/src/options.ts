/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";
import type { Effort } from "./measure/rounds.js";

export interface BenchOptions {
  readonly help: boolean;
  readonly quick: boolean;
  /** Where the results go; null: to `bench/results`, where everything is measured in full, else nowhere. */
  readonly out: string | null;
  /** Only suites and cases whose names contain these. */
  readonly suite: string;
  readonly case: string;
  readonly effort: Effort;
}

export const HELP = `npm run bench -- [options]

  --quick         a first look, in less than a minute: fewer and shorter rounds,
                  10 million steps of one curve only
  --out FILE      write the results to this file, as JSON
  --suite TEXT    only suites whose name contains the text: curves, adamw, schedulers, forecast,
                  jax, threads, low-memory, memory-and-load, checkpoints
  --case TEXT     only cases whose name contains the text, such as "one-cycle"
  --help          this text

Everything at full length without --out is written to bench/results. See bench/README.md for how it is measured.`;

const FULL: Effort = { rounds: 15, turnSeconds: 0.06, warmUpSeconds: 0.4 };
const QUICK: Effort = { rounds: 5, turnSeconds: 0.02, warmUpSeconds: 0.1 };

/** @throws TypeError for what is no option */
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

/** Whether these options ask for all there is, at full length. */
export function isComplete({ quick, suite, case: name }: BenchOptions): boolean {
  return !quick && suite === "" && name === "";
}

/** Whether a suite and a case were asked for. */
export function isWanted(options: BenchOptions, suite: string, name: string): boolean {
  return suite.includes(options.suite) && name.toLowerCase().includes(options.case.toLowerCase());
}
