/** The commands; each is loaded when it is called, so that none waits for another's dependencies. */
import type { Command } from "./command.js";

interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  sample: {
    summary: "the values of a schedule as CSV, JSON or numbers in binary",
    load: async () => (await import("./sample.js")).sampleCommand,
  },
  plot: {
    summary: "schedules drawn in the terminal or as SVG",
    load: async () => (await import("./plot.js")).plotCommand,
  },
  lint: {
    summary: "check a schedule for common mistakes and suggest fixes",
    load: async () => (await import("./lint.js")).lintCommand,
  },
  list: {
    summary: "the constructors, with their short names and what they are for",
    load: async () => (await import("./list.js")).listCommand,
  },
  bench: {
    summary: "how fast this machine is, with WebAssembly and without",
    load: async () => (await import("./bench.js")).benchCommand,
  },
  info: {
    summary: "version, engine, SIMD and threads",
    load: async () => (await import("./info.js")).infoCommand,
  },
};
