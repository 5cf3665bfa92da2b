/** Prints the element programs of rules in TypeScript: loops in which `Math.fround` rounds every operation. */

import { printProgram } from "./expressions.mjs";

/** @typedef {import("./programs.mjs").NamedProgram} NamedProgram */

/** @type {Record<string, string>} */
const infix = { lt: "<", le: "<=", eq: "===" };
/** @type {Record<string, string>} */
const rounded = { add: "+", sub: "-", mul: "*", div: "/" };

/** @typedef {import("@anneal/core/optimizer-engine").ScalarProgram} ScalarProgram */

/**
 * A file with the loops and the scalars of some rules.
 *
 * @param {readonly NamedProgram[]} programs
 * @param {readonly ScalarProgram[]} scalars
 * @returns {string}
 */
export function printTypeScript(programs, scalars) {
  const loops = programs.map(printLoop).join("\n");
  const functions = scalars.map(printScalars).join("\n");
  const uses = (/** @type {string} */ name) => new RegExp(`\\b${name}\\(`).test(loops + functions);
  const imports = [
    ...(uses("logarithmOfOperand")
      ? ['import { logarithmOfOperand } from "../../../math/logarithm.js";']
      : []),
    ...(functions.includes("operands[") ? ['import { operands } from "../../../math/operands.js";'] : []),
    ...(uses("powerOfOperands") ? ['import { powerOfOperands } from "../../../math/power.js";'] : []),
    ...(uses("addLanes") ? ['import { addLanes, lanesOf } from "../../rule/lanes.js";'] : []),
    'import type { PrintedRules } from "../../rule/program.js";',
    ...(functions.includes("WholePowers")
      ? ['import type { WholePowers } from "../../whole-powers.js";']
      : []),
  ];
  return [
    "/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */",
    ...imports,
    "",
    `const { ${["abs", "fround", "sqrt"].filter(uses).join(", ")} } = Math;`,
    "",
    "export const printed: PrintedRules = {",
    "loops: {",
    loops,
    "},",
    "scalars: {",
    functions,
    "},",
    "};",
    "",
  ].join("\n");
}

/** @type {Record<string, (a: string, b: string, c: string) => string>} */
const scalarOperations = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  neg: (a) => `-${a}`,
  abs: (a) => `abs(${a})`,
  sqrt: (a) => `sqrt(${a})`,
  min: (a, b) => `Math.min(${a}, ${b})`,
  max: (a, b) => `Math.max(${a}, ${b})`,
  lt: (a, b) => `${a} < ${b} ? 1 : 0`,
  le: (a, b) => `${a} <= ${b} ? 1 : 0`,
  eq: (a, b) => `${a} === ${b} ? 1 : 0`,
  select: (a, b, c) => `${a} !== 0 ? ${b} : ${c}`,
  float32: (a) => `fround(${a})`,
};

/**
 * Operations that are functions, which read and leave numbers in `operands`.
 *
 * @type {Record<string, string>}
 */
const calls = { ln: "logarithmOfOperand()", pow: "powerOfOperands()" };

/** @param {ScalarProgram} program */
function printScalars({ key, instructions, outputs }) {
  let tables = 0;
  /** @type {string[]} */
  const operands = [];
  const lines = instructions.flatMap((instruction, i) => {
    if (instruction.operation === "literal") {
      operands.push(literal(instruction.value));
      return [];
    }
    operands.push(`r${i}`);
    if (instruction.operation === "input") return [`const r${i} = inputs[${instruction.index}] as number;`];
    const args = /** @type {[string, string, string]} */ (instruction.args.map((arg) => operands[arg]));
    const call =
      instruction.operation === "wholePower"
        ? `(powers[${tables++}] as WholePowers).ofOperands()`
        : calls[instruction.operation];
    if (call !== undefined) {
      const brought = args.map((arg, place) => `operands[${place}] = ${arg};`);
      return [...brought, `${call};`, `const r${i} = operands[0] as number;`];
    }
    const print = scalarOperations[instruction.operation];
    if (print === undefined) throw new Error(`no TypeScript for ${instruction.operation}`);
    return [`const r${i} = ${print(...args)};`];
  });
  const inputs = lines.some((line) => line.includes("inputs[")) ? "inputs" : "_inputs";
  return [
    `"${key}": (${inputs}, ${tables > 0 ? "powers" : "_powers"}, out, start) => {`,
    ...lines,
    ...outputs.map((register, i) => `out[start + ${i}] = ${operands[register]};`),
    "},",
  ].join("\n");
}

