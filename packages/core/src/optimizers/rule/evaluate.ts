/** Evaluates scalar programs in float64, without allocating. */
import { logarithm } from "../../math/logarithm.js";
import { power } from "../../math/power.js";
import { WholePowers } from "../whole-powers.js";
import type { ScalarProgram } from "./program.js";

const { fround, sqrt, abs } = Math;

/** A scalar program with registers of its own. */
export class ScalarEvaluator {
  readonly #program: ScalarProgram;
  readonly #registers: Float64Array;
  /** For each instruction that is a power of whole exponents: the powers of its base. */
  readonly #powers: readonly (WholePowers | null)[];

  constructor(program: ScalarProgram) {
    this.#program = program;
    this.#registers = new Float64Array(program.instructions.length);
    this.#powers = program.instructions.map(({ operation }) =>
      operation === "wholePower" ? new WholePowers(0) : null,
    );
  }

  /** Writes the outputs to `out` from `start` on; storing in a Float32Array rounds them. */
  run(inputs: Float64Array, out: Float32Array | Float64Array, start: number): void {
    const { instructions, outputs } = this.#program;
    const registers = this.#registers;
    for (let i = 0; i < instructions.length; i++) registers[i] = this.#value(i, inputs);
    for (let i = 0; i < outputs.length; i++) out[start + i] = registers[outputs[i] as number] as number;
  }

  #value(index: number, inputs: Float64Array): number {
    const instruction = this.#program.instructions[index] as ScalarProgram["instructions"][number];
    if (instruction.operation === "literal") return instruction.value;
    if (instruction.operation === "input") return inputs[instruction.index] as number;
    const registers = this.#registers;
    const { args } = instruction;
    const a = registers[args[0] as number] as number;
    const b = registers[args[1] as number] as number;
    switch (instruction.operation) {
      case "add":
        return a + b;
      case "sub":
        return a - b;
      case "mul":
        return a * b;
      case "div":
        return a / b;
      case "neg":
        return -a;
      case "abs":
        return abs(a);
      case "sqrt":
        return sqrt(a);
      case "min":
        return Math.min(a, b);
      case "max":
        return Math.max(a, b);
      case "lt":
        return a < b ? 1 : 0;
      case "le":
        return a <= b ? 1 : 0;
      case "eq":
        return a === b ? 1 : 0;
      case "select":
        return a !== 0 ? b : (registers[args[2] as number] as number);
      case "ln":
        return logarithm(a);
      case "pow":
        return power(a, b);
      case "wholePower":
        return (this.#powers[index] as WholePowers).of(a, b);
      case "float32":
        return fround(a);
      default:
        return instruction satisfies never;
    }
  }
}
