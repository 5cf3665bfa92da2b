/** `anneal info`: prints the version and the available engine. */
import { engineInfo } from "@anneal/wasm";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn } from "../command-line/command-values.js";
import { readMachine } from "../machine.js";
import { alignColumns, printLines } from "../output/print.js";
import type { Streams } from "../streams.js";
import { readVersion } from "../version.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const infoCommand: Command = {
  usage: "[options]",
  purpose: "Prints the version, the engine in use, and the reason for it.",
  takesSchedules: false,
  options: { ...JSON_OPTION, ...HELP_OPTIONS },
  notes: [],
  examples: ["info", "info --json"],
  run: runInfo,
};

async function runInfo({ options }: CommandLine, { stdout }: Streams): Promise<void> {
  const version = readVersion();
  const { threads, threadsReason } = engineInfo("optimizers");
  const engine = { ...engineInfo(), threads, threadsReason };
  const machine = readMachine();
  if (isOn(options, "json")) {
    await printLines([JSON.stringify({ version, ...engine, ...machine }, null, 2)], stdout);
    return;
  }
  const moduleSize = engine.moduleBytes === null ? "not loaded" : `${engine.moduleBytes} bytes`;
  const rows = [
    ["anneal", version],
    ["engine", engine.engine === "wasm" ? "wasm (Rust in WebAssembly)" : "host (TypeScript)"],
    ...(engine.reason === null ? [] : [["", engine.reason]]),
    ["SIMD", engine.simd ? "yes" : "no"],
    ["threads", threadsReason === null ? `up to ${threads} for optimizers and sampling` : "1"],
    ...(threadsReason === null ? [] : [["", threadsReason]]),
    ["module", `${moduleSize}, ABI version ${engine.abiVersion}`],
    ["Node", `${machine.node} (V8 ${machine.v8}), ${machine.platform}`],
    ["machine", `${machine.processor}, ${machine.cores} ${machine.cores === 1 ? "core" : "cores"}`],
  ];
  await printLines(alignColumns(rows), stdout);
}
