/** Runs the command: from arguments to an exit code. */

import type { Writable } from "node:stream";
import { describe } from "@anneal/core";
import type { CommandLine } from "./command-line/command-line.js";
import { parseCommandLine } from "./command-line/parse.js";
import type { Command } from "./commands/command.js";
import { commands } from "./commands/index.js";
import { CommandError, EXIT_BAD_INPUT, EXIT_USAGE, usageError } from "./failure.js";
import { openDestination, ReaderGoneError } from "./output/destination.js";
import { oneLine } from "./output/one-line.js";
import { printLines } from "./output/print.js";
import type { Streams } from "./streams.js";
import { readVersion } from "./version.js";
import { suggestion } from "./words/names.js";

/**
 * Runs the `anneal` command.
 *
 * An error is one line on `stderr`.
 *
 * @param args The arguments after `anneal`, as in `process.argv.slice(2)`.
 * @param streams The streams to read from and write to; `process` has all of them.
 * @returns The exit code: 0 success, 1 bad input, 2 usage error, 3 or 4 findings of lint.
 * @throws InvalidArgumentError for arguments that are not strings, or an object without streams; nothing else.
 */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  await checkCall(args, streams);
  try {
    await dispatch(args, streams);
    return 0;
  } catch (error) {
    if (error instanceof ReaderGoneError) return 0;
    await complain(oneLine(messageOf(error, args)), streams.stderr);
    return error instanceof CommandError ? error.exitCode : EXIT_BAD_INPUT;
  }
}

/** Rejects a wrong call by a program, which may have no `stderr` for a message. */
async function checkCall(args: unknown, streams: unknown): Promise<void> {
  const refuse = async (argument: string, value: unknown, expected: string) => {
    const { InvalidArgumentError } = await import("@anneal/core");
    throw new InvalidArgumentError(argument, value, expected);
  };
  if (!isList(args)) return refuse("args", args, "a list of strings");
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== "string") return refuse(`args[${i}]`, args[i], "a string");
  }
  if (!isObject(streams) || !isObject(streams.stdout) || !isObject(streams.stderr)) {
    return refuse("streams", streams, "an object with streams, such as process");
  }
}

/** As in @anneal/core, which is loaded only for an error. A revoked proxy is neither. */
function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  try {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
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
    return usageError(`unknown option ${word}${suggestion(word, ["--help", "--version"])}`);
  return usageError(`unknown command ${describe(word)}${suggestion(word, Object.keys(commands))}`);
}

async function complain(message: string, stderr: Writable): Promise<void> {
  const destination = await openDestination(undefined, stderr);
  // The reader of standard error has exited; there is no way to report it.
  await destination.write(`anneal: ${message}\n`).catch(() => {});
}

/** The error and, for a usage error, a hint to the help. */
function messageOf(error: unknown, [command = ""]: readonly string[]): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof CommandError && error.exitCode === EXIT_USAGE)) return error.message;
  const page = Object.hasOwn(commands, command) ? `anneal ${command} --help` : "anneal --help";
  return `${error.message} (see ${page})`;
}
