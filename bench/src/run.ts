/** `npm run bench`: measures, prints tables and writes a file. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fileNameOf, type Machine, readMachine } from "./machine.js";
import { type Measured, measureAll } from "./measure-all.js";
import { type BenchOptions, HELP, isComplete, readOptions } from "./options.js";

const BAD_USAGE = 2;

function read(args: readonly string[]): BenchOptions {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(BAD_USAGE);
  }
}

function outputOf(options: BenchOptions, machine: Machine): string | null {
  // npm runs scripts in the folder of the manifest; relative paths refer to the folder in which npm was called.
  if (options.out !== null) return resolve(process.env.INIT_CWD ?? ".", options.out);
  const folder = new URL("../results/", import.meta.url);
  return isComplete(options) ? fileURLToPath(new URL(fileNameOf(machine), folder)) : null;
}

function summaryOf({ targets, quantities }: Measured): string {
  const reached = [
    ...targets.map((target) => target.reached),
    ...quantities.flatMap(({ value, atMost }) => (atMost === null ? [] : [value <= atMost])),
  ];
  return `${reached.filter((each) => each).length} of ${reached.length} targets reached`;
}

const options = read(process.argv.slice(2));
if (options.help) {
  console.log(HELP);
} else {
  const machine = readMachine();
  console.log(`${machine.processor}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}\n`);
  const measured = measureAll(options, console.log);
  if (measured.results.length + measured.quantities.length === 0) {
    console.error("bench: no case matches --suite and --case; see --help");
    process.exit(BAD_USAGE);
  }
  console.log(summaryOf(measured));
  const output = outputOf(options, machine);
  if (output !== null) {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, `${JSON.stringify({ machine, effort: options.effort, ...measured }, null, 2)}\n`);
    console.log(`written to ${output}`);
  }
}
