/**
 * A step of every rule that @anneal/core exports in WebAssembly, compared with the fastest TypeScript loop for the
 * rule.
 */
import * as core from "@anneal/core";
import { Optimizer } from "@anneal/wasm";
import { withPlainLoops } from "../loops/plain-loops.js";
import type { BenchCase, BenchSubject, PreparedCase, Target } from "../measure/benchmark-case.js";
import { LOOP, RESIDENT } from "./names.js";

export const OPTIMIZERS = "optimizers";
export const OPTIMIZER_SIZES = [100_000, 1_000_000, 10_000_000];
/** The number of elements of a small tensor. */
const SMALL_TENSOR = 500;
const SMALL_TENSORS_SIZE = 200 * SMALL_TENSOR;
const SMALL_TENSORS = `${RESIDENT}, tensors of ${SMALL_TENSOR}`;
const ONE_TENSOR = `${RESIDENT}, one tensor`;

/** The required speed relative to the loop, for arrays that fit in the caches and for larger ones. */
const IN_CACHE = 6;
const IN_MEMORY = 3;
const MUON = 8;
const SLOWER: Readonly<Record<string, number>> = { Adadelta: 4 };
/** The longest time of small tensors relative to one large tensor, for rules without and with sums over each tensor. */
const ONE_RUN = 1.5;
const OWN_SUMS = 2.5;

/** Shapes of matrices that are typical of networks. */
const MATRICES = [
  [512, 512],
  [1024, 256],
] as const;

const rules = Object.values<unknown>(core).filter(core.isRule);
const isMuon = ({ name }: core.Rule) => name === "Muon";
/** Whether the rule needs sums over each tensor. Such rules have no speed target against the loop. */
const hasSums = ({ name }: core.Rule) => name === "LAMB" || name === "Prodigy";
const isPromised = (rule: core.Rule) => !hasSums(rule) && rule.name !== "Adafactor";

type Options = Readonly<Record<string, unknown>>;

export function optimizerCases(
  sizes: readonly number[] = OPTIMIZER_SIZES,
  matrices: readonly (readonly number[])[] = MATRICES,
  smallTensorsSize = SMALL_TENSORS_SIZE,
): BenchCase[] {
  return rules.flatMap((rule) =>
    isMuon(rule)
      ? matrices.map((shape) => againstLoop(rule, shape))
      : [...sizes.map((size) => againstLoop(rule, [size])), ...smallTensors(rule, smallTensorsSize)],
  );
}

function againstLoop(rule: core.Rule, shape: readonly number[]): BenchCase {
  const size = shape.reduce((product, each) => product * each, 1);
  const usual = isMuon(rule) ? MUON : (SLOWER[rule.name] ?? IN_CACHE);
  const ratio = size > 1_000_000 ? IN_MEMORY : usual;
  const targets = isPromised(rule) ? [{ subject: RESIDENT, goals: [{ opponent: LOOP, ratio }] }] : [];
  return {
    suite: OPTIMIZERS,
    name: isMuon(rule) ? `${rule.name}, ${shape.join(" x ")}` : rule.name,
    size,
    quick: false,
    // A loop over larger matrices takes seconds.
    roundsFactor: isMuon(rule) ? 1 / 3 : 1,
    prepare: () => {
      const plain = withPlainLoops(rule, shape.length > 1);
      const subjects = [
        subject(RESIDENT, [shape], (params) => wasm(rule, params)),
        subject(LOOP, [shape], (params) => new core.Optimizer(plain, params, { memory: "resident" })),
      ];
      return prepared(subjects, LOOP, targets);
    },
  };
}

/** Many small tensors compared with one, for the rule and its cautious variant. */
function smallTensors(rule: core.Rule, size: number): BenchCase[] {
  const forms: [string, Options, number][] = [
    [rule.name, {}, hasSums(rule) ? OWN_SUMS : ONE_RUN],
    ...("cautious" in rule.flags
      ? [
          [`${rule.name}, cautious`, { cautious: true, ...momentum(rule) }, OWN_SUMS] as [
            string,
            Options,
            number,
          ],
        ]
      : []),
  ];
  return forms.map(([name, options, most]) => ({
    suite: OPTIMIZERS,
    name: `${name}, tensors of ${SMALL_TENSOR}`,
    size,
    quick: false,
    prepare: () => {
      const create = (params: Params) => wasm(rule, params, options);
      const shapes = Array.from({ length: size / SMALL_TENSOR }, () => [SMALL_TENSOR]);
      const subjects = [subject(SMALL_TENSORS, shapes, create), subject(ONE_TENSOR, [[size]], create)];
      const targets =
        rule.name === "Adafactor"
          ? []
          : [{ subject: SMALL_TENSORS, goals: [{ opponent: ONE_TENSOR, ratio: 1 / most }] }];
      return prepared(subjects, ONE_TENSOR, targets);
    },
  }));
}

/** The cautious variant of these rules requires a momentum. */
function momentum({ hyper }: core.Rule): Options {
  return hyper.momentum?.default === 0 ? { momentum: 0.9 } : {};
}

type Params = { shape: readonly number[] }[];

function wasm(rule: core.Rule, params: Params, options: Options = {}): core.Optimizer {
  return new Optimizer(rule, params, { engine: "wasm", threads: 1, memory: "resident", ...options });
}

function prepared(
  subjects: readonly BenchSubject[],
  opponent: string,
  targets: readonly Target[],
): PreparedCase {
  // Float32 and float64 may have different signs near 0, and each small tensor has its own norms and means.
  const tolerance = opponent === LOOP ? 0.02 : Number.POSITIVE_INFINITY;
  return { subjects, opponents: [opponent], runs: 3, tolerance, targets };
}

function subject(
  name: string,
  shapes: readonly (readonly number[])[],
  create: (params: Params) => core.Optimizer,
): BenchSubject {
  const optimizer = create(shapes.map((shape) => ({ shape })));
  let place = 0;
  for (const [t, values] of optimizer.params.entries()) {
    const gradient = optimizer.grads[t] as Float32Array;
    for (let i = 0; i < values.length; i++, place++) {
      values[i] = Math.sin(place);
      gradient[i] = 0.01 * Math.cos(1.7 * place);
    }
  }
  optimizer.train();
  return { name, run: () => void optimizer.step(), result: () => joined(optimizer.params) };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  if (arrays.length === 1) return arrays[0] as Float32Array;
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const values of arrays) {
    all.set(values, end);
    end += values.length;
  }
  return all;
}
