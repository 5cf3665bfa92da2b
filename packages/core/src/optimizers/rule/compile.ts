/** From a rule's expressions to programs: finds the passes over the elements and what each of them computes. */
import { InvalidArgumentError } from "../../errors.js";
import { emitElements } from "./emit-elements.js";
import { emitScalars } from "./emit-scalars.js";
import type { Element, Expression, Scalar } from "./expression.js";
import { Interner } from "./interner.js";
import type { RuleProgram, Stage } from "./program.js";
import type { AnyUpdate, Rule, SlotContext } from "./rule.js";

/** The name of the array that an operation on a whole matrix works on. */
export const WORK = "work";

const input = (name: string): Scalar => ({ level: "scalar", kind: "input", name });

/** The slots that a parameter has. */
export function slotsOf(rule: Rule, context: SlotContext): readonly string[] {
  return Object.entries(rule.slots)
    .filter(([, { when }]) => when === undefined || when(context))
    .map(([name]) => name);
}

/**
 * Compiles one form of an update.
 * @param slots The slots that the parameter has.
 * @throws InvalidArgumentError when the update is not one
 */
export function compile(
  rule: Rule,
  update: AnyUpdate,
  flags: Readonly<Record<string, boolean | string>>,
  slots: readonly string[],
): RuleProgram {
  const element = (kind: "parameter" | "gradient"): Element => ({ level: "element", kind });
  const elements: Record<string, Element | undefined> = { p: element("parameter"), g: element("gradient") };
  for (const name of slots) elements[name] = { level: "element", kind: "slot", name };
  const scalars: Record<string, Scalar | readonly Scalar[]> = {};
  const inputs: string[] = [];
  const addInput = (name: string) => {
    inputs.push(name);
    return input(name);
  };
  for (const [name, { shape, checks }] of Object.entries(rule.hyper)) {
    scalars[name] = shape === "list" ? checks.map((_, i) => addInput(`${name}[${i}]`)) : addInput(name);
  }
  for (const name of ["count", "size", "rows", "columns", ...Object.keys(rule.carried)])
    scalars[name] = addInput(name);
  const results = Object.entries(update(elements, scalars, flags)).filter(
    (result): result is [string, Expression] => result[1] !== undefined,
  );
  for (const [name, result] of results) checkResult(rule, slots, name, result);
  return assemble(rule, inputs, results);
}

function assemble(
  rule: Rule,
  inputs: string[],
  results: readonly (readonly [string, Expression])[],
): RuleProgram {
  const interner = new Interner();
  const carried = results.filter((result): result is [string, Scalar] => result[1].level === "scalar");
  const outputs = results.filter((result): result is [string, Element] => result[1].level === "element");
  const { sums, wholes, depth } = interner.collect(results.map(([, result]) => result));
  if (wholes.length > 1)
    throw new InvalidArgumentError(
      "update",
      rule.name,
      "a rule with at most one operation on whole matrices",
    );
  const sumInputs = new Map<number, number>();
  for (const { id } of sums) {
    sumInputs.set(id, inputs.length);
    inputs.push(`sum[${sumInputs.size - 1}]`);
  }
  const indexOf = new Map(inputs.map((name, index) => [name, index]));
  const scalarsOf = (roots: readonly Scalar[]) => emitScalars(interner, roots, indexOf, sumInputs);

  const stages: Stage[] = [];
  for (let pass = 0; pass <= depth; pass++) {
    const summed = sums.filter((each) => each.depth === pass);
    const whole = wholes.find((each) => each.depth === pass);
    const { program, scalars } = emitElements(interner, {
      outputs: pass === depth ? outputs : whole === undefined ? [] : [[WORK, whole.expression.of]],
      sums: summed.map(({ expression }) => expression.of),
      isFinal: pass === depth,
    });
    stages.push({
      scalars: scalarsOf(scalars),
      elements: program,
      sums: summed.map(({ id, expression: { over } }) => ({ input: sumInputs.get(id) as number, over })),
      whole:
        whole === undefined
          ? null
          : {
              operation: whole.expression.operation,
              scalars: scalarsOf(scalarsOfWhole(whole.expression.operation)),
            },
    });
  }
  const carriedScalars = scalarsOf(carried.map(([, result]) => result));
  return {
    inputs,
    stages,
    carried: { names: carried.map(([name]) => name), scalars: carriedScalars },
    perTensor: wholes.length > 0 || sums.length > 0 || interner.readsSizes,
  };
}

function scalarsOfWhole(operation: Extract<Element, { kind: "whole" }>["operation"]): readonly Scalar[] {
  return operation.kind === "orthogonalize"
    ? [...operation.coefficients, operation.steps, operation.eps]
    : [operation.weight, operation.eps];
}

function checkResult(rule: Rule, slots: readonly string[], name: string, result: unknown): void {
  const level = (result as Expression).level;
  const isElement = name === "p" || slots.includes(name);
  if (isElement ? level === "element" : name in rule.carried && level === "scalar") return;
  const names = ["p", ...slots, ...Object.keys(rule.carried)].join(", ");
  throw new InvalidArgumentError(`update().${name}`, result, `an expression for one of ${names}`);
}
