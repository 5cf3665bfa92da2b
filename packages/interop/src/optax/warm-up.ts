/** Optax's schedules with a warm-up, and combined schedules. */
import { InvalidArgumentError, isSchedule, type ScheduleDraft } from "@anneal/core";
import { Fields, isRecord, list, numberList } from "@anneal/core/arguments";
import { type Arguments, type Definitions, define, type Group, lowerNamed } from "../lowering/definition.js";
import { constant, parts } from "../lowering/trees.js";
import { cosineTree, exponentialTree, polynomialTree } from "./basic.js";

export const WARMUP_COSINE = [
  "init_value",
  "peak_value",
  "warmup_steps",
  "decay_steps",
  "end_value",
  "exponent",
] as const;

function rise(args: Arguments<"init_value" | "peak_value" | "warmup_steps">, group: Group): ScheduleDraft {
  const [from, to] = [args.finite("init_value"), args.finite("peak_value")];
  return polynomialTree({ from, to, power: 1, steps: args.finite("warmup_steps"), begin: 0 }, group);
}

/** The steps of the decay include those of the warm-up. */
function warmupCosine(args: Arguments<(typeof WARMUP_COSINE)[number]>, group: Group): ScheduleDraft {
  const peak = args.finite("peak_value");
  const warmup = args.finite("warmup_steps");
  const total = args.finite("decay_steps");
  if (total <= warmup) {
    throw new InvalidArgumentError(
      args.path("decay_steps"),
      total,
      `more than the ${warmup} of the warm-up, which it includes`,
    );
  }
  const alpha = peak === 0 ? 0 : args.finite("end_value", 0) / peak;
  const decay = cosineTree({
    init: peak,
    steps: total - warmup,
    alpha,
    exponent: args.positive("exponent", 1),
  });
  return joined([rise(args, group), decay], [warmup]);
}

/**
 * Optax takes the last schedule whose boundary has passed: a schedule followed by an earlier boundary is never used.
 */
function joined(trees: readonly ScheduleDraft[], boundaries: readonly number[]): ScheduleDraft {
  const seen = boundaries.flatMap((each, i) =>
    boundaries.slice(i + 1).every((later) => later > each) ? [{ start: each, tree: trees[i + 1] }] : [],
  );
  const all = [trees[0], ...seen.map(({ tree }) => tree)];
  return parts(
    all.map((tree, i) => {
      const until = seen[i]?.start;
      const known = tree ?? constant(0);
      return until === undefined ? { tree: known } : { tree: known, until };
    }),
    { rebase: true, from: Number.NEGATIVE_INFINITY },
  );
}

export function optaxComposed(all: () => Definitions) {
  return {
    warmup_constant_schedule: define(["init_value", "peak_value", "warmup_steps"], rise),

    warmup_cosine_decay_schedule: define(WARMUP_COSINE, warmupCosine),

    warmup_exponential_decay_schedule: define(
      [
        "init_value",
        "peak_value",
        "warmup_steps",
        "transition_steps",
        "decay_rate",
        "transition_begin",
        "staircase",
        "end_value",
      ],
      (args, group) => {
        const decay = exponentialTree({
          init: args.finite("peak_value"),
          steps: args.finite("transition_steps"),
          rate: args.finite("decay_rate"),
          begin: args.finite("transition_begin", 0),
          staircase: args.flag("staircase", false),
          end: args.has("end_value") ? args.finite("end_value") : null,
        });
        return joined([rise(args, group), decay], [args.finite("warmup_steps")]);
      },
    ),

    sgdr_schedule: define(["cosine_kwargs"], (args, group) => {
      const cycles = list("cosine_kwargs", args.get("cosine_kwargs"), "objects of arguments");
      if (cycles.length === 0) throw new InvalidArgumentError("cosine_kwargs", cycles, "at least one cycle");
      let reached = 0;
      const ends: number[] = [];
      const trees = cycles.map((each, i) => {
        const path = `cosine_kwargs[${i}]`;
        const own = new Fields("a cycle of sgdr_schedule", path, each, WARMUP_COSINE, `${path}.`);
        reached += own.finite("decay_steps");
        ends.push(reached);
        return warmupCosine(own, group);
      });
      return joined(trees, ends.slice(0, -1));
    }),

    join_schedules: define(["schedules", "boundaries"], (args, group) => {
      const given = list("schedules", args.get("schedules"), "schedules");
      const boundaries = args.read("boundaries", numberList);
      // Surplus schedules are never used, and Optax does not report them.
      if (given.length <= boundaries.length) {
        throw new InvalidArgumentError(
          "schedules.length",
          given.length,
          `at least ${boundaries.length + 1}, one more than the boundaries`,
        );
      }
      const trees = given.map((each, i) => readSchedule(`schedules[${i}]`, each, group));
      return joined(trees, boundaries);
    }),
  };

  function readSchedule(argument: string, value: unknown, group: Group): ScheduleDraft {
    if (isSchedule(value)) return value.node;
    if (!isRecord(value) || typeof value.name !== "string") {
      throw new InvalidArgumentError(argument, value, "a schedule, or { name, args }");
    }
    return lowerNamed("Optax", all(), { name: value.name, args: value.args ?? {} }, group, argument).lr;
  }
}
