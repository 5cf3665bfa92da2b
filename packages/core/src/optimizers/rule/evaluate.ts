/** Evaluates scalar programs in float64, without allocating: printed ones where there are, else by interpreting. */
import { logarithm } from "../../math/logarithm.js";
import { power } from "../../math/power.js";
import { WholePowers } from "../whole-powers.js";
import type { ScalarFunction, ScalarInstruction, ScalarProgram } from "./program.js";

const { fround, sqrt, abs } = Math;

/** A scalar program with memory of its own. */
export class ScalarEvaluator {
  readonly #function: ScalarFunction;
  /** The powers of each base that is raised to whole numbers. */
  readonly #powers: readonly WholePowers[];

  constructor(program: ScalarProgram, printed: Readonly<Record<string, ScalarFunction>>) {
    this.#function = printed[program.key] ?? interpretedScalars(program);
    this.#powers = program.instructions
      .filter(({ operation }) => operation === "wholePower")
      .map(() => new WholePowers(0));
  }

  /** Writes the outputs to `out` from `start` on; storing in a Float32Array rounds them. */
  run(inputs: Float64Array, out: Float32Array | Float64Array, start: number): void {
    this.#function(inputs, this.#powers, out, start);
  }
}

/** A function that interprets the program. */
export function interpretedScalars({ instructions, outputs }: ScalarProgram): ScalarFunction {
  const registers = new Float64Array(instructions.length);
  return (inputs, powers, out, start) => {
    let tables = 0;
    for (let i = 0; i < instructions.length; i++) {
      const instruction = instructions[i] as ScalarInstruction;
      registers[i] =
        instruction.operation === "wholePower"
          ? (powers[tables++] as WholePowers).of(
              registers[instruction.args[0] as number] as number,
              registers[instruction.args[1] as number] as number,
            )
          : resultOf(instruction, registers, inputs);
    }
    for (let i = 0; i < outputs.length; i++) out[start + i] = registers[outputs[i] as number] as number;
  };
}

function resultOf(instruction: ScalarInstruction, registers: Float64Array, inputs: Float64Array): number {
  if (instruction.operation === "literal") return instruction.value;
  if (instruction.operation === "input") return inputs[instruction.index] as number;
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
    case "float32":
      return fround(a);
    case "wholePower":
      // Interpreted with its table of powers.
      return Number.NaN;
    default:
      return instruction satisfies never;
  }
}
