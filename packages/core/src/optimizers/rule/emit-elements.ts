/** Writes element expressions as a program, and lists the scalars that it needs. */
import { InvalidArgumentError } from "../../errors.js";
import type { Element, Scalar } from "./expression.js";
import type { Interner } from "./interner.js";
import { keyOf } from "./key.js";
import type { ElementInstruction, ElementProgram } from "./program.js";

/** What a pass computes. */
interface Pass {
  readonly outputs: readonly (readonly [name: string, Element])[];
  readonly sums: readonly Element[];
}

const comparisons = new Set<string>(["lt", "le", "eq"]);
/** Engines have a loop for every combination of conditions. */
const MOST_CONDITIONS = 3;

export function emitElements(
  interner: Interner,
  { outputs, sums }: Pass,
): { program: ElementProgram; scalars: readonly Scalar[] } {
  const registers = new Map<number, number>();
  const instructions: ElementInstruction[] = [];
  const arrays: string[] = [];
  const scalars: Scalar[] = [];
  const scalarPlaces = new Map<number, number>();
  const conditions: number[] = [];

  const arrayPlace = (name: string): number => {
    const known = arrays.indexOf(name);
    return known >= 0 ? known : arrays.push(name) - 1;
  };
  const scalarPlace = (scalar: Scalar): number => {
    const id = interner.idOf(scalar);
    const place = scalarPlaces.get(id) ?? scalars.push(scalar);
    scalarPlaces.set(id, place);
    return place;
  };
  const conditionPlace = (scalar: Scalar): number => {
    const place = scalarPlace(scalar);
    const known = conditions.indexOf(place);
    if (known >= 0) return known;
    if (conditions.length === MOST_CONDITIONS)
      throw new InvalidArgumentError(
        "update",
        scalar,
        `a rule with at most ${MOST_CONDITIONS} conditions on scalars`,
      );
    return conditions.push(place) - 1;
  };
  const operation = (element: Extract<Element, { kind: "operation" }>): ElementInstruction => {
    const { operation: name, args } = element;
    if (name !== "select") {
      for (const arg of args) refuseComparison(arg);
      return { operation: name, args: args.map(emit) };
    }
    const [condition, whenTrue, whenFalse] = args as [Element, Element, Element];
    refuseComparison(whenTrue);
    refuseComparison(whenFalse);
    const by =
      condition.kind === "scalar"
        ? { condition: conditionPlace(condition.value) }
        : { register: emit(requireComparison(condition)) };
    return { operation: "select", by, args: [emit(whenTrue), emit(whenFalse)] };
  };
  const instruction = (element: Element): ElementInstruction => {
    switch (element.kind) {
      case "parameter":
      case "gradient":
        return { operation: element.kind };
      case "slot":
        return { operation: "array", index: arrayPlace(element.name) };
      case "whole":
        return { operation: "array", index: arrayPlace("work") };
      case "scalar":
        return { operation: "scalar", index: scalarPlace(element.value) };
      case "literal":
        return { operation: "literal", value: element.value };
      case "operation":
        return operation(element);
      default:
        return element satisfies never;
    }
  };
  const emit = (element: Element): number => {
    const id = interner.idOf(element);
    const known = registers.get(id);
    if (known !== undefined) return known;
    const written = instruction(element);
    registers.set(id, instructions.length);
    return instructions.push(written) - 1;
  };

  const written = outputs.map(([name, element]) => {
    refuseComparison(element);
    return [name, emit(element)] as const;
  });
  const summed = sums.map((element) => {
    refuseComparison(element);
    return emit(element);
  });
  for (const [name] of written) if (name !== "p") arrayPlace(name);
  const parameter = written.find(([name]) => name === "p")?.[1] ?? null;
  const results = arrays.map((name) => written.find(([other]) => other === name)?.[1] ?? null);
  const scalarCount = scalars.length + 1;
  const program = { scalarCount, conditions, instructions, parameter, results, sums: summed };
  const key = keyOf({ ...program, works: arrays.map((name) => name === "work") });
  return { program: { key, arrays, ...program }, scalars };
}

function refuseComparison(element: Element): void {
  if (element.kind === "operation" && comparisons.has(element.operation))
    throw new InvalidArgumentError("update", element, "a rule with comparisons only as conditions of select");
}

function requireComparison(element: Element): Element {
  if (element.kind === "operation" && comparisons.has(element.operation)) return element;
  throw new InvalidArgumentError("update", element, "a rule whose select chooses by lt, le or eq");
}
