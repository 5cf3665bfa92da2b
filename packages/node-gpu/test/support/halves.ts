/** Float16 on the host, in another way than on the device: by the distance between neighbors. */

/** The nearest float16, ties to even, as a number. */
export function roundToHalf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const unit = 2 ** (exponent - 10);
  const whole = Math.abs(value) / unit;
  const below = Math.floor(whole);
  const rest = whole - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
  const result = rounded * unit;
  return Math.sign(value) * (result > 65504 ? Number.POSITIVE_INFINITY : result);
}

/** The bits of values as float16, padded to whole words. */
export function toHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(2 * Math.ceil(values.length / 2));
  for (const [i, value] of values.entries()) halves[i] = bitsOf(roundToHalf(value));
  return halves;
}

function bitsOf(half: number): number {
  const sign = half < 0 || Object.is(half, -0) ? 0x8000 : 0;
  const size = Math.abs(half);
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

/** The value of a float16. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, digits] = [(bits >> 10) & 31, bits & 0x3ff];
  if (exponent === 31) return digits === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * digits * 2 ** -24 : sign * (1024 + digits) * 2 ** (exponent - 25);
}
