/** The commands. */
import type { Commands } from "./command.js";

export const commands: Commands = {
  sample: {
    summary: "print the values of a schedule as CSV, JSON or binary numbers",
    load: async () => (await import("./sample.js")).sampleCommand,
  },
  plot: {
    summary: "plot schedules in the terminal or as SVG",
    load: async () => (await import("./plot.js")).plotCommand,
  },
  lint: {
    summary: "check a schedule for common mistakes and suggest fixes",
    load: async () => (await import("./lint.js")).lintCommand,
  },
  import: {
    summary: "print the schedule of a training engine's configuration file",
    load: async () => (await import("./import.js")).importCommand,
  },
  export: {
    summary: "write a schedule as a training engine's configuration or code",
    load: async () => (await import("./export.js")).exportCommand,
  },
  compare: {
    summary: "show where schedules differ, by how much, and why",
    load: async () => (await import("./compare.js")).compareCommand,
  },
  identify: {
    summary: "find the constructor of a logged learning-rate curve",
    load: async () => (await import("./identify.js")).identifyCommand,
  },
  find: {
    summary: "plot a logged range test and suggest a rate",
    load: async () => (await import("./find.js")).findCommand,
  },
  recipes: {
    summary: "list, show and plot published training setups",
    load: async () => (await import("./recipes.js")).recipesCommand,
  },
  completion: {
    summary: "print a completion script for bash, zsh or fish",
    load: async () => (await import("./completion.js")).completionCommand(commands),
  },
  forecast: {
    summary: "predict losses: fit a law to runs, compare schedules, find the best",
    load: async () => (await import("./forecast.js")).forecastCommand,
  },
  list: {
    summary: "list the constructors, their short names and their uses",
    load: async () => (await import("./list.js")).listCommand,
  },
  bench: {
    summary: "measure this machine with and without WebAssembly",
    load: async () => (await import("./bench.js")).benchCommand,
  },
  info: {
    summary: "print version, engine, SIMD and threads",
    load: async () => (await import("./info.js")).infoCommand,
  },
};
