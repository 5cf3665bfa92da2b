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

/** Resolves choices between literals, which flags make. */
function chosen(scalar: Scalar): Scalar {
  if (scalar.kind !== "operation") return scalar;
  const [first, second, third] = scalar.args.map(chosen) as [Scalar, Scalar, Scalar];
  if (scalar.operation === "select" && first.kind === "literal") return first.value !== 0 ? second : third;
  if (first.kind !== "literal" || second?.kind !== "literal") return scalar;
  const holds = compared(scalar.operation, first.value, second.value);
  return holds === undefined ? scalar : { level: "scalar", kind: "literal", value: holds ? 1 : 0 };
}

/** Whether a comparison of two literals holds; `undefined` if the operation is not a comparison. */
function compared(operation: string, a: number, b: number): boolean | undefined {
  switch (operation) {
    case "eq":
      return a === b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    default:
      return undefined;
  }
}