/** @param {number} value */
function literal(value) {
  if (value === Number.POSITIVE_INFINITY) return "Number.POSITIVE_INFINITY";
  return value < 0 || Object.is(value, -0) ? `(${value})` : `${value}`;
}

/** @param {NamedProgram} named */
function printLoop({ title, program }) {
  const { arrays, scalarCount, conditions, parameter, results, sums, key, instructions } = program;
  const local = (/** @type {string} */ name) => (["p", "g", "s"].includes(name) ? `${name}Slot` : name);
  const read = (/** @type {number} */ index) =>
    `${local(/** @type {string} */ (arrays[index]))}[${place(/** @type {string} */ (arrays[index]))}]`;
  const { statements, operand } = printProgram(program, {
    parameter: "x",
    gradient: "y",
    array: (index) => `a${index}`,
    scalar: (index) => `s${index}`,
    condition: (index) => `c${index}`,
    literal: (value) => `${value}`,
    operation: (operation, args) => {
      const [a, b] = /** @type {[string, string]} */ (args);
      if (rounded[operation] !== undefined) return `fround(${a} ${rounded[operation]} ${b})`;
      if (infix[operation] !== undefined) return `${a} ${infix[operation]} ${b}`;
      switch (operation) {
        case "neg":
          return `-${a}`;
        case "abs":
          return `abs(${a})`;
        case "sqrt":
          return `fround(sqrt(${a}))`;
        case "sign":
          return `(${a} > 0 ? 1 : ${a} < 0 ? -1 : 0)`;
        case "min":
          return `(${b} < ${a} || Number.isNaN(${b}) ? ${b} : ${a})`;
        case "max":
          return `(${b} > ${a} || Number.isNaN(${b}) ? ${b} : ${a})`;
        default:
          throw new Error(`no TypeScript for ${operation}`);
      }
    },
    select: (condition, whenTrue, whenFalse) => `(${condition} ? ${whenTrue} : ${whenFalse})`,
    define: (name, value) => `const ${name} = ${value};`,
  });
  const has = (/** @type {string} */ operation) => instructions.some((each) => each.operation === operation);
  const usedScalars = new Set(
    instructions.flatMap((each) => (each.operation === "scalar" ? [each.index] : [])),
  );
  const scalars = Array.from({ length: scalarCount - 1 }, (_, i) => i + 1).filter((i) => usedScalars.has(i));
  const usesFirst = has("parameter") || has("gradient") || parameter !== null;
  const usesSlots = arrays.some((name) => name !== "work");
  const usesWork = arrays.includes("work");
  const parts = [
    ...(has("parameter") || parameter !== null ? ["p"] : []),
    ...(has("gradient") ? ["g"] : []),
    ...(arrays.length > 0 ? ["arrays"] : []),
    ...(has("gradient") || scalars.length > 0 || conditions.length > 0 ? ["scalars"] : []),
    ...(sums.length > 0 ? ["sums"] : []),
  ];
  const lines = [
    `// ${title}`,
    `"${key}": ({ ${parts.join(", ")} }, ${usesFirst ? "first" : "_first"}, ${usesSlots ? "slotFirst" : "_slotFirst"}, ${usesWork ? "workFirst" : "_workFirst"}, count) => {`,
    ...arrays.map((name, i) => `const ${local(name)} = arrays[${i}] as Float32Array;`),
    ...(has("gradient") ? ["const s0 = scalars[0] as number;"] : []),
    ...scalars.map((i) => `const s${i} = scalars[${i}] as number;`),
    ...conditions.map((at, i) => `const c${i} = scalars[${at}] !== 0;`),
    ...sums.map((_, i) => `const lanes${i} = lanesOf(${i});`),
    "for (let i = 0; i < count; i++) {",
    ...(has("parameter") ? ["const x = p[first + i] as number;"] : []),
    ...(has("gradient") ? ["const y = fround((g[first + i] as number) * s0);"] : []),
    ...arrays.flatMap((_, i) =>
      instructions.some((each) => each.operation === "array" && each.index === i)
        ? [`const a${i} = ${read(i)} as number;`]
        : [],
    ),
    ...statements,
    ...sums.map((register, i) => `lanes${i}[i & 7] = (lanes${i}[i & 7] as number) + ${operand(register)};`),
    ...results.flatMap((register, i) => (register === null ? [] : [`${read(i)} = ${operand(register)};`])),
    ...(parameter === null ? [] : [`p[first + i] = ${operand(parameter)};`]),
    "}",
    ...sums.map((_, i) => `sums[${i}] = addLanes(lanes${i});`),
    "},",
  ];
  return lines.join("\n");
}

/** @param {string} name */
function place(name) {
  return name === "work" ? "workFirst + i" : "slotFirst + i";
}
