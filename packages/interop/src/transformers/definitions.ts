/** The names of transformers' `get_scheduler` whose schedules are functions of the step. */
import type { ScheduleDraft } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import {
  type Curves,
  type Definition,
  type Definitions,
  define,
  withoutNone,
} from "../lowering/definition.js";
import { constant, scaled } from "../lowering/trees.js";
import { type Call, lowestFactor, warmUp } from "./call.js";
import {
  cosine,
  cosineWithRestarts,
  cosineWithWarmupRate,
  inverseSqrt,
  linear,
  polynomial,
} from "./decays.js";
import { warmupStableDecay } from "./warmup-stable-decay.js";

interface Kind<Name extends string> {
  /** The counts that the name requires. */
  readonly needs: "nothing" | "warmup" | "warmup and total";
  /** The allowed keys of `scheduler_specific_kwargs`; null: all keys, which have no effect. */
  readonly extra: readonly Name[] | null;
  /** The factor on the base rate, in steps of the whole schedule. */
  factor(call: Call<Name>): ScheduleDraft;
}

function entry<Name extends string>(kind: Kind<Name>): Definition {
  const names = ["num_warmup_steps", "num_training_steps", "scheduler_specific_kwargs"] as const;
  return define(names, (args, group): Curves => {
    const { needs } = kind;
    if (needs === "nothing") return { lr: constant(group.baseLr) };
    const warmup = args.atLeast("num_warmup_steps", 0);
    const needsTotal = needs === "warmup and total";
    const total = needsTotal || args.has("num_training_steps") ? args.finite("num_training_steps") : null;
    const given = kind.extra === null ? {} : (args.get("scheduler_specific_kwargs") ?? {});
    const owner = "the schedule";
    const extraNames = kind.extra ?? [];
    const ownGiven = withoutNone(given, extraNames);
    const extra = new Fields<Name>(owner, "scheduler_specific_kwargs", ownGiven, extraNames);
    return { lr: scaled(group.baseLr, kind.factor({ warmup, total, extra, group })) };
  });
}

export const transformersDefinitions: Definitions = {
  constant: entry({ needs: "nothing", extra: null, factor: () => constant(1) }),
  constant_with_warmup: entry({
    needs: "warmup",
    extra: null,
    factor: ({ warmup }) => warmUp(warmup, constant(1)),
  }),
  linear: entry({ needs: "warmup and total", extra: [], factor: linear }),
  cosine: entry({ needs: "warmup and total", extra: ["num_cycles"], factor: (call) => cosine(call, 0) }),
  cosine_with_restarts: entry({
    needs: "warmup and total",
    extra: ["num_cycles"],
    factor: cosineWithRestarts,
  }),
  polynomial: entry({ needs: "warmup and total", extra: ["lr_end", "power"], factor: polynomial }),
  inverse_sqrt: entry({ needs: "warmup", extra: ["timescale"], factor: inverseSqrt }),
  cosine_with_min_lr: entry({
    needs: "warmup and total",
    extra: ["num_cycles", "min_lr", "min_lr_rate"],
    factor: (call) => cosine(call, lowestFactor(call)),
  }),
  cosine_warmup_with_min_lr: entry({
    needs: "warmup and total",
    extra: ["num_cycles", "min_lr", "min_lr_rate", "warmup_lr_rate"],
    factor: cosineWithWarmupRate,
  }),
  warmup_stable_decay: entry({
    needs: "warmup",
    extra: ["num_decay_steps", "num_stable_steps", "warmup_type", "decay_type", "min_lr_ratio", "num_cycles"],
    factor: warmupStableDecay,
  }),
};
