/** Schedules made of schedules. */
import {
  choice,
  count,
  type Entries,
  flag,
  needed,
  number,
  numbers,
  rate,
  schedule,
  schedules,
  words,
} from "./entry.js";
import { END } from "./shared.js";

const inner = "cosine --peak 1e-3 --total-steps 10000";

export const combinations = {
  join: {
    summary: "one schedule after the other",
    formula: "schedules[i](step - boundaries[i - 1]) from boundaries[i - 1] to boundaries[i]",
    options: {
      schedules: needed(schedules("give it once for each schedule, in order")),
      boundaries: needed(numbers("<step,...>", "the steps at which the next schedule takes over")),
      rebase: flag(
        "count the steps of each schedule from its own start (default) or, with --no-rebase, of the join",
      ),
      side: choice("take over at the boundary itself, or one step after it", "right", "left"),
      labels: words("<name,...>", "a name for each schedule, which plots show (default: none)"),
    },
    example: `--schedules "${inner}" --schedules 1e-5 --boundaries 8000 --labels training,annealed`,
  },
  product: {
    summary: "schedules multiplied",
    formula: "schedules[0](step) * schedules[1](step) * ...",
    options: { schedules: needed(schedules("give it once for each schedule")) },
    example: `--schedules "${inner}" --schedules "step-decay --peak 1 --gamma 2 --step-size 4000"`,
  },
  sum: {
    summary: "schedules added",
    formula: "schedules[0](step) + schedules[1](step) + ...",
    options: { schedules: needed(schedules("give it once for each schedule")) },
    example: `--schedules "${inner}" --schedules 1e-5`,
  },
  clamp: {
    summary: "a schedule kept between two rates",
    formula: "min(max(schedule(step), minimum), maximum)",
    options: {
      schedule: needed(schedule("the schedule")),
      minimum: rate("the rate is never below this (default: no limit)"),
      maximum: rate("the rate is never above this (default: no limit)"),
    },
    example: `--schedule "${inner}" --minimum 1e-4`,
  },
  scale: {
    summary: "a schedule times a number",
    formula: "factor * schedule(step)",
    options: {
      schedule: needed(schedule("the schedule")),
      factor: needed(number("what every rate is multiplied by")),
    },
    example: `--schedule "${inner}" --factor 0.5`,
  },
  shift: {
    summary: "a schedule some steps later",
    formula: "schedule(step - steps)",
    options: {
      schedule: needed(schedule("the schedule")),
      steps: needed(count("by how many steps everything happens later; negative: earlier")),
    },
    example: `--schedule "${inner}" --steps 1000`,
  },
  extend: {
    summary: "a run under way that goes on for longer",
    formula: "schedule(step) up to at, then its rest made longer, to the old last rate at totalSteps",
    options: {
      schedule: needed(schedule("the schedule, which comes to an end")),
      totalSteps: needed(count("the step at which it ends from now on")),
      at: count("how many updates are done (default: 0)"),
      rest: choice(
        "what becomes of the rest; auto: stable where the stable part is not over, stretch elsewhere",
        "auto",
        "stable",
        "stretch",
        "cosine",
        "linear",
      ),
    },
    example: `--schedule "${inner}" --at 5000 --total-steps 20000`,
  },
  branchDecay: {
    summary: "a decay that branches off a run at any step",
    formula:
      "schedule(step) up to at, then schedule(at) + (end - schedule(at)) * E((step - at) / decaySteps)",
    options: {
      schedule: needed(schedule("the schedule of the run")),
      at: needed(count("the step at which the decay starts")),
      decaySteps: needed(count("how many steps the decay takes")),
      decay: choice("the shape of the decay", "1-sqrt", "linear", "cosine", "exponential"),
      ...END,
    },
    example: "--schedule 3e-4 --at 80000 --decay-steps 20000",
  },
} as const satisfies Entries<
  "join" | "product" | "sum" | "clamp" | "scale" | "shift" | "extend" | "branchDecay"
>;
