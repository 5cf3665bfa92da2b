/** Orthogonal steps for matrices. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, Fields, finiteNumber, isArray, list } from "@anneal/core/arguments";
import { type numpy as np, tree } from "@jax-js/jax";
import { adamw } from "../optimizers/adam.js";
import { readOptions } from "../optimizers/options.js";
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { readFloatDtype } from "../transforms/dtypes.js";
import { blend, meanScalars, smoothed } from "../transforms/formulas.js";
import { type Hyperparameter, readAddend, readNumber, readShare } from "../transforms/hyperparameters.js";
import type { Mask } from "../transforms/label-trees.js";
import { split } from "../transforms/labels.js";
import { perParameter, perUpdate } from "../transforms/per-parameter.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";
import { type Coefficients, orthogonalized, type Preconditioning } from "./newton-schulz.js";

const PRESETS: Readonly<Record<"standard" | "dion", Coefficients | readonly Coefficients[]>> = {
  standard: [3.4445, -4.775, 2.0315],
  dion: [
    [4.0848, -6.8946, 2.927],
    [3.9505, -6.3029, 2.6377],
    [3.7418, -5.5913, 2.3037],
    [2.8769, -3.1427, 1.2046],
    [2.8366, -3.0525, 1.2012],
  ],
};

const PRECONDITIONINGS = ["frobenius", "aol", "schatten"] as const;

export interface ScaleByMuonOptions {
  /**
   * The coefficients of the Newton-Schulz iterations: three numbers, a list of three per iteration, "standard"
   * (default) or "dion".
   */
  readonly nsCoeffs?: Coefficients | readonly Coefficients[] | keyof typeof PRESETS;
  /** The number of iterations; of a longer list of coefficients the last ones are used. Default 5. */
  readonly nsSteps?: number;
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.95. */
  readonly beta?: Hyperparameter;
  /** Added to the norm. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** The type in which the mean is kept. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
  /** Whether the mean looks one step ahead. Default true. */
  readonly nesterov?: boolean;
  /** Whether the step is multiplied by its product with the mean, a dual norm. Default false. */
  readonly adaptive?: boolean;
  /** The first scaling of matrices: by their norm (default), or by the products of their rows. */
  readonly preconditioning?: Preconditioning;
}

const MUON = [
  "nsCoeffs",
  "nsSteps",
  "beta",
  "eps",
  "muDtype",
  "nesterov",
  "adaptive",
  "preconditioning",
] as const;

export type MuonState = { count: np.Array; mu: Tree };

/**
 * The orthogonalized mean of gradients, for trees of matrices. State: `{ count, mu }`.
 * Jordan et al. 2024, https://kellerjordan.github.io/posts/muon.
 */
export function scaleByMuon(options: ScaleByMuonOptions = {}): GradientTransformation<MuonState> {
  const fields = new Fields("scaleByMuon", "options", options, MUON);
  const nsSteps = fields.whole("nsSteps", 1, 5);
  const coefficients = readCoefficients("nsCoeffs", fields.get("nsCoeffs") ?? "standard", nsSteps);
  const beta = fields.read("beta", readShare, 0.95);
  const eps = fields.read("eps", readAddend, 1e-8);
  const nesterov = fields.flag("nesterov", true);
  const adaptive = fields.flag("adaptive", false);
  const preconditioning = fields.choice("preconditioning", PRECONDITIONINGS, "frobenius");
  return perParameter({
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) } },
    needShape: needMatrix,
    scalars: (step) => ({ ...meanScalars(step, beta, nesterov), eps: step.value(eps) }),
    leaf: ({ gradient, mu }, { eps, ...scalars }) => {
      const mean = blend(scalars.b1, mu, gradient);
      const smooth = smoothed(mean, gradient, scalars, nesterov);
      const direction = orthogonalized(smooth, { coefficients, preconditioning, eps });
      const update = adaptive ? direction.times(smooth.times(direction).sum().once()) : direction;
      return { update, mu: mean };
    },
  });
}

export interface ScaleByShapeOptions {
  /** If given, matrices are multiplied by `sqrt(max(rows, columns)) * consistentRms` instead. Default: none. */
  readonly consistentRms?: Hyperparameter | null;
}

