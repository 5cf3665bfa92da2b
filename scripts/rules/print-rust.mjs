/** Prints the element programs of rules in Rust. */

import { printProgram } from "./expressions.mjs";
import { camelToSnake, pascalCase } from "./words.mjs";

/** @typedef {import("./programs.mjs").NamedProgram} NamedProgram */

/** @type {Record<string, string>} */
const infix = { add: "+", sub: "-", mul: "*", div: "/", lt: "<", le: "<=", eq: "==" };

/**
 * A module of bodies.
 *
 * @param {readonly NamedProgram[]} programs
 * @returns {string}
 */
export function printRustModule(programs) {
  const bodies = programs.map(printBody);
  const functions = ["abs", "max", "min", "select", "sign"].filter((name) =>
    bodies.some((body) => new RegExp(`\\b${name}\\(`).test(body)),
  );
  const titles = [...new Set(programs.map(({ title }) => title.split(",")[0]))].join(" and ");
  return [
    `//! ${titles}: printed by \`npm run print:rules\`.`,
    "",
    ...(functions.length > 0
      ? [`use crate::rule::{${[...functions, "Rule"].join(", ")}};`]
      : ["use crate::rule::Rule;"]),
    ...(bodies.some((body) => body.includes("sqrt(")) ? ["use crate::sqrt::sqrt;"] : []),
    "",
    ...bodies,
  ].join("\n");
}

/** @param {NamedProgram} named */
function printBody({ name, title, program }) {
  const { arrays, scalarCount, conditions, parameter, results, sums, instructions } = program;
  const isRead = (/** @type {number} */ index) =>
    instructions.some((each) => each.operation === "array" && each.index === index);
  const names = arrays.map((array, i) => {
    const name = ["p", "g", "s"].includes(array) ? `${array}_slot` : camelToSnake(array);
    return isRead(i) ? name : `_${name}`;
  });
  const { statements, operand } = printProgram(program, {
    parameter: "p",
    gradient: "g",
    array: (index) => /** @type {string} */ (names[index]),
    scalar: (index) => `s[${index}]`,
    condition: (index) => `C${index}`,
    literal: (value) => (Number.isInteger(value) ? `${value}.0` : `${value}`),
    operation: (operation, args) => {
      const [a, b] = args;
      if (operation === "neg") return `-${a}`;
      const sign = infix[operation];
      return sign === undefined ? `${operation}(${args.map(bare).join(", ")})` : `(${a} ${sign} ${b})`;
    },
    select: (condition, whenTrue, whenFalse) =>
      /^C\d$/.test(condition)
        ? `if ${condition} { ${bare(whenTrue)} } else { ${bare(whenFalse)} }`
        : `select(${bare(condition)}, ${bare(whenTrue)}, ${bare(whenFalse)})`,
    define: (defined, value) => `let ${defined} = ${bare(value)};`,
  });
  const used = (/** @type {string} */ word, /** @type {RegExp} */ pattern) =>
    pattern.test([...statements, ...all].join(" ")) ? word : `_${word}`;
  const list = (
    /** @type {readonly (number | null)[]} */ registers,
    /** @type {readonly string[]} */ otherwise,
  ) =>
    registers.map((register, i) => (register === null ? otherwise[i] : bare(operand(register)))).join(", ");
  const outputs = [
    parameter === null ? "p" : bare(operand(parameter)),
    `[${list(results, names)}]`,
    `[${list([...sums], [])}]`,
  ];
  const all = outputs;
  const generics = [0, 1, 2].map((i) => `const C${i}: bool`).join(", ");
  const writes = `[${results.map((register) => register !== null).join(", ")}]`;
  return `/// ${title}.
pub struct ${pascalCase(name)};

impl Rule<${arrays.length}, ${scalarCount}, ${sums.length}> for ${pascalCase(name)} {
    const CONDITIONS: &'static [usize] = &[${conditions.join(", ")}];
    const WRITES_PARAMETER: bool = ${parameter !== null};
    const WRITES: [bool; ${arrays.length}] = ${writes};

    #[inline(always)]
    fn element<${generics}>(
        ${used("s", /\bs\[/)}: &[f32; ${scalarCount}],
        p: f32,
        ${used("g", /\bg\b/)}: f32,
        [${names.join(", ")}]: [f32; ${arrays.length}],
    ) -> (f32, [f32; ${arrays.length}], [f32; ${sums.length}]) {
${[...statements, `(${outputs.join(", ")})`].map((line) => `        ${line}`).join("\n")}
    }
}
`;
}

/**
 * An expression without parentheses around all of it.
 *
 * @param {string} text
 */
function bare(text) {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}

/**
 * The list of modules.
 *
 * @param {readonly string[]} modules
 */
export function printRustIndex(modules) {
  return [
    "//! The element loops of the rules, one module for each file of packages/core/src/optimizers/rules: printed by",
    "//! `npm run print:rules`.",
    "",
    ...modules.map((name) => `pub mod ${name};`),
    "",
  ].join("\n");
}

/**
 * The exported functions of the module.
 *
 * @param {readonly { module: string, programs: readonly NamedProgram[] }[]} groups
 */
export function printRustExports(groups) {
  return [
    "//! An exported function for each element loop: printed by `npm run print:rules`.",
    "",
    "use crate::header::{run, Header};",
    "use kernels::rules;",
    "",
    "macro_rules! kernels {",
    "    ($($name:ident: $rule:ty, $work:expr;)*) => {$(",
    "        /// One block of elements; see `run`.",
    "        ///",
    "        /// # Safety",
    "        /// As for `run`.",
    "        #[no_mangle]",
    '        pub unsafe extern "C" fn $name(',
    "            header: *const Header,",
    "            first: usize,",
    "            slot_first: usize,",
    "            work_first: usize,",
    "            count: usize,",
    "        ) {",
    "            // SAFETY: the caller keeps the contract of `run`.",
    "            unsafe { run::<$rule, _, _, _>(header, first, slot_first, work_first, count, $work) }",
    "        }",
    "    )*};",
    "}",
    "",
    "kernels! {",
    ...groups.flatMap(({ module, programs }) =>
      programs.map(({ name, program }) => {
        const work = program.arrays.indexOf("work");
        return `    ${camelToSnake(name)}: rules::${module}::${pascalCase(name)}, ${work < 0 ? "usize::MAX" : work};`;
      }),
    ),
    "}",
    "",
  ].join("\n");
}
