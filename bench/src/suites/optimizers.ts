/** A step of every rule that @anneal/core exports: by the module, against the fastest TypeScript loop for the same rule. */
import * as core from "@anneal/core";
import { Optimizer } from "@anneal/wasm";
import { withPlainLoops } from "../loops/plain-loops.js";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";
import { LOOP, RESIDENT } from "./names.js";

export const OPTIMIZERS = "optimizers";
export const OPTIMIZER_SIZES = [100_000, 1_000_000];

/** How many times faster than the loop a rule has to be, where that is promised. */
const RATIOS: Readonly<Record<string, number>> = { Adadelta: 4 };
const USUAL_RATIO = 6;
/** Rules with passes over more than elements, and those whose products of matrices take longer than all the rest. */
const isUnpromised = new Set(["Adafactor", "LAMB", "Prodigy"]);
/** Matrices as networks have them; the loops take minutes for larger ones. */
const MATRICES = [
  [128, 128],
  [256, 64],
] as const;

const rules = Object.values<unknown>(core).filter(core.isRule);

export function optimizerCases(sizes: readonly number[] = OPTIMIZER_SIZES): BenchCase[] {
  return rules.flatMap((rule) => {
    const shapes: readonly (readonly number[])[] =
      rule.name === "Muon" ? MATRICES : sizes.map((size) => [size]);
    return shapes.map((shape) => ({
      suite: OPTIMIZERS,
      name: rule.name === "Muon" ? `Muon, ${shape.join(" x ")}` : rule.name,
      size: shape.reduce((product, each) => product * each, 1),
      quick: false,
      prepare: () => prepareRule(rule, shape),
    }));
  });
}

function prepareRule(rule: core.Rule, shape: readonly number[]): PreparedCase {
  const plain = withPlainLoops(rule, shape.length > 1);
  const ratio = rule.name === "Muon" ? 8 : (RATIOS[rule.name] ?? USUAL_RATIO);
  return {
    subjects: [
      subject(
        RESIDENT,
        shape,
        (params) => new Optimizer(rule, params, { engine: "wasm", threads: 1, memory: "resident" }),
      ),
      subject(LOOP, shape, (params) => new core.Optimizer(plain, params, { memory: "resident" })),
    ],
    opponents: [LOOP],
    runs: 3,
    // Float32 against float64: a sign may differ where it is nearly 0.
    tolerance: 0.02,
    targets: isUnpromised.has(rule.name) ? [] : [{ subject: RESIDENT, goals: [{ opponent: LOOP, ratio }] }],
  };
}

function subject(
  name: string,
  shape: readonly number[],
  create: (params: { shape: readonly number[] }[]) => core.Optimizer,
): BenchSubject {
  const optimizer = create([{ shape }]);
  const [values, gradient] = [optimizer.params[0] as Float32Array, optimizer.grads[0] as Float32Array];
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.sin(i);
    gradient[i] = 0.01 * Math.cos(1.7 * i);
  }
  optimizer.train();
  return { name, run: () => void optimizer.step(), result: () => values };
}
