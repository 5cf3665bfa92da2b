/** The fastest TypeScript loop for a pass of any rule: float64 arithmetic, rounded when it is stored. */
import { defineRule, type Rule } from "@anneal/core";
import {
  compile,
  type ElementInstruction,
  type ElementProgram,
  slotsOf,
} from "@anneal/core/optimizer-engine";

type Loop = Rule["printed"]["loops"][string];

const operators: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  lt: "<",
  le: "<=",
  eq: "===",
};

/**
 * The rule with float64 loops instead of loops that round every operation, as in a handwritten optimizer that does not
 * need the same bits on every engine.
 */
export function withPlainLoops(rule: Rule, isMatrix: boolean): Rule {
  const flags = Object.fromEntries(
    Object.entries(rule.flags).map(([name, { default: value }]) => [name, value]),
  );
  const hyper = Object.fromEntries(
    Object.entries(rule.hyper).map(([name, { default: value }]) => [name, value]),
  );
  const slots = slotsOf(rule, { flags, hyper, isMatrix } as never);
  const { stages } = compile(rule, rule.update, { ...flags, isMatrix } as never, slots);
  const loops = Object.fromEntries(stages.map(({ elements }) => [elements.key, plainLoop(elements)]));
  const { modes, ...rest } = rule;
  return defineRule({
    ...rest,
    ...(modes !== null && { modes }),
    printed: { ...rule.printed, loops },
  } as never);
}

function plainLoop(program: ElementProgram): Loop {
  const { instructions, conditions, arrays, results, sums, parameter } = program;
  const at = (index: number) => `a${index}[${arrays[index] === "work" ? "workFirst" : "slotFirst"} + i]`;
  const lines = [
    ...arrays.map((_, i) => `const a${i} = arrays[${i}];`),
    ...Array.from({ length: program.scalarCount }, (_, i) => `const s${i} = scalars[${i}];`),
    ...sums.map((_, i) => `let sum${i} = 0;`),
    "for (let i = 0; i < count; i++) {",
    ...instructions.map((each, i) => `const r${i} = ${textOf(each, at, conditions)};`),
    ...sums.map((register, i) => `sum${i} += r${register};`),
    ...results.flatMap((register, i) => (register === null ? [] : [`${at(i)} = r${register};`])),
    ...(parameter === null ? [] : [`p[first + i] = r${parameter};`]),
    "}",
    ...sums.map((_, i) => `sums[${i}] = sum${i};`),
  ];
  const parameters = ["{ p, g, arrays, scalars, sums }", "first", "slotFirst", "workFirst", "count"];
  return new Function(...parameters, lines.join("\n")) as Loop;
}

function textOf(
  instruction: ElementInstruction,
  at: (index: number) => string,
  conditions: readonly number[],
): string {
  switch (instruction.operation) {
    case "parameter":
      return "p[first + i]";
    case "gradient":
      return "g[first + i] * s0";
    case "array":
      return at(instruction.index);
    case "scalar":
      return `s${instruction.index}`;
    case "literal":
      return String(instruction.value);
    case "select": {
      const { by, args } = instruction;
      const condition = "condition" in by ? `s${conditions[by.condition]} !== 0` : `r${by.register}`;
      return `${condition} ? r${args[0]} : r${args[1]}`;
    }
    case "neg":
      return `-r${instruction.args[0]}`;
    default: {
      const [a, b] = instruction.args.map((arg) => `r${arg}`);
      const operator = operators[instruction.operation];
      return operator === undefined
        ? `Math.${instruction.operation}(${b === undefined ? a : `${a}, ${b}`})`
        : `${a} ${operator} ${b}`;
    }
  }
}
