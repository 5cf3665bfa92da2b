/** Runs `optimizers.json`: the cases and the refusals of what is supported, on both engines. */
import { firstDifference, optimizerEngines } from "./engines.js";
import type { OptimizerCase, OptimizerRefusal } from "./optimizer-case.js";
import {
  decodeFloats,
  isSupportedRefusal,
  type OptimizerRun,
  refusalProblem,
  runOptimizer,
  supportedOptimizers,
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
  if (!supportedOptimizers.includes(name)) return { status: "skipped", what: `torch.optim/${name}` };
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
  if (!isSupportedRefusal(refusal)) return { status: "skipped", what: `torch.optim/${name} (refusals)` };
  return attempt(`${name} refuses ${JSON.stringify(args)}`, () =>
    Object.entries(optimizerEngines).flatMap(([engine, classes]) => {
      const problem = refusalProblem(refusal, classes);
      return problem === null ? [] : [`on the ${engine}: ${problem}`];
    }),
  );
}

/** Where a run is not what PyTorch got: in each tensor the element that is furthest away. */
export function judgeOptimizer(golden: OptimizerCase, run: OptimizerRun): Deviation[] {
  const share = optimizerTolerance(golden.diff, golden.tags?.includes("overflow") ?? false);
  const where = `after step ${golden.steps}`;
  const tensors = tensorsOf(golden, run).flatMap(({ name, ours, theirs }) =>
    judgeTensor(`${where}, ${name}`, ours, theirs, share),
  );
  const counts = golden.final.flatMap((_, i) => {
    const expected = Number(golden.state.step?.[i] ?? 0);
    const got = run.state.params[i]?.step ?? Number.NaN;
    return got === expected
      ? []
      : [{ where: `${where}, count of parameter ${i}`, expected, got, tolerance: 0 }];
  });
  const norms = (golden.grad_norms ?? []).flatMap((value, step) => {
    const [expected, got] = [Number(value), run.norms[step] ?? Number.NaN];
    const tolerance = NORM_TOLERANCE * expected;
    if (got === expected || Math.abs(got - expected) <= tolerance) return [];
    return [{ where: `norm at step ${step}`, expected, got, tolerance }];
  });
  return [...norms, ...tensors, ...counts];
}

interface Tensor {
  readonly name: string;
  readonly ours: Float32Array;
  readonly theirs: Float32Array;
}

function tensorsOf(golden: OptimizerCase, { params, state }: OptimizerRun): Tensor[] {
  const nothing = new Float32Array();
  return golden.final.flatMap((final, i) => {
    const moments = state.params[i];
    return [
      { name: `parameter ${i}`, ours: params[i], theirs: final },
      { name: `exp_avg ${i}`, ours: moments?.expAvg, theirs: golden.state.exp_avg?.[i] },
      { name: `exp_avg_sq ${i}`, ours: moments?.expAvgSq, theirs: golden.state.exp_avg_sq?.[i] },
      { name: `max_exp_avg_sq ${i}`, ours: moments?.maxExpAvgSq, theirs: golden.state.max_exp_avg_sq?.[i] },
    ].flatMap(({ name, ours, theirs }) =>
      typeof theirs === "string" ? [{ name, ours: ours ?? nothing, theirs: decodeFloats(theirs) }] : [],
    );
  });
}

function judgeTensor(where: string, ours: Float32Array, theirs: Float32Array, share: number): Deviation[] {
  if (ours.length !== theirs.length) {
    return [{ where: `${where}, length`, expected: theirs.length, got: ours.length, tolerance: 0 }];
  }
  const largest = theirs.filter(Number.isFinite).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = share * largest;
  let worst: Deviation | null = null;
  let error = tolerance;
  for (const [i, expected] of theirs.entries()) {
    const got = ours[i] as number;
    if (got === expected || (Number.isNaN(got) && Number.isNaN(expected))) continue;
    // An element that is finite in one of them only is infinitely far away.
    const distance = Number.isFinite(got - expected) ? Math.abs(got - expected) : Number.POSITIVE_INFINITY;
    if (distance <= error) continue;
    error = distance;
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
    ...state.params.flatMap(({ step, expAvg, expAvgSq, maxExpAvgSq }, i): [string, ArrayLike<number>][] => [
      [`count of parameter ${i}`, [step]],
      [`first moment of parameter ${i}`, expAvg],
      [`second moment of parameter ${i}`, expAvgSq],
      [`largest second moment of parameter ${i}`, maxExpAvgSq ?? []],
    ]),
  ];
}