/** Matrices times `sqrt(max(1, columns / rows))`, so that one rate serves all widths. */
export function scaleByShape(options: ScaleByShapeOptions = {}): GradientTransformation<[]> {
  const fields = new Fields("scaleByShape", "options", options, ["consistentRms"]);
  const rms = fields.readOrNull("consistentRms", readNumber);
  return perUpdate({
    needShape: needMatrix,
    scalars: (step) => ({ consistent: step.value(rms ?? 1) }),
    update(update, { consistent }) {
      const [rows, columns] = update.array.shape as [number, number];
      return rms === null
        ? update.times(Math.sqrt(Math.max(1, columns / rows)))
        : update.times(consistent.times(Math.sqrt(Math.max(rows, columns))));
    },
  });
}

export interface MuonOptions extends ScaleByMuonOptions, ScaleByShapeOptions {
  /** Weight decay of the matrices, times the learning rate: a number, an array, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which matrices decay. Default: all. */
  readonly weightDecayMask?: Mask | null;
  /** `b1` of AdamW, for all arrays except matrices. Default 0.9. */
  readonly adamB1?: Hyperparameter;
  /** `b2` of AdamW. Default 0.999. */
  readonly adamB2?: Hyperparameter;
  /** `epsRoot` of AdamW. Default 0. */
  readonly adamEpsRoot?: Hyperparameter;
  /** Weight decay of AdamW. Default 0. */
  readonly adamWeightDecay?: ScalarOrSchedule;
  /** The learning rate of AdamW. Default: the same. */
  readonly adamLearningRate?: ScalarOrSchedule | null;
}

const NAMES = [
  ...MUON,
  "consistentRms",
  "weightDecay",
  "weightDecayMask",
  "adamB1",
  "adamB2",
  "adamEpsRoot",
  "adamWeightDecay",
  "adamLearningRate",
] as const;

/** Orthogonalized steps for arrays with two axes, AdamW for all others. State: `{ muon, adam }`. Jordan et al. 2024. */
export function muon(
  learningRate: ScalarOrSchedule,
  options: MuonOptions = {},
): GradientTransformation<{ muon: Tree; adam: Tree }> {
  const given = readOptions("muon", options, NAMES);
  const { weightDecay = 0, weightDecayMask: mask = null, consistentRms = null, ...rest } = given;
  const { adamB1: b1 = 0.9, adamB2: b2 = 0.999, adamEpsRoot: epsRoot = 0, ...others } = rest;
  const { adamWeightDecay = 0, adamLearningRate = null, ...ofMuon } = others;
  const { eps = 1e-8, muDtype = null, nesterov = true } = ofMuon;
  const matrices: GradientTransformation = chain(
    scaleByMuon(ofMuon),
    scaleByShape({ consistentRms }),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
  const adamOptions = { b1, b2, eps, epsRoot, muDtype, nesterov, weightDecay: adamWeightDecay };
  const adam: GradientTransformation = adamw(adamLearningRate ?? learningRate, adamOptions);
  const byKind = new Map([
    ["muon", matrices],
    ["adam", adam],
  ]);
  return split(byKind, (params) =>
    tree.leaves<np.Array>(params).map(({ ndim }) => (ndim === 2 ? "muon" : "adam")),
  ) as GradientTransformation<{ muon: Tree; adam: Tree }>;
}

/** One triple for each iteration. */
function readCoefficients(argument: string, value: unknown, steps: number): readonly Coefficients[] {
  const given: unknown =
    typeof value === "string" ? PRESETS[choice(argument, value, ["standard", "dion"])] : value;
  if (!isArray(given) || !isArray(given[0])) {
    return Array<Coefficients>(steps).fill(readTriple(argument, given));
  }
  const triples = given.map((triple, i) => readTriple(`${argument}[${i}]`, triple));
  if (triples.length < steps) {
    throw new InvalidArgumentError(`${argument}.length`, triples.length, `at least ${steps}, the steps`);
  }
  return triples.slice(-steps);
}

function readTriple(argument: string, value: unknown): Coefficients {
  const triple = list(argument, value, "three numbers").map((each, i) =>
    finiteNumber(`${argument}[${i}]`, each),
  );
  if (triple.length !== 3) throw new InvalidArgumentError(`${argument}.length`, triple.length, "3");
  return triple as unknown as Coefficients;
}

function needMatrix(shape: readonly number[]): void {
  if (shape.length !== 2) {
    throw new InvalidArgumentError("updates", `an array of the shape [${shape}]`, "matrices alone");
  }
}
