/** The command from its words to its exit code. */
import type { Writable } from "node:stream";
import type { CommandLine } from "./command-line/command-line.js";
import { suggestion } from "./command-line/names.js";
import { parseCommandLine } from "./command-line/parse.js";
import type { Command } from "./commands/command.js";
import { commands } from "./commands/index.js";
import { CommandError, EXIT_BAD_INPUT, EXIT_USAGE, usageError } from "./failure.js";
import { openDestination, ReaderGoneError } from "./output/destination.js";
import { printLines } from "./output/print.js";
import type { Streams } from "./streams.js";
import { readVersion } from "./version.js";

/**
 * Runs the `anneal` command.
 *
 * Nothing is thrown: what goes wrong is one line on `stderr`.
 *
 * @param args The words after `anneal`, as in `process.argv.slice(2)`.
 * @param streams Where it reads from and writes to; `process` has them all.
 * @returns The exit code: 0 success, 1 bad input, 2 usage error, 3 or 4 findings of lint.
 */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  try {
    await dispatch(args, streams);
    return 0;
  } catch (error) {
    if (error instanceof ReaderGoneError) return 0;
    await complain(oneLine(messageOf(error, args)), streams.stderr);
    return error instanceof CommandError ? error.exitCode : EXIT_BAD_INPUT;
  }
}

async function dispatch(args: readonly string[], streams: Streams): Promise<void> {
  const [first, ...rest] = args;
  const { stdout } = streams;
  if (first === undefined) throw usageError("a command is missing");
  if (first === "--version" || first === "-V") return printLines([readVersion()], stdout);
  if (first === "--help" || first === "-h")
    return printLines((await import("./help/pages.js")).overview(), stdout);
  if (first === "help") return dispatch([...rest, "--help"], streams);
  const entry = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (entry === undefined) throw unknownCommand(first);
  const command = await entry.load();
  const line = parseCommandLine(rest, command);
  if (line.wantsHelp) return printLines(await helpPage(first, command, line), stdout);
  return command.run(line, streams);
}

async function helpPage(name: string, command: Command, { schedules }: CommandLine): Promise<string[]> {
  const { commandPage, constructorPage } = await import("./help/pages.js");
  const called = schedules.find(({ constructorEntry }) => constructorEntry !== null)?.constructorEntry;
  return called ? constructorPage(name, called) : commandPage(name, command);
}

function unknownCommand(word: string): Error {
  if (word.startsWith("-"))
    return usageError(`there is no option ${word}${suggestion(word, ["--help", "--version"])}`);
  return usageError(`there is no command ${JSON.stringify(word)}${suggestion(word, Object.keys(commands))}`);
}

async function complain(message: string, stderr: Writable): Promise<void> {
  const destination = await openDestination(undefined, stderr);
  // Where nobody listens there is nobody to tell.
  await destination.write(`anneal: ${message}\n`).catch(() => {});
}

/** What went wrong and, where the command line made no sense, where to read how it does. */
function messageOf(error: unknown, [command = ""]: readonly string[]): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof CommandError && error.exitCode === EXIT_USAGE)) return error.message;
  const page = Object.hasOwn(commands, command) ? `anneal ${command} --help` : "anneal --help";
  return `${error.message} (see ${page})`;
}

/** A message may quote what was given: line breaks and control characters must not reach the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
