/** Ticks of a logarithmic axis, with as many digits per power of ten as fit. */

/** The multiples of powers of ten that may have a tick, densest first. */
const DENSITIES: readonly { readonly digits: readonly number[]; readonly stride: number }[] = [
  { digits: [1, 2, 3, 4, 5, 6, 7, 8, 9], stride: 1 },
  { digits: [1, 2, 5], stride: 1 },
  { digits: [1, 3], stride: 1 },
  ...[1, 2, 3, 5, 10, 20, 50, 100, 200].map((stride) => ({ digits: [1], stride })),
];

/** About `count` ticks from `low`, above 0, to `high`; at least two if there are two. */
export function logTicks(low: number, high: number, count: number): readonly number[] {
  let chosen: readonly number[] = [];
  for (const { digits, stride } of DENSITIES) {
    const found = multiples(low, high, digits, stride);
    if (chosen.length > 0 && found.length < 2) break;
    chosen = found;
    if (found.length <= count) break;
  }
  return chosen;
}

function multiples(low: number, high: number, digits: readonly number[], stride: number): number[] {
  const found: number[] = [];
  for (let power = Math.floor(powerOf(low) / stride) * stride; power <= powerOf(high); power += stride) {
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      // For subnormal numbers, several texts are the same float64.
      if (tick >= low && tick <= high && tick !== found.at(-1)) found.push(tick);
    }
  }
  return found;
}

/** The largest one-digit number that is not above `value`. */
export function roundDown(value: number): number {
  const [digits = "1", power = "0"] = value.toExponential().split("e");
  return Number(`${digits[0]}e${power}`);
}

/** The smallest one-digit number that is not below `value`. */
export function roundUp(value: number): number {
  const below = roundDown(value);
  if (below === value) return value;
  const [digits = "1", power = "0"] = below.toExponential().split("e");
  return Math.min(Number(`${Number(digits) + 1}e${power}`), Number.MAX_VALUE);
}

function powerOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}
