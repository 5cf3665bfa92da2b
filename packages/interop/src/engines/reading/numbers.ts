/** Numbers as text, in the syntax of YAML 1.1 and 1.2, Python and the shell. */

const DECIMAL = /^[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?$/;

/** The number in a text: `1e-5`, `100_000`, `.001`; undefined for other text. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  return DECIMAL.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
};

/** The boolean in a text, in any spelling of YAML and command lines; undefined for other text. */
export function flagIn(text: string): boolean | undefined {
  const key = text.trim().toLowerCase();
  return Object.hasOwn(FLAGS, key) ? FLAGS[key] : undefined;
}
