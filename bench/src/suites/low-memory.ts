/** Steps with 8-bit slots, bfloat16 slots and 16-bit parameters, compared with float32. */
import {
  adamw,
  ademamix,
  type CommonOptions,
  lamb,
  lion,
  type ParameterDtype,
  type Rule,
  sgd,
} from "@anneal/core";
import { Optimizer } from "@anneal/wasm";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";

export const LOW_MEMORY = "low-memory";
const FLOAT32 = "float32";
const EIGHT_BITS = "8-bit state";
const BFLOAT16 = "bfloat16 state";
const HALF = "bfloat16 parameters";

const rules: readonly (readonly [Rule, object])[] = [
  [adamw, {}],
  [lion, {}],
  [sgd, { momentum: 0.9 }],
  [ademamix, {}],
  [lamb, {}],
];

/** A step with 8-bit state may take at most this many times the step in float32, both on one thread. */
const EIGHT_BIT_TIMES = 4;

export function lowMemoryCases(sizes: readonly number[] = [1_000_000, 10_000_000]): BenchCase[] {
  return rules.flatMap(([rule, options]) =>
    sizes.map((size) => ({
      suite: LOW_MEMORY,
      name: rule.name,
      size,
      quick: false,
      prepare: () => prepareRule(rule, options, size),
    })),
  );
}

function prepareRule(rule: Rule, options: object, size: number): PreparedCase {
  return {
    subjects: [
      subject(FLOAT32, rule, options, size),
      subject(EIGHT_BITS, rule, { ...options, state: "8bit" }, size),
      subject(BFLOAT16, rule, { ...options, state: "bf16" }, size),
      subject(HALF, rule, options, size, "bfloat16"),
    ],
    opponents: [FLOAT32],
    runs: 3,
    // A bfloat16 near 1 has 8 significant bits.
    tolerance: 0.02,
    targets: [{ subject: EIGHT_BITS, goals: [{ opponent: FLOAT32, ratio: 1 / EIGHT_BIT_TIMES }] }],
  };
}

function subject(
  name: string,
  rule: Rule,
  options: CommonOptions,
  size: number,
  dtype: ParameterDtype = "float32",
): BenchSubject {
  const optimizer = new Optimizer<Rule, ParameterDtype>(rule, [{ length: size, dtype }], {
    ...options,
    engine: "wasm",
    threads: 1,
  });
  const [values, gradient] = [optimizer.params[0], optimizer.grads[0]];
  for (let i = 0; i < size; i++) {
    if (values) values[i] = inFormat(Math.sin(i), dtype);
    if (gradient) gradient[i] = inFormat(0.01 * Math.cos(1.7 * i), dtype);
  }
  return {
    name,
    run: () => void optimizer.step(),
    result: () => optimizer.masterParams()[0] ?? null,
  };
}

/** A value, or the bits of the largest bfloat16 that is not above it. */
function inFormat(value: number, dtype: ParameterDtype): number {
  return dtype === "float32" ? value : (new Uint32Array(Float32Array.of(value).buffer)[0] as number) >>> 16;
}
