/** Numbers as every target language reads them. */

/** With a dot also before an exponent: YAML 1.1 takes `1e-7` for text. */
export function decimal(value: number): string {
  const text = String(value);
  return /^-?\d+e/.test(text) ? text.replace("e", ".0e") : text;
}

/** A number that is no integer to Python, even where it is whole. */
export function withPoint(value: number): string {
  const text = decimal(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
