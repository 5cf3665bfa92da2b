/** Evaluates whole-number arithmetic as in `$((...))`, without running anything. */

const TOKEN = /\s*(?:(\d[\d_]*)|([A-Za-z_]\w*)|(\*\*|[-+*/%()]))/y;
const LONGEST = 1000;

/** The value of `8 * 512 + BATCH`; null if it is not arithmetic, or a name is unknown. */
export function integerValue(text: string, lookUp: (name: string) => number | null): number | null {
  if (text.length > LONGEST) return null;
  const read = tokenize(text.replaceAll(/\$\{?(\w+)\}?/g, "$1"));
  if (read === null) return null;
  const tokens: readonly string[] = read;
  let position = 0;
  const next = () => tokens[position];

  function sum(): number | null {
    let value = product();
    while (next() === "+" || next() === "-") {
      const sign = tokens[position++] === "+" ? 1 : -1;
      const right = product();
      value = value === null || right === null ? null : value + sign * right;
    }
    return value;
  }

  function product(): number | null {
    let value = factor();
    while (next() === "*" || next() === "/" || next() === "%") {
      const operator = tokens[position++];
      const right = factor();
      if (value === null || right === null || (operator !== "*" && right === 0)) value = null;
      else if (operator === "*") value *= right;
      else value = operator === "/" ? Math.trunc(value / right) : value % right;
    }
    return value;
  }

  function factor(): number | null {
    const base = atom();
    if (next() !== "**") return base;
    position++;
    const exponent = factor();
    return base === null || exponent === null ? null : base ** exponent;
  }

  function atom(): number | null {
    const token = tokens[position++];
    if (token === "-") {
      const value = atom();
      return value === null ? null : -value;
    }
    if (token === "(") {
      const value = sum();
      return tokens[position++] === ")" ? value : null;
    }
    if (token === undefined) return null;
    return /^\d/.test(token) ? Number(token.replaceAll("_", "")) : lookUp(token);
  }

  const value = sum();
  return position === tokens.length && value !== null && Number.isSafeInteger(value) ? value : null;
}

function tokenize(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}
