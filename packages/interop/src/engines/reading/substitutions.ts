/** Shell substitutions that need a command, or that contain spaces or other substitutions. */

/** Replaces the output of a command. */
type Unknown = (name: string) => string;

const PARAMETER = /^(\w+)(:?[-=?])([\s\S]*)$/;
/** A variable, all items of an array, or one of the shell's own: `NAME`, `ARGS[@]`, `@`. */
const PLAIN = /^(?:\w+(?:\[[@*]\])?|[@*#?$!-])$/;
const ASSIGNED = /(?:^|\s)([A-Za-z_]\w*)=["']?$/;
const DEEPEST = 16;
const LONGEST_NAME = 200;

/**
 * The command with plain variables only: `${A:-${B}}` becomes `${A}` or its default; `$(date)` and `${A%.*}` become what
 * `unknown` returns. A variable that a command is assigned to lends its name.
 */
export function plainSubstitutions(
  command: string,
  isKnown: (name: string) => boolean,
  unknown: Unknown,
  depth = 0,
): string {
  let plain = "";
  let isLiteral = false;
  let isQuoted = false;
  for (let i = 0; i < command.length; i++) {
    const character = command[i] as string;
    if (character === "\\" && !isLiteral) {
      plain += command.slice(i, i + 2);
      i++;
      continue;
    }
    if (character === "'" && !isQuoted) isLiteral = !isLiteral;
    if (character === '"' && !isLiteral) isQuoted = !isQuoted;
    const end = isLiteral ? -1 : endOfSubstitution(command, i);
    if (end === -1) {
      plain += character;
      continue;
    }
    const inner = command.slice(i + 2, end);
    if (command.startsWith("${", i)) plain += parameter(inner, isKnown, unknown, depth);
    else plain += unknown(ASSIGNED.exec(plain.slice(-LONGEST_NAME))?.[1] ?? "");
    i = end;
  }
  return plain;
}

function parameter(
  inner: string,
  isKnown: (name: string) => boolean,
  unknown: Unknown,
  depth: number,
): string {
  const [, name = "", operator = "", otherwise = ""] = PARAMETER.exec(inner) ?? [];
  // The shell changes the value, as in `${NAME%.*}` and `${NAME: -4}`: the result is not computed.
  if (name === "") return PLAIN.test(inner) ? `\${${inner}}` : unknown("");
  const needsCommand = otherwise.includes("$(") || otherwise.includes("`");
  if (isKnown(name) || operator.endsWith("?") || needsCommand || depth > DEEPEST) return `\${${name}}`;
  return /[\s$"']/.test(otherwise)
    ? plainSubstitutions(otherwise, isKnown, unknown, depth + 1)
    : `\${${inner}}`;
}

/** The end of the substitution that starts here; -1: none, or it never ends. Arithmetic does not count. */
function endOfSubstitution(command: string, start: number): number {
  const isArithmetic = command.startsWith("$((", start);
  const isBraced = command.startsWith("${", start);
  if (command[start] === "`") return command.indexOf("`", start + 1);
  if (isArithmetic || !(isBraced || command.startsWith("$(", start))) return -1;
  const open: string[] = [];
  for (let i = start; i < command.length; i++) {
    if (command.startsWith("${", i)) open.push("}");
    else if (command[i] === "(") open.push(")");
    else if (command[i] === open.at(-1)) {
      open.pop();
      if (open.length === 0) return i;
    }
  }
  return -1;
}
