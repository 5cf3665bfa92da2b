/** `anneal forecast`: predicts the loss of schedules. */

import { usageError } from "../failure.js";
import { runBest } from "../forecast/best.js";
import { runCompare } from "../forecast/compare.js";
import { runFit } from "../forecast/fit.js";
import { LOG_OPTIONS } from "../schedule/read-log.js";
import { suggestion } from "../words/names.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

/** The options of each action. */
const ACTIONS = {
  fit: {
    run: runFit,
    options: [
      ...["schedule", "loss-column", "lr-column", ...Object.keys(LOG_OPTIONS)],
      ...["kind", "prior", "smoothing", "resamples", "output", "svg"],
    ],
  },
  compare: { run: runCompare, options: ["law", "total", "label", "svg"] },
  best: { run: runBest, options: ["law", "total", "peak", "warmup-steps", "family", "output"] },
};

export const forecastCommand: Command = {
  usage: "<fit|compare|best> [<file or schedule>...] [options]",
  purpose:
    "Predicts losses. fit: fits a law to runs. compare: ranks schedules by the losses that a law predicts. " +
    "best: finds the schedule with the lowest final loss.",
  takesSchedules: true,
  names: Object.keys(ACTIONS),
  options: {
    schedule: {
      kind: "value",
      value: "<schedule>",
      isPerSchedule: true,
      isRepeatable: true,
      help: "fit: the schedule of the preceding file (default: its column lr); after all files, one for each",
    },
    "loss-column": {
      kind: "value",
      value: "<name>",
      help: "fit: the column of the losses (default: loss, train_loss, ...)",
    },
    "lr-column": {
      kind: "value",
      value: "<name>",
      help: "fit: the column of the rates (default: lr, learning_rate, ...)",
    },
    ...LOG_OPTIONS,
    kind: {
      kind: "value",
      value: "<multi-power|annealing>",
      help: "fit: the law (default: multi-power)",
    },
    prior: {
      kind: "value",
      value: "<published|none>",
      help: "fit: prior of C, beta and gamma (default: published)",
    },
    smoothing: {
      kind: "value",
      value: "<count>",
      help: "fit: number of neighboring losses to average, odd (default: 1)",
    },
    resamples: {
      kind: "value",
      value: "<count>",
      help: "fit: number of resampled fits, for intervals (default: 0)",
    },
    law: {
      kind: "value",
      value: "<file>",
      help: "compare, best: a law written by fit, or the published law 25M, 100M or 400M",
    },
    total: {
      kind: "value",
      value: "<updates>",
      help: "compare, best: number of updates of the run (compare: by default until the schedules are constant)",
    },
    peak: { kind: "value", value: "<rate>", help: "best: the highest rate" },
    "warmup-steps": {
      kind: "value",
      value: "<count>",
      help: "best: the warm-up, which no law can choose (default: 0)",
    },
    family: {
      kind: "value",
      value: "<name>",
      help:
        "best: free-form, smooth, warmup-stable-decay, warmup-cosine, warmup-linear or warmup-exponential " +
        "(default: free-form)",
    },
    label: {
      kind: "value",
      value: "<text>",
      isPerSchedule: true,
      help: "compare: the name of the preceding schedule",
    },
    output: {
      kind: "value",
      short: "o",
      value: "<file>",
      help: "fit: write the law; best: write the schedule",
    },
    svg: {
      kind: "file",
      extension: ".svg",
      value: "<file>",
      help: "fit, compare: plot the losses to a file",
    },
    ...JSON_OPTION,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "A run is a log (CSV, JSON Lines, JSON or TensorBoard) with columns of the step, the loss, and the rate if no " +
      "--schedule follows it. Losses before the end of warm-up are ignored. Runs of three shapes make a good fit: a " +
      "constant rate, a decay, and one cut.",
    "Pass the warm-up of your runs to best. Without one, the predicted loss lacks what a warm-up costs.",
  ],
  examples: [
    "forecast fit runs/*.csv --resamples 50 --output law.json",
    'forecast fit a.csv --schedule "warmup-cosine --peak 3e-4 --warmup-steps 500 --total-steps 10000" b.csv c.csv',
    "forecast compare --law law.json a.json b.json --total 24000",
    "forecast best --law 400M --total 24000 --peak 3e-4 --warmup-steps 2160 --family warmup-stable-decay",
  ],
  async run({ schedules: [action, ...given], options }, streams) {
    const names = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];
    if (action === undefined) throw usageError("forecast needs an action: fit, compare or best");
    const name = names.find((each) => each === action.word);
    if (name === undefined) {
      const guess = suggestion(action.word, names);
      throw usageError(
        `forecast has the actions fit, compare and best; got ${JSON.stringify(action.word)}${guess}`,
      );
    }
    const chosen = ACTIONS[name];
    const typed = [...options.keys(), ...given.flatMap(({ own }) => [...own.keys()]), ...action.own.keys()];
    const extra = typed.find((each) => each !== "json" && !chosen.options.includes(each));
    if (extra !== undefined) throw usageError(`--${extra} is not an option of forecast ${name}`);
    await chosen.run(given, options, streams);
  },
};
