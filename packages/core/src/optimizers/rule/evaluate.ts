/** Evaluates scalar programs in float64, without allocating: by the printed function if there is one, otherwise by interpreting. */
import { logarithmOfOperand } from "../../math/logarithm.js";
import { operands } from "../../math/operands.js";
import { powerOfOperands } from "../../math/power.js";
import { WholePowers } from "../whole-powers.js";
import type { ScalarFunction, ScalarInstruction, ScalarProgram } from "./program.js";

const { fround, sqrt, abs } = Math;

/** A scalar program with its own registers. */
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
      if (instruction.operation === "literal") registers[i] = instruction.value;
      else if (instruction.operation === "input") registers[i] = inputs[instruction.index] as number;
      else if (instruction.operation === "wholePower") {
        bring(instruction, registers);
        (powers[tables++] as WholePowers).ofOperands();
        registers[i] = operands[0] as number;
      } else interpret(instruction, registers, i);
    }
    for (let i = 0; i < outputs.length; i++) out[start + i] = registers[outputs[i] as number] as number;
  };
}

type Operation = Extract<ScalarInstruction, { args: readonly number[] }>;

/** Copies the arguments of an operation to the operands. */
function bring({ args }: Operation, registers: Float64Array): void {
  operands[0] = registers[args[0] as number] as number;
  operands[1] = registers[args[1] as number] as number;
}

/** Writes the result of an operation to its register. */
function interpret(instruction: Operation, registers: Float64Array, to: number): void {
  const { operation, args } = instruction;
  const a = registers[args[0] as number] as number;
  const b = registers[args[1] as number] as number;
  switch (operation) {
    case "add":
      registers[to] = a + b;
      break;
    case "sub":
      registers[to] = a - b;
      break;
    case "mul":
      registers[to] = a * b;
      break;
    case "div":
      registers[to] = a / b;
      break;
    case "neg":
      registers[to] = -a;
      break;
    case "abs":
      registers[to] = abs(a);
      break;
    case "sqrt":
      registers[to] = sqrt(a);
      break;
    case "min":
      registers[to] = Math.min(a, b);
      break;
    case "max":
      registers[to] = Math.max(a, b);
      break;
    case "lt":
      registers[to] = a < b ? 1 : 0;
      break;
    case "le":
      registers[to] = a <= b ? 1 : 0;
      break;
    case "eq":
      registers[to] = a === b ? 1 : 0;
      break;
    case "select":
      registers[to] = a !== 0 ? b : (registers[args[2] as number] as number);
      break;
    case "ln":
      bring(instruction, registers);
      logarithmOfOperand();
      registers[to] = operands[0] as number;
      break;
    case "pow":
      bring(instruction, registers);
      powerOfOperands();
      registers[to] = operands[0] as number;
      break;
    case "float32":
      registers[to] = fround(a);
      break;
    case "wholePower":
      // Interpreted with its table of powers.
      break;
    default:
      operation satisfies never;
  }
}
