/**
 * The two laws as one model, `L0 + A S^-alpha - B annealed(shape)`: a loss that is linear in three parameters. Only the
 * annealed part differs between laws.
 */
import { createKernel } from "../kernel/engine.js";
import { RunSums } from "../kernel/run-sums.js";
import { annealingLaw, annealingSums } from "../laws/annealing.js";
import type { AnnealingParameters, FittedLaw, LawName, MultiPowerParameters } from "../laws/law.js";
import { multiPowerLaw } from "../laws/multi-power.js";
import { publishedLaws } from "../laws/published.js";
import type { ReadRun } from "./read-runs.js";

/** The names and bounds of the shape parameters. */
interface ShapeParameter {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** The start values. */
  readonly starts: readonly number[];
  /** The values of other fits, and the spread (as a logarithm) of the prior. */
  readonly prior?: readonly [value: number, spread: number];
}

/** Fitted values: `L0`, and the logarithms of all others. */
export type Point = Float64Array;

/** A coordinate with a prior, in units of its spread. */
export interface Prior {
  readonly coordinate: number;
  readonly center: number;
  readonly spread: number;
}

export interface Model {
  readonly law: LawName;
  /** The names of the parameters, in the order of a point. */
  readonly names: readonly string[];
  /** The bounds of each coordinate. */
  readonly bounds: readonly (readonly [least: number, most: number])[];
  /** The coordinates with a prior. */
  readonly priors: readonly Prior[];
  /** The start values of the shape, as coordinates. */
  readonly starts: readonly (readonly number[])[];
  /** The logarithms of the sums of the rates at all points of all runs. */
  readonly logSums: Float64Array;
  readonly logLosses: Float64Array;
  /** The annealed part at all points, for the coordinates of the shape. */
  annealed(shape: readonly number[]): Float64Array;
  toLaw(point: Point): FittedLaw;
}

/** The coordinates before those of the shape: L0, ln A, ln alpha, ln B. */
export const SHAPE_START = 4;

/**
 * @param runs The runs to fit; their rates are summed once.
 * @param withPrior Whether the shape has a prior.
 */
export function createModel(law: LawName, runs: readonly ReadRun[], withPrior: boolean): Model {
  const build = law === "annealing" ? annealingModel : multiPowerModel;
  const { shape, annealed, sums, rateName, toLaw } = build(runs);
  const bounded = (least: number, most: number) => [Math.log(least), Math.log(most)] as const;
  return {
    law,
    names: ["L0", "A", "alpha", rateName, ...shape.map(({ name }) => name)],
    bounds: [
      [0, Number.POSITIVE_INFINITY],
      bounded(1e-12, 1e12),
      bounded(0.01, 5),
      bounded(1e-12, 1e12),
      ...shape.map(({ least, most }) => bounded(least, most)),
    ],
    priors: withPrior
      ? shape.flatMap(({ prior }, i) =>
          prior ? [{ coordinate: SHAPE_START + i, center: Math.log(prior[0]), spread: prior[1] }] : [],
        )
      : [],
    starts: combinations(shape.map(({ starts }) => starts.map(Math.log))),
    logSums: Float64Array.from(sums, Math.log),
    logLosses: Float64Array.from(
      runs.flatMap(({ losses }) => losses),
      Math.log,
    ),
    annealed: (coordinates) => annealed(coordinates.map(Math.exp)),
    toLaw: ([L0, ...logs]) => toLaw([L0 as number, ...Array.from(logs, Math.exp)]),
  };
}

interface Parts {
  readonly shape: readonly ShapeParameter[];
  readonly rateName: string;
  readonly sums: readonly number[];
  annealed(shape: readonly number[]): Float64Array;
  toLaw(values: readonly number[]): FittedLaw;
}

/** The mean of the published fits, which hardly differ from 25 to 400 million parameters. */
const PUBLISHED = meanShape(Object.values(publishedLaws).map(({ parameters }) => parameters));

function meanShape(all: readonly MultiPowerParameters[]) {
  const mean = (name: "C" | "beta" | "gamma") =>
    Math.exp(all.reduce((sum, each) => sum + Math.log(each[name]), 0) / all.length);
  return { C: mean("C"), beta: mean("beta"), gamma: mean("gamma") };
}

function multiPowerModel(runs: readonly ReadRun[]): Parts {
  const prepared = RunSums.prepare(createKernel(), runs);
  const total = runs.reduce((sum, { steps }) => sum + steps.length, 0);
  const peak = peakOf(runs);
  const longest = Math.max(...runs.map(({ rates }) => rates.length));
  // At the peak, a cut takes effect after about peak^(gamma - 1) / C steps: a small part of a run.
  const spans = [3e-4, 3e-3, 3e-2].map((share) => 1 / (peak * share * longest));
  return {
    rateName: "B",
    // C is measured at the peak, so that it does not depend on gamma.
    shape: [
      {
        name: "C",
        least: 1e-6 / peak,
        most: 10 / peak,
        starts: spans,
        prior: [PUBLISHED.C * peak ** -PUBLISHED.gamma, 0.3],
      },
      { name: "beta", least: 0.02, most: 5, starts: [0.4, 0.8], prior: [PUBLISHED.beta, 0.3] },
      { name: "gamma", least: 0.01, most: 2, starts: [0.3, 0.7], prior: [PUBLISHED.gamma, 0.15] },
    ],
    sums: prepared.flatMap(({ sums }) => [...sums]),
    annealed([atPeak, beta, gamma]) {
      const logC = Math.log(atPeak as number) + (gamma as number) * Math.log(peak);
      const shape = { logC, beta: beta as number, gamma: gamma as number };
      const all = new Float64Array(total);
      let place = 0;
      for (const run of prepared) {
        const pending = run.pending(shape);
        for (let i = 0; i < pending.length; i++) {
          all[place++] = (run.cuts[i] as number) - (pending[i] as number);
        }
      }
      return all;
    },
    toLaw([L0, A, alpha, B, atPeak, beta, gamma]) {
      const C = (atPeak as number) * peak ** (gamma as number);
      return multiPowerLaw({ L0, A, alpha, B, C, beta, gamma } as MultiPowerParameters);
    },
  };
}

function annealingModel(runs: readonly ReadRun[]): Parts {
  const at = (lambda: number) => runs.map(({ rates, steps }) => annealingSums(rates, steps, lambda));
  return {
    rateName: "C",
    shape: [{ name: "lambda", least: 0.5, most: 0.99999, starts: [0.99, 0.997, 0.999] }],
    sums: at(0).flatMap(({ sums }) => [...sums]),
    annealed: ([lambda]) => Float64Array.from(at(lambda as number).flatMap(({ areas }) => [...areas])),
    toLaw: ([L0, A, alpha, C, lambda]) => annealingLaw({ L0, A, alpha, C, lambda } as AnnealingParameters),
  };
}

function peakOf(runs: readonly ReadRun[]): number {
  return runs.reduce((most, { rates }) => rates.reduce((a, b) => Math.max(a, b), most), 1e-10);
}

/** The Cartesian product of the lists. */
function combinations(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (found, items) => found.flatMap((head) => items.map((item) => [...head, item])),
    [[]],
  );
}
