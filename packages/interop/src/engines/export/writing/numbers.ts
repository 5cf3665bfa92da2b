/** Numbers in a form that every target language reads. */

/** With a dot even before an exponent, because YAML 1.1 reads `1e-7` as text. */
export function decimal(value: number): string {
  const text = String(value);
  return /^-?\d+e/.test(text) ? text.replace("e", ".0e") : text;
}

/** A number that Python reads as a float, even if it is whole. */
export function withPoint(value: number): string {
  const text = decimal(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
