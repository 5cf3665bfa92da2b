/** The metric-driven schedulers of all libraries, by the libraries' own names. */
import { Fields } from "@anneal/core/arguments";
import { withoutNone } from "../lowering/definition.js";
import type { Round } from "./better.js";
import { braintoolsPlateau, braintoolsPlateauNames } from "./braintools.js";
import { fairseqPlateau, fairseqPlateauNames } from "./fairseq.js";
import { greedy, greedyNames } from "./greedy.js";
import { kerasPlateau, kerasPlateauNames } from "./keras.js";
import { optaxPlateau, optaxPlateauNames } from "./optax.js";
import type { MetricRule, State } from "./rule.js";
import { timmPlateau, timmPlateauNames } from "./timm.js";
import { readTorchPlateau, torchPlateau, torchPlateauNames } from "./torch-plateau.js";

/** The context of a rule besides its arguments. */
export interface MetricSurroundings {
  /** The rates in the optimizer; empty if the library has them among the arguments. */
  readonly baseLrs: readonly number[];
  /** timm: the `lr_scale` of each group. */
  readonly lrScales: readonly number[];
  readonly round: Round;
  /** Whether quirks are avoided. */
  readonly sane: boolean;
}

export interface MetricDefinition {
  /** Whether it starts from the rates in the optimizer. */
  readonly takesBase: boolean;
  /** Whether the library computes in float32 by default. */
  readonly float32: boolean;
  rule(owner: string, args: unknown, context: MetricSurroundings): MetricRule;
}

/** Creates a definition. A rule only gets states that it created or checked, so their type can be erased here. */
function define<Name extends string, S extends State>(
  { names, takesBase, float32 }: { names: readonly Name[]; takesBase: boolean; float32: boolean },
  build: (args: Fields<Name>, context: MetricSurroundings) => MetricRule<S>,
): MetricDefinition {
  return {
    takesBase,
    float32,
    rule: (owner, args, context) =>
      build(new Fields(owner, "args", withoutNone(args, names), names), context) as unknown as MetricRule,
  };
}

/** A rule of transformers, whose own arguments are among those of `get_scheduler`; it ignores the others. */
function ofGetScheduler<Name extends string, S extends State>(
  names: readonly Name[],
  build: (args: Fields<Name>, context: MetricSurroundings) => MetricRule<S>,
): MetricDefinition {
  const outer = ["num_warmup_steps", "num_training_steps", "scheduler_specific_kwargs"] as const;
  return define({ names: outer, takesBase: true, float32: false }, (args, context) => {
    const given = withoutNone(args.get("scheduler_specific_kwargs") ?? {}, names);
    return build(new Fields("the scheduler", "scheduler_specific_kwargs", given, names), context);
  });
}

const fromOptimizer = { takesBase: true, float32: false };

/** By library, then by name. */
export const metricDefinitions: Readonly<Record<string, Readonly<Record<string, MetricDefinition>>>> = {
  torch: {
    ReduceLROnPlateau: define({ names: torchPlateauNames, ...fromOptimizer }, (args, { baseLrs, sane }) =>
      torchPlateau(readTorchPlateau(args, baseLrs.length, sane), baseLrs),
    ),
  },
  transformers: {
    reduce_lr_on_plateau: ofGetScheduler(torchPlateauNames, (args, { baseLrs, sane }) =>
      torchPlateau(readTorchPlateau(args, baseLrs.length, sane), baseLrs),
    ),
    greedy: ofGetScheduler(greedyNames, (args, { baseLrs, sane }) => greedy(args, baseLrs, sane)),
  },
  optax: {
    "contrib.reduce_on_plateau": define(
      { names: optaxPlateauNames, takesBase: false, float32: true },
      (args, { round, sane }) => optaxPlateau(args, round, sane),
    ),
  },
  braintools: {
    ReduceLROnPlateau: define(
      { names: braintoolsPlateauNames, takesBase: false, float32: true },
      (args, { round, sane }) => braintoolsPlateau(args, round, sane),
    ),
  },
  keras: {
    "callbacks.ReduceLROnPlateau": define(
      { names: kerasPlateauNames, takesBase: true, float32: true },
      (args, { baseLrs, round, sane }) => kerasPlateau(args, baseLrs, round, sane),
    ),
  },
  timm: {
    PlateauLRScheduler: define(
      { names: timmPlateauNames, ...fromOptimizer },
      (args, { baseLrs, lrScales, sane }) => timmPlateau(args, baseLrs, lrScales, sane),
    ),
  },
  fairseq: {
    reduce_lr_on_plateau: define(
      { names: fairseqPlateauNames, takesBase: false, float32: false },
      (args, { sane }) => fairseqPlateau(args, sane),
    ),
  },
};

/** The definition; undefined: the library has no such metric-driven scheduler. */
export function findMetricDefinition(library: string, name: unknown): MetricDefinition | undefined {
  if (typeof name !== "string") return undefined;
  const own = Object.hasOwn(metricDefinitions, library) ? metricDefinitions[library] : undefined;
  return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
}
