/** Traces the scalar level of a rule: numbers are computed as on the host, arrays in the widest float of the device. */

import type { ScalarInstruction, ScalarProgram } from "@anneal/core/optimizer-engine";
import { logarithm as hostLogarithm, power as hostPower } from "@anneal/core/schedule-engine";
import { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "../trace/arithmetic.js";
import { power } from "../trace/powers.js";
import { logarithm } from "../transforms/corrections.js";
import { Term, type Truth } from "../transforms/terms.js";

/** A comparison stays a boolean until it is used as a number. */
type Register = Term | Truth;

/** The outputs of a scalar program, which belong to `of`. */
export function evaluateScalars(
  of: Arithmetic,
  { instructions, outputs }: ScalarProgram,
  inputs: readonly Term[],
): Term[] {
  const registers: Register[] = [];
  /** The exponents of powers, for `1 - power`: if the power is near 1, a difference would lose digits. */
  const exponents = new Map<number, Value>();
  for (const [i, instruction] of instructions.entries()) {
    registers.push(evaluate(of, instruction, inputs, registers, exponents, i));
  }
  return outputs.map((output) => asNumber(registers[output] as Register));
}

function evaluate(
  of: Arithmetic,
  instruction: ScalarInstruction,
  inputs: readonly Term[],
  registers: readonly Register[],
  exponents: Map<number, Value>,
  place: number,
): Register {
  if (instruction.operation === "literal") return new Term(of, instruction.value);
  if (instruction.operation === "input") return inputs[instruction.index] as Term;
  const { operation, args } = instruction;
  const [first, second] = args as readonly [number, number];
  const [a, b, c] = args.map((arg) => registers[arg] as Register) as [Register, Register, Register];
  if (operation === "select")
    return isTruth(a) ? a.choose(asNumber(b), asNumber(c)) : chosen(a, asNumber(b), asNumber(c));
  const [x, y] = [asNumber(a), b === undefined ? asNumber(a) : asNumber(b)];
  switch (operation) {
    case "add":
      return x.plus(y);
    case "sub": {
      const exponent = exponents.get(second);
      if (exponent === undefined || x.value !== 1 || first === second) return x.minus(y);
      if (typeof exponent === "number") return x.minus(y);
      return new Term(of, of.multiply(of.exponentialMinusOne(exponent), -1));
    }
    case "mul":
      return x.times(y);
    case "div":
      return x.over(y);
    case "neg":
      return x.negated();
    case "abs":
      return x.absolute();
    case "sqrt":
      return x.root();
    case "min":
      return x.min(y);
    case "max":
      return x.max(y);
    case "lt":
      return x.less(y);
    case "le":
      return y.atLeast(x);
    case "eq":
      return x.equals(y);
    case "ln":
      return new Term(of, typeof x.value === "number" ? hostLogarithm(x.value) : of.logarithm(x.value));
    case "float32":
      return typeof x.value === "number" ? new Term(of, Math.fround(x.value)) : x.as(np.float32).as(of.dtype);
    case "pow":
    case "wholePower": {
      const exponent = exponentOf(of, x.value, y.value);
      if (operation === "wholePower") exponents.set(place, exponent);
      return new Term(of, powerOf(of, x.value, y.value, exponent));
    }
    default:
      return operation satisfies never;
  }
}

/** `n ln(base)`, for powers with a traced exponent. */
function exponentOf(of: Arithmetic, base: Value, n: Value): Value {
  const known = typeof base === "number" ? base : () => base.ref;
  return typeof n === "number" ? n : of.multiply(n, logarithm(of, known as never));
}

function powerOf(of: Arithmetic, base: Value, n: Value, exponent: Value): Value {
  if (typeof n === "number") return typeof base === "number" ? hostPower(base, n) : power(of, base, n);
  return typeof exponent === "number" ? Math.exp(exponent) : of.exponential(exponent);
}

/** A choice by a number; 0 is false. */
function chosen(condition: Term, yes: Term, no: Term): Term {
  if (typeof condition.value === "number") return condition.value !== 0 ? yes : no;
  return condition.equals(0).choose(no, yes);
}

function asNumber(register: Register): Term {
  return isTruth(register) ? register.choose(1, 0) : register;
}

function isTruth(register: Register): register is Truth {
  return "choose" in register;
}
