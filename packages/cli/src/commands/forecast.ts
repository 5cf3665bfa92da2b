/** `anneal forecast`: what a schedule does to the loss. */

import { usageError } from "../failure.js";
import { runBest } from "../forecast/best.js";
import { runCompare } from "../forecast/compare.js";
import { runFit } from "../forecast/fit.js";
import { suggestion } from "../words/names.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

const ACTIONS = { fit: runFit, compare: runCompare, best: runBest };

export const forecastCommand: Command = {
  usage: "<fit|compare|best> [<file or schedule>...] [options]",
  purpose:
    "Predicts losses. fit: a law from runs that were trained. compare: schedules by the losses that a law predicts. " +
    "best: the schedule with the lowest one.",
  takesSchedules: true,
  options: {
    schedule: {
      kind: "value",
      value: "<schedule>",
      isPerSchedule: true,
      help: "fit: the schedule of the file before it (default: its column lr)",
    },
    loss: { kind: "value", value: "<column>", help: "fit: the column of the losses (default: loss)" },
    kind: {
      kind: "value",
      value: "<multi-power|annealing>",
      help: "fit: the law (default: multi-power)",
    },
    prior: {
      kind: "value",
      value: "<published|none>",
      help: "fit: whether C, beta and gamma are drawn to the published ones (default: published)",
    },
    smoothing: {
      kind: "value",
      value: "<count>",
      help: "fit: average so many neighbors, an odd number (default: 1)",
    },
    resamples: {
      kind: "value",
      value: "<count>",
      help: "fit: repeat it so often for intervals (default: 0)",
    },
    law: {
      kind: "value",
      value: "<file>",
      help: "compare, best: what fit wrote, or 25M, 100M or 400M, the published laws",
    },
    total: {
      kind: "value",
      value: "<updates>",
      help: "compare, best: the updates of the run (compare: default where the schedules come to rest)",
    },
    peak: { kind: "value", value: "<rate>", help: "best: the highest rate" },
    "warmup-steps": { kind: "value", value: "<count>", help: "best: the warm-up (default: 1 % of the run)" },
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
      help: "compare: the name of the schedule before it",
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
      help: "fit, compare: draw the losses into a file",
    },
    ...JSON_OPTION,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "A run is a CSV file with the columns step and loss, and lr where no --schedule follows it. Losses from before the " +
      "end of warm-up are not looked at. Runs of three shapes make a good fit: a constant rate, a decay, and one cut.",
  ],
  examples: [
    "forecast fit runs/*.csv --resamples 50 --output law.json",
    'forecast fit a.csv --schedule "warmup-cosine --peak 3e-4 --warmup-steps 500 --total-steps 10000" b.csv c.csv',
    "forecast compare --law law.json a.json b.json --total 24000",
    "forecast best --law 400M --total 24000 --peak 3e-4 --family warmup-stable-decay",
  ],
  async run({ schedules: [action, ...given], options }, streams) {
    const names = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];
    if (action === undefined) throw usageError("forecast needs to know what to do: fit, compare or best");
    const name = names.find((each) => each === action.word);
    if (name === undefined) {
      const guess = suggestion(action.word, names);
      throw usageError(`forecast does fit, compare or best, not ${JSON.stringify(action.word)}${guess}`);
    }
    await ACTIONS[name](given, options, streams);
  },
};
