/** Traces the element level of a rule: the operations of a pass over one parameter, in the order of the rule. */
import type { ElementInstruction, ElementProgram } from "@anneal/core/optimizer-engine";
import { Term, type Truth } from "../transforms/terms.js";

/** The inputs of a pass. */
export interface PassOperands {
  readonly parameter: Term;
  readonly gradient: Term;
  readonly array: (name: string) => Term;
  /** The numbers of the pass, without the factor of the gradients. */
  readonly numbers: readonly Term[];
}

/** The results of a pass. */
export interface PassResults {
  readonly parameter: Term | null;
  /** By array name. */
  readonly arrays: ReadonlyMap<string, Term>;
  readonly summed: readonly Term[];
}

type Register = Term | Truth;

export function evaluateElements(program: ElementProgram, operands: PassOperands): PassResults {
  const registers: Register[] = [];
  for (const instruction of program.instructions) {
    registers.push(evaluate(instruction, program, operands, registers));
  }
  const term = (register: number) => registers[register] as Term;
  return {
    parameter: program.parameter === null ? null : term(program.parameter),
    arrays: new Map(
      program.arrays.flatMap((name, i) => {
        const result = program.results[i] ?? null;
        return result === null ? [] : [[name, term(result)] as const];
      }),
    ),
    summed: program.sums.map(term),
  };
}

function evaluate(
  instruction: ElementInstruction,
  { arrays, conditions }: ElementProgram,
  operands: PassOperands,
  registers: readonly Register[],
): Register {
  const number = (index: number) => operands.numbers[index - 1] as Term;
  switch (instruction.operation) {
    case "parameter":
      return operands.parameter;
    case "gradient":
      return operands.gradient;
    case "array":
      return operands.array(arrays[instruction.index] as string);
    case "scalar":
      return number(instruction.index);
    case "literal":
      return new Term(operands.parameter.of, instruction.value);
    case "select": {
      const { by } = instruction;
      const [yes, no] = instruction.args.map((arg) => registers[arg] as Term) as [Term, Term];
      if ("register" in by) return (registers[by.register] as Truth).choose(yes, no);
      const condition = number(conditions[by.condition] as number);
      if (typeof condition.value === "number") return condition.value !== 0 ? yes : no;
      return condition.equals(0).choose(no, yes);
    }
    default:
      return apply(
        instruction.operation,
        instruction.args.map((arg) => registers[arg] as Term) as [Term, Term],
      );
  }
}

type Applied = Exclude<Extract<ElementInstruction, { args: readonly number[] }>["operation"], "select">;

function apply(operation: Applied, [a, b]: readonly [Term, Term]): Register {
  switch (operation) {
    case "add":
      return a.plus(b);
    case "sub":
      return a.minus(b);
    case "mul":
      return a.times(b);
    case "div":
      return a.over(b);
    case "neg":
      return a.negated();
    case "abs":
      return a.absolute();
    case "sqrt":
      return a.root();
    case "min":
      return a.min(b);
    case "max":
      return a.max(b);
    case "sign":
      return a.sign();
    case "lt":
      return a.less(b);
    case "le":
      return b.atLeast(a);
    case "eq":
      return a.equals(b);
    default:
      return operation satisfies never;
  }
}
