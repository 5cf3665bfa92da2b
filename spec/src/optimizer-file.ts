/** Runs `optimizers.json`: the cases and the refusals of what is supported, on both engines. */
import { firstDifference, optimizerEngines } from "./engines.js";
import type { OptimizerCase, OptimizerRefusal } from "./optimizer-case.js";
import {
  camelCase,
  decodeFloats,
  isSupported,
  type OptimizerRun,
  refusalProblem,
  runOptimizer,
} from "./optimizers.js";
import { attempt, type Deviation, describeDeviation, type Outcome } from "./outcome.js";
import { NORM_TOLERANCE, optimizerTolerance } from "./tolerances.js";

/** What came of every case and every refusal of the file. */
export function runOptimizerFile(content: unknown): Outcome[] {
  if (typeof content !== "object" || content === null || (Array.isArray(content) && content.length > 0)) {
    throw new Error("not an object with cases and raises");
  }
  const { cases = [], raises = [] } = content as { cases?: unknown; raises?: unknown };
  if (!Array.isArray(cases) || !Array.isArray(raises)) throw new Error("cases and raises must be lists");
  return [...cases.map(runCase), ...raises.map(runRefusal)];
}

function runCase(golden: OptimizerCase, index: number): Outcome {
  const { id = `case ${index}`, name } = golden ?? {};
  if (typeof name !== "string") return attempt(id, () => ["it names no optimizer"]);
  if (!isSupported(name)) return { status: "skipped", what: `optimizer ${name}` };
  return attempt(id, () => {
    const host = runOptimizer(golden, optimizerEngines.host);
    const bits = otherBits(host, runOptimizer(golden, optimizerEngines.module));
    return [...bits, ...judgeOptimizer(golden, host).map(describeDeviation)];
  });
}

function runRefusal(refusal: OptimizerRefusal, index: number): Outcome {
  const { name, args } = refusal ?? {};
  if (typeof name !== "string" || typeof args !== "object") {
    return attempt(`refusal ${index}`, () => ["it names no optimizer and arguments"]);
  }
  if (!isSupported(name)) return { status: "skipped", what: `optimizer ${name} (refusals)` };
  return attempt(`${name} refuses ${JSON.stringify(args)}`, () =>
    Object.entries(optimizerEngines).flatMap(([engine, classes]) => {
      const problem = refusalProblem(refusal, classes);
      return problem === null ? [] : [`on the ${engine}: ${problem}`];
    }),
  );
}

/** Where a run is not what the library got: in each tensor the element that is furthest away. */
export function judgeOptimizer(golden: OptimizerCase, run: OptimizerRun): Deviation[] {
  const where = `after step ${golden.steps}`;
  const tensors = tensorsOf(golden, run).flatMap(({ name, ours, theirs }) =>
    judgeTensor(`${where}, ${name}`, ours, theirs, golden),
  );
  const norms = (golden.grad_norms ?? []).flatMap((value, step) => {
    const [expected, got] = [Number(value), run.norms[step] ?? Number.NaN];
    const tolerance = NORM_TOLERANCE * expected;
    if (got === expected || Math.abs(got - expected) <= tolerance) return [];
    return [{ where: `norm at step ${step}`, expected, got, tolerance }];
  });
  return [...norms, ...tensors];
}

interface Tensor {
  readonly name: string;
  readonly ours: ArrayLike<number>;
  readonly theirs: ArrayLike<number>;
}

function tensorsOf(golden: OptimizerCase, run: OptimizerRun): Tensor[] {
  return golden.final.flatMap((final, i) => [
    { name: `parameter ${i}`, ours: run.params[i] ?? [], theirs: decodeFloats(final) },
    ...Object.entries(golden.state).flatMap(([name, values]): Tensor[] => {
      const theirs = values[i];
      if (theirs === null || theirs === undefined) return [];
      const ours = stateOf(run, i, name);
      return [
        { name: `${name} ${i}`, ours, theirs: typeof theirs === "string" ? decodeFloats(theirs) : [theirs] },
      ];
    }),
  ]);
}

/** What a run has under a library's name in the state of a parameter; nothing where it has none. */
function stateOf({ state, evalParams }: OptimizerRun, index: number, name: string): ArrayLike<number> {
  if (name === "eval_params") return evalParams?.[index] ?? [];
  const parameter = state.params[index];
  const ours = camelCase(name);
  if (ours === "step") return [parameter?.step ?? Number.NaN];
  const shared = Object.values(state.carried)[0] ?? {};
  const number = parameter?.carried[ours] ?? shared[ours];
  return number === undefined ? (parameter?.slots[ours] ?? []) : [number];
}

function judgeTensor(
  where: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  golden: OptimizerCase,
): Deviation[] {
  if (ours.length !== theirs.length) {
    return [{ where: `${where}, length`, expected: theirs.length, got: ours.length, tolerance: 0 }];
  }
  const largest = Array.from(theirs)
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst: Deviation | null = null;
  let excess = 1;
  for (let i = 0; i < theirs.length; i++) {
    const [expected, got] = [theirs[i] as number, ours[i] as number];
    if (got === expected || (Number.isNaN(got) && Number.isNaN(expected))) continue;
    const tolerance = optimizerTolerance(golden, largest, expected);
    // An element that is finite in one of them only is infinitely far away.
    const distance = Number.isFinite(got - expected) ? Math.abs(got - expected) : Number.POSITIVE_INFINITY;
    if (distance <= excess * tolerance) continue;
    excess = distance / tolerance;
    worst = { where: `${where}, element ${i}`, expected, got, tolerance };
  }
  return worst === null ? [] : [worst];
}

/** Where the module's run has other bits than the host's. */
export function otherBits(host: OptimizerRun, module: OptimizerRun): string[] {
  const moduleArrays = arraysOf(module);
  return arraysOf(host).flatMap(([name, values], index) => {
    const others = moduleArrays[index]?.[1] ?? [];
    const i = firstDifference(values, others);
    return i < 0 ? [] : [`${name}, element ${i}: ${others[i]} on the module, ${values[i]} on the host`];
  });
}

function arraysOf({ params, state, norms }: OptimizerRun): [string, ArrayLike<number>][] {
  return [
    ["norms of the steps", norms],
    ...params.map((param, i): [string, ArrayLike<number>] => [`parameter ${i}`, param]),
    ...state.params.flatMap(({ step, carried, slots }, i): [string, ArrayLike<number>][] => [
      [`count of parameter ${i}`, [step]],
      [`carried numbers of parameter ${i}`, Object.values(carried)],
      ...Object.entries(slots).map(([name, values]): [string, ArrayLike<number>] => [
        `${name} of parameter ${i}`,
        values,
      ]),
    ]),
  ];
}
