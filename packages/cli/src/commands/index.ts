/** The commands. */
import type { Commands } from "./command.js";

export const commands: Commands = {
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
  import: {
    summary: "the schedule of a training engine's configuration file",
    load: async () => (await import("./import.js")).importCommand,
  },
  export: {
    summary: "a schedule as a training engine's configuration, or as code for it",
    load: async () => (await import("./export.js")).exportCommand,
  },
  compare: {
    summary: "where schedules differ, by how much, and why",
    load: async () => (await import("./compare.js")).compareCommand,
  },
  identify: {
    summary: "the constructor that a logged learning-rate curve was made by",
    load: async () => (await import("./identify.js")).identifyCommand,
  },
  find: {
    summary: "a range test from a log, and the rate that it suggests",
    load: async () => (await import("./find.js")).findCommand,
  },
  recipes: {
    summary: "published training set-ups: list, show, plot",
    load: async () => (await import("./recipes.js")).recipesCommand,
  },
  completion: {
    summary: "completion for bash, zsh or fish",
    load: async () => (await import("./completion.js")).completionCommand(commands),
  },
  forecast: {
    summary: "the loss that a schedule leads to: fit a law to runs, compare schedules, find the best",
    load: async () => (await import("./forecast.js")).forecastCommand,
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
