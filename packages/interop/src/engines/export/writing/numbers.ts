/** Numbers in a form that every target language reads. */

/**
 * With a dot even before an exponent, because YAML 1.1 reads `1e-7` as text. Whole numbers above 2^53 have an exponent,
 * because an integer of 64 bits, or a sum of Python's integers, would not be rounded as float64 is.
 */
export function decimal(value: number): string {
  const text =
    Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
  return /^-?\d+e/.test(text) ? text.replace("e", ".0e") : text;
}

/** A number that Python reads as a float, even if it is whole. */
export function withPoint(value: number): string {
  const text = decimal(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A float in Python, which also has those that are not finite. */
export function pythonFloat(value: number): string {
  if (Number.isFinite(value)) return withPoint(value);
  if (Number.isNaN(value)) return "math.nan";
  return value > 0 ? "math.inf" : "-math.inf";
}
