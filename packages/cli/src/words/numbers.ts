/** Numbers and lists of numbers as typed on the command line. */

/** `3e-4`, `1_000`, `100k`, `1.5M`, `2B`. */
const NUMBER = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)([kmb])?$/i;

const EXPONENT_OF: Readonly<Record<string, number>> = { k: 3, m: 6, b: 9 };

export function isNumber(text: string): boolean {
  return NUMBER.test(text.trim());
}

/** The number in `text`; other text is returned unchanged, so that the check of the value rejects it by name. */
export function numberOrText(text: string): number | string {
  const [, digits = "", suffix = ""] = NUMBER.exec(text.trim()) ?? [];
  if (digits === "") return text;
  const number = Number(digits.replaceAll("_", ""));
  return suffix === "" ? number : shiftDecimal(number, EXPONENT_OF[suffix.toLowerCase()] as number);
}

/** `number * 10^places` by its decimal exponent instead of a product: 0.07 by two places is exactly 7. */
export function shiftDecimal(number: number, places: number): number {
  const [significand, exponent = "0"] = String(number).split("e");
  return Number(`${significand}e${Number(exponent) + places}`);
}

/** The number before a percent sign: 3 for `3%`; undefined for other text. */
export function percentOf(text: string): number | undefined {
  const [, number] = /^(.*\S)\s*%$/.exec(text.trim()) ?? [];
  const percent = number === undefined ? undefined : numberOrText(number);
  return typeof percent === "number" ? percent : undefined;
}

/** `10,20,30`. Empty text is an empty list. */
export function listItems(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((item) => item.trim());
}

/** A readable number of at most six digits: `0.30000000000000004` is `0.3`. */
export function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A text whose fractions have at most six digits each. */
export function shortenNumbers(text: string): string {
  return text.replace(/(?<![\w.])\d+\.\d+(e[+-]?\d+)?/g, (number) => sixDigits(Number(number)));
}
