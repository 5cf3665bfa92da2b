/** Reads columns of a log. */
import { basename } from "node:path";
import type { LogFormat, LogSeries } from "@anneal/monitor";
import type { CommandLine, CommandOptions } from "../command-line/command-line.js";
import { choiceOf, textOf } from "../command-line/command-values.js";
import { badInput } from "../failure.js";
import { fileProblem } from "../output/file-problem.js";
import type { Streams } from "../streams.js";

export const LOG_OPTIONS: CommandOptions = {
  "step-column": {
    kind: "value",
    value: "<name>",
    help: "the column of the step (default: step, global_step, ...)",
  },
  "log-format": {
    kind: "value",
    value: "<csv|json-lines|json|tensorboard>",
    help: "the format of the log (default: recognized from name or content)",
  },
};

/**
 * @param wanted Columns by name, or `true` for the usual names of `lr` and `loss`.
 * @param limits `countRows`: whether a log without a column of the step is read, its rows counted from 0.
 * @throws CommandError
 */
export async function readLogSeries<Columns extends Readonly<Record<string, string | true>>>(
  path: string,
  wanted: Columns,
  options: CommandLine["options"],
  { stdin }: Pick<Streams, "stdin">,
  { countRows = false }: { readonly countRows?: boolean } = {},
): Promise<LogSeries<keyof Columns & string>> {
  const { LogError, readLog, readSeries } = await import("@anneal/monitor");
  const { readLogFile } = await import("@anneal/monitor/node");
  const step = textOf(options, "step-column");
  const format = options.has("log-format")
    ? choiceOf<LogFormat>(options, "log-format", ["csv", "json-lines", "json", "tensorboard"])
    : undefined;
  const given = {
    ...(step === undefined ? { countRows } : { step }),
    ...(format === undefined ? {} : { format }),
  };
  try {
    return await readSeries(
      path === "-" ? readLog(stdin, { ...given, file: "standard input" }) : readLogFile(path, given),
      wanted,
    );
  } catch (error) {
    if (error instanceof LogError) {
      const { message } = error;
      const isNamed = message.startsWith(path) || message.startsWith(basename(path));
      throw badInput(isNamed ? message : `${path}: ${message}`);
    }
    throw fileProblem(error, `can't read ${path}`);
  }
}
