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
} as const satisfies Entries<"join" | "product" | "sum" | "clamp" | "scale" | "shift">;
