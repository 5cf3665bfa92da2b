/** Numbers and lists of numbers, as people type them. */

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function isNumber(text: string): boolean {
  return DECIMAL.test(text.trim());
}

/** The number that `text` is; other text as it is, for whoever checks the value to refuse it by name. */
export function numberOrText(text: string): number | string {
  return isNumber(text) ? Number(text) : text;
}

/** `10,20,30`. An empty text is an empty list. */
export function listItems(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((item) => item.trim());
}
