/** Compiles the expressions of a rule to programs: determines the passes over the elements, and what each computes. */
import { InvalidArgumentError } from "../../errors.js";
import { emitElements } from "./emit-elements.js";
import { emitScalars } from "./emit-scalars.js";
import type { Element, Expression, Scalar } from "./expression.js";
import { Interner } from "./interner.js";
import type { RuleProgram, Stage } from "./program.js";
import {
  type AnyUpdate,
  type FlagValues,
  type Rule,
  type SlotContext,
  type SlotDefinition,
  strideOf,
} from "./rule.js";

/** The name of the array that operations on whole matrices work on. */
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
 * @throws InvalidArgumentError if the update is invalid
 */
export function compile(
  rule: Rule,
  update: AnyUpdate,
  flags: FlagValues,
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
  const strides = new Map(slots.map((name) => [name, strideOf(rule.slots[name] as SlotDefinition, flags)]));
  return assemble(rule, inputs, results, strides);
}

function assemble(
  rule: Rule,
  inputs: string[],
  results: readonly (readonly [string, Expression])[],
  strides: ReadonlyMap<string, number>,
): RuleProgram {
  const strided = new Map([...strides].filter(([, stride]) => stride > 1));
  const stride = Math.max(1, ...strided.values());
  const interner = new Interner(new Set(strided.keys()));
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
  const isSumStrided = ({ expression }: (typeof sums)[number]) => interner.isStrided(expression.of);
  const scalarsOf = (roots: readonly Scalar[]) => emitScalars(interner, roots, indexOf, sumInputs);

  const stageOf = (
    outputs: readonly (readonly [string, Element])[],
    summed: typeof sums,
    whole: (typeof wholes)[number] | undefined,
    stride: number,
  ): Stage => {
    const { program, scalars } = emitElements(interner, {
      outputs,
      sums: summed.map(({ expression }) => expression.of),
    });
    return {
      scalars: scalarsOf(scalars),
      elements: program,
      stride,
      sums: summed.map(({ id, expression: { over } }) => ({ input: sumInputs.get(id) as number, over })),
      whole:
        whole === undefined
          ? null
          : {
              operation: whole.expression.operation,
              scalars: scalarsOf(scalarsOfWhole(whole.expression.operation)),
            },
    };
  };
  if (stride > 1 && wholes.length > 0)
    throw new InvalidArgumentError(
      "update",
      rule.name,
      "a rule without whole matrices where slots skip elements",
    );
  for (const [name, result] of outputs) if (!strided.has(name)) refuseStrided(interner, name, result);

  const stages: Stage[] = [];
  for (let pass = 0; pass <= depth; pass++) {
    const summed = sums.filter((each) => each.depth === pass);
    const whole = wholes.find((each) => each.depth === pass);
    const isLast = pass === depth;
    const written: typeof outputs = isLast
      ? outputs
      : whole === undefined
        ? []
        : [[WORK, whole.expression.of]];
    // Strided slots come first: they are computed from the parameter and the gradient as they were.
    const [some, all] = [
      { outputs: written.filter(([name]) => strided.has(name)), sums: summed.filter(isSumStrided) },
      {
        outputs: written.filter(([name]) => !strided.has(name)),
        sums: summed.filter((each) => !isSumStrided(each)),
      },
    ];
    const hasSome = some.outputs.length + some.sums.length > 0;
    if (hasSome) stages.push(stageOf(some.outputs, some.sums, undefined, stride));
    if (!hasSome || all.outputs.length + all.sums.length > 0)
      stages.push(stageOf(all.outputs, all.sums, whole, 1));
  }
  const carriedScalars = scalarsOf(carried.map(([, result]) => result));
  return {
    inputs,
    stages,
    carried: { names: carried.map(([name]) => name), scalars: carriedScalars },
    perTensor: wholes.length > 0 || sums.length > 0 || stride > 1 || interner.readsSizes,
  };
}

/** A value for every element can't be computed from a slot that has only some. */
function refuseStrided(interner: Interner, name: string, expression: Element): void {
  if (!interner.isStrided(expression)) return;
  throw new InvalidArgumentError(
    `update().${name}`,
    expression,
    "an expression without slots of every nth element",
  );
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
