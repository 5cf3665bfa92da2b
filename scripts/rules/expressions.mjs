/** Turns an element program into nested expressions of a language. A value that is used once is written in place. */

/**
 * @typedef {import("@anneal/core/optimizer-engine").ElementProgram} ElementProgram
 * @typedef {import("@anneal/core/optimizer-engine").ElementInstruction} ElementInstruction
 */

/**
 * The syntax of a language. Arguments are operands: names, literals, or expressions in parentheses if needed.
 *
 * @typedef {object} Language
 * @property {string} parameter
 * @property {string} gradient
 * @property {(index: number) => string} array
 * @property {(index: number) => string} scalar
 * @property {(index: number) => string} condition
 * @property {(value: number) => string} literal
 * @property {(operation: string, args: string[]) => string} operation
 * @property {(condition: string, whenTrue: string, whenFalse: string) => string} select
 * @property {(name: string, value: string, isCondition: boolean) => string} define a statement
 */

/**
 * @param {ElementProgram} program
 * @param {Language} language
 * @returns {{ statements: string[], operand: (register: number) => string }}
 */
export function printProgram(program, language) {
  const { instructions } = program;
  const uses = countUses(program);
  /** @type {string[]} */
  const operands = [];
  /** @type {string[]} */
  const statements = [];
  for (const [register, instruction] of instructions.entries()) {
    const { text, isLeaf, isCondition } = printInstruction(instruction, operands, language);
    if (isLeaf || (uses[register] ?? 0) < 2) {
      operands.push(text);
      continue;
    }
    const name = `t${register}`;
    statements.push(language.define(name, text, isCondition));
    operands.push(name);
  }
  return { statements, operand: (register) => /** @type {string} */ (operands[register]) };
}

/**
 * @param {ElementInstruction} instruction
 * @param {string[]} operands
 * @param {Language} language
 */
function printInstruction(instruction, operands, language) {
  const leaf = (/** @type {string} */ text) => ({ text, isLeaf: true, isCondition: false });
  switch (instruction.operation) {
    case "parameter":
      return leaf(language.parameter);
    case "gradient":
      return leaf(language.gradient);
    case "array":
      return leaf(language.array(instruction.index));
    case "scalar":
      return leaf(language.scalar(instruction.index));
    case "literal":
      return leaf(language.literal(instruction.value));
    case "select": {
      const { by, args } = instruction;
      const condition =
        "condition" in by ? language.condition(by.condition) : /** @type {string} */ (operands[by.register]);
      const [whenTrue, whenFalse] = args.map((arg) => /** @type {string} */ (operands[arg]));
      const text = language.select(
        condition,
        /** @type {string} */ (whenTrue),
        /** @type {string} */ (whenFalse),
      );
      return { text, isLeaf: false, isCondition: false };
    }
    default: {
      const args = instruction.args.map((arg) => /** @type {string} */ (operands[arg]));
      const isCondition = ["lt", "le", "eq"].includes(instruction.operation);
      return { text: language.operation(instruction.operation, args), isLeaf: false, isCondition };
    }
  }
}

/**
 * The number of uses of each register.
 *
 * @param {ElementProgram} program
 * @returns {number[]}
 */
function countUses({ instructions, parameter, results, sums }) {
  const uses = instructions.map(() => 0);
  const use = (/** @type {number} */ register) => {
    uses[register] = (uses[register] ?? 0) + 1;
  };
  for (const instruction of instructions) {
    if (instruction.operation === "select" && "register" in instruction.by) use(instruction.by.register);
    if ("args" in instruction) for (const arg of instruction.args) use(arg);
    // These print their arguments twice.
    if (
      instruction.operation === "min" ||
      instruction.operation === "max" ||
      instruction.operation === "sign"
    )
      for (const arg of instruction.args) use(arg);
  }
  for (const register of [parameter, ...results, ...sums]) if (register !== null) use(register);
  return uses;
}
