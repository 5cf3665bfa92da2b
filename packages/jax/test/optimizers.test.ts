/** Optax's optimizers against Optax itself, eagerly and under jit, with nothing left behind. */
import { readFileSync } from "node:fs";
import {
  applyUpdates,
  type GradientTransformation,
  type Lookahead,
  LookaheadParams,
  type ScheduleFreeState,
  scheduleFreeEvalParams,
  type Tree,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { devices, useDevice } from "./support/devices.js";
import { type Call, make, type Schedules } from "./support/golden-calls.js";
import { referencesKept } from "./support/live-buffers.js";

type Nested = number | readonly Nested[];
type Numbers = Readonly<Record<string, Nested>>;
type Row = readonly (number | null)[];

interface Case {
  readonly call: Call;
  /** The parameters after some of the steps, one after the other. */
  readonly values: readonly Row[];
  readonly slow?: Row;
  readonly evalParams?: Row;
}

const golden = JSON.parse(readFileSync(new URL("./golden/optimizers.json", import.meta.url), "utf8")) as {
  readonly recorded: readonly number[];
  readonly nanSteps: readonly number[];
  readonly schedules: Schedules;
  readonly params: Numbers;
  readonly gradients: readonly Numbers[];
  readonly cases: readonly Case[];
};

type Params = Record<string, np.Array>;

function arrays(numbers: Numbers): Params {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      name,
      np.array(value as number[], { dtype: np.float32 }),
    ]),
  );
}

/** All numbers of a tree, which is consumed. */
function flat(params: Params): number[] {
  return Object.values(params).flatMap((param) => {
    const values: unknown = param.js();
    return Array.isArray(values) ? (values.flat(Number.POSITIVE_INFINITY) as number[]) : [values as number];
  });
}

const hasNan = ({ call }: Case) => /zero_nans|apply_if_finite/.test(JSON.stringify(call));

function gradientsOf(golden_: Case, step: number): Params {
  const numbers = structuredClone(golden.gradients[step]) as { k: number[][][] } & Numbers;
  const place = numbers.k[0]?.[1] as number[];
  if (hasNan(golden_) && golden.nanSteps.includes(step)) place[0] = Number.NaN;
  return arrays(numbers);
}

/** The gradient that the opaque mode of `sam` asks for. */
const gradFn = (params: Tree, step: number): Tree =>
  tree.map((param: np.Array) => param.mul(1 + step).sub(0.3), params as Params);

type StepFunction = (params: Tree, state: Tree, gradients: Tree) => [Tree, Tree];

/** One step, which consumes everything. */
function stepOf(transformation: GradientTransformation): StepFunction {
  return (params, state, gradients) => {
    const [updates, next] = transformation.update(gradients, state, tree.ref(params) as Tree, { gradFn });
    return [applyUpdates(params, updates), next];
  };
}

interface Result {
  readonly values: number[][];
  readonly slow?: number[];
  readonly evalParams?: number[];
}

function run(golden_: Case, compile: (step: StepFunction) => StepFunction): Result {
  const isLookahead = golden_.call[0] === "lookahead";
  const made = make(golden_.call, golden.schedules);
  const step = compile(stepOf(made as GradientTransformation));
  let params: Tree = isLookahead ? LookaheadParams.initSynced(arrays(golden.params)) : arrays(golden.params);
  let state: Tree = isLookahead
    ? (made as Lookahead).init(tree.ref(params) as LookaheadParams)
    : (made as GradientTransformation).init(tree.ref(params) as Tree);
  const values: number[][] = [];
  for (const i of golden.gradients.keys()) {
    [params, state] = step(params, state, gradientsOf(golden_, i));
    const fast = (isLookahead ? (params as LookaheadParams).fast : params) as Params;
    if (golden.recorded.includes(i + 1)) values.push(flat(tree.ref(fast)));
  }
  const evaluated =
    golden_.evalParams && flat(scheduleFreeEvalParams(state as ScheduleFreeState, params as Params));
  const slow = golden_.slow && flat(tree.ref((params as LookaheadParams<Params>).slow));
  tree.dispose(params);
  tree.dispose(state);
  return { values, ...(slow && { slow }), ...(evaluated && { evalParams: evaluated }) };
}

/** Twelve steps of float32 with values around 1, each with a dozen roundings. */
const TOLERANCE = 4e-6;
/** Products of matrices, five times three a step, that are no contraction for small singular values. */
const TOLERANCES: Readonly<Record<string, number>> = { muon: 1e-4 };

function deviations(is: Row | undefined, should: Row | undefined, tolerance: number): string[] {
  return (should ?? []).flatMap((expected, i) => {
    const got = is?.[i] ?? Number.NaN;
    if (expected === null) return Number.isNaN(got) ? [] : [`[${i}]: ${got} instead of NaN`];
    const allowed = tolerance * Math.max(1, Math.abs(expected));
    return Math.abs(got - expected) <= allowed ? [] : [`[${i}]: ${got} instead of ${expected}`];
  });
}

function expectAlike(is: Result, should: Case): void {
  const tolerance = TOLERANCES[should.call[0]] ?? TOLERANCE;
  for (const [i, row] of should.values.entries()) {
    expect(deviations(is.values[i], row, tolerance), `after step ${golden.recorded[i]}`).toEqual([]);
  }
  expect(deviations(is.slow, should.slow, tolerance), "slow parameters").toEqual([]);
  expect(deviations(is.evalParams, should.evalParams, tolerance), "average").toEqual([]);
}

test("the judge says no", () => {
  expect(deviations([1, 2.1], [1, 2], TOLERANCE)).toEqual(["[1]: 2.1 instead of 2"]);
  expect(deviations([Number.NaN], [2], TOLERANCE)).toHaveLength(1);
  expect(deviations([2], [null], TOLERANCE)).toHaveLength(1);
  expect(deviations(undefined, [2], TOLERANCE)).toHaveLength(1);
});

/** The formulas are the same on both devices. */
const computing = sampled(devices, devices.length);
const chosen = sampled(golden.cases, 5);
const eager = new Set(sampled(chosen, 3));

describe.each(computing)("on %s", (device) => {
  beforeAll(() => useDevice(device));

  describe.each(chosen.map((each) => [JSON.stringify(each.call), each] as const))("%s", (_, each) => {
    // Tracing runs every one of them; without it they are slower.
    if (eager.has(each)) {
      test("is Optax's, eagerly, and leaves nothing behind", () => {
        const kept = referencesKept(() =>
          expectAlike(
            run(each, (step) => step),
            each,
          ),
        );
        expect(kept).toBe(0);
      });
    }

    test("is Optax's under jit, in one trace, and leaves nothing behind", () => {
      let traces = 0;
      const kept = referencesKept(() => {
        let dispose = () => {};
        const result = run(each, (step) => {
          const jitted = jit((params: Tree, state: Tree, gradients: Tree) => {
            traces += 1;
            return step(params, state, gradients);
          });
          dispose = () => jitted.dispose();
          return jitted as unknown as StepFunction;
        });
        dispose();
        expectAlike(result, each);
      });
      expect(kept).toBe(0);
      expect(traces).toBe(1);
    });
  });
});
