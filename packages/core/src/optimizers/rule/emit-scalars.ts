/** Writes scalar expressions as a program. */
import type { Scalar } from "./expression.js";
import type { Interner } from "./interner.js";
import { keyOf } from "./key.js";
import type { ScalarInstruction, ScalarProgram } from "./program.js";

/**
 * @param inputs The place of each input in the environment, by name.
 * @param sums The place of each sum, by the id of the expression.
 */
export function emitScalars(
  interner: Interner,
  roots: readonly Scalar[],
  inputs: ReadonlyMap<string, number>,
  sums: ReadonlyMap<number, number>,
): ScalarProgram {
  const registers = new Map<number, number>();
  const instructions: ScalarInstruction[] = [];
  const instruction = (scalar: Scalar): ScalarInstruction => {
    switch (scalar.kind) {
      case "literal":
        return { operation: "literal", value: scalar.value };
      case "input":
        return { operation: "input", index: inputs.get(scalar.name) as number };
      case "sum":
        return { operation: "input", index: sums.get(interner.idOf(scalar)) as number };
      case "operation":
        return { operation: scalar.operation, args: scalar.args.map(emit) };
      default:
        return scalar satisfies never;
    }
  };
  const emit = (written: Scalar): number => {
    const scalar = chosen(written);
    const id = interner.idOf(scalar);
    const known = registers.get(id);
    if (known !== undefined) return known;
    const next = instruction(scalar);
    registers.set(id, instructions.length);
    return instructions.push(next) - 1;
  };
  const outputs = roots.map(emit);
  return { key: keyOf({ outputs, instructions }), outputs, instructions };
}

/** What is left of a choice by a flag. */
function chosen(scalar: Scalar): Scalar {
  if (scalar.kind !== "operation" || scalar.operation !== "select") return scalar;
  const [condition, whenTrue, whenFalse] = scalar.args as [Scalar, Scalar, Scalar];
  if (condition.kind !== "literal") return scalar;
  return chosen(condition.value !== 0 ? whenTrue : whenFalse);
}
