/** Readable numbers: steps as 20k and 1.5M, rates as 3e-4. */

const STEP_UNITS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** With more significant digits than this, a step is written in full, so that it stays exact. */
const COMPACT_DIGITS = 4;

/** Beyond this, not every whole number is a float64. */
const MOST_COUNTED = 2 ** 53;

/** A step: `500`, `20k`, `1.25M`; written in full (`12,345`) if the short form would round it. */
export function formatStep(step: number): string {
  const rounded = Number.isInteger(step) ? step : withoutNoise(step);
  const size = Math.abs(rounded);
  if (size > MOST_COUNTED) return exponential(rounded);
  const [unit, suffix] = STEP_UNITS.find(([least]) => size >= least) ?? [1, ""];
  const short = String(withoutNoise(rounded / unit));
  if (short.replace(/[-.]/g, "").length <= COMPACT_DIGITS) return short + suffix;
  const [whole = "", fraction] = String(rounded).split(".");
  const grouped = size < 10_000 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The format of the values on one axis: all plain, or all with an exponent if some are very small or large. */
export function valueFormatter(
  values: readonly number[],
  scale: "linear" | "log",
): (value: number) => string {
  const sizes = values.filter((value) => value !== 0).map(Math.abs);
  // On a linear axis the largest label determines the format; on a log axis the smallest one does.
  const decisive = scale === "linear" ? Math.max(0, ...sizes) : Math.min(...sizes);
  const isPlain = decisive >= (scale === "linear" ? 0.01 : 0.001) && Math.max(...sizes) < 1e5;
  return isPlain || sizes.length === 0 ? String : exponential;
}

/** A single value, to four digits. */
export function formatValue(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return valueFormatter([rounded], "linear")(rounded);
}

/** `3e-4`; 0 and numbers of one to three digits have no exponent. */
function exponential(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1 && size < 1000)) return String(value);
  return value.toExponential().replace("e+", "e");
}

/** A number above 0, rounded up to three digits. */
export function roundedUp(value: number): number {
  const rounded = Number(value.toPrecision(3));
  return rounded >= value ? rounded : Number((value * 1.005).toPrecision(3));
}

/** The number without its last digits, which may be wrong after a division or a power. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}
