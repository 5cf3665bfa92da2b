/**
 * `cos(pi x)` and `sin(pi x)` with plain float64 operations in one fixed order, so that every engine and the
 * WebAssembly kernel give the same bits. Error below 2 units in the last place of 1.
 */

/* The minimax polynomials on [-pi/4, pi/4] are those of FreeBSD's msun (k_cos.c, k_sin.c):
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
 * notice is preserved. */
const C1 = 4.16666666666666019037e-2;
const C2 = -1.38888888888741095749e-3;
const C3 = 2.48015872894767294178e-5;
const C4 = -2.75573143513906633035e-7;
const C5 = 2.0875723212981748279e-9;
const C6 = -1.13596475577881948265e-11;
const S1 = -1.66666666666666324348e-1;
const S2 = 8.33333333332248946124e-3;
const S3 = -1.98412698298579493134e-4;
const S4 = 2.75573137070700676789e-6;
const S5 = -2.50507602534068634195e-8;
const S6 = 1.58969099521155010221e-10;

function cosKernel(x: number): number {
  const z = x * x;
  const w = z * z;
  const r = z * (C1 + z * (C2 + z * C3)) + w * w * (C4 + z * (C5 + z * C6));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + z * r);
}

function sinKernel(x: number): number {
  const z = x * x;
  const w = z * z;
  const r = S2 + z * (S3 + z * S4) + z * w * (S5 + z * S6);
  return x + z * x * (S1 + z * r);
}

/**
 * `x`, at least 0, split into quarter turns: the number of half units nearest to it, and what remains, in [-1/4, 1/4].
 * Both are exact, because every step is a multiple of the last place of `x`.
 */
function reduce(x: number): { quarter: number; rest: number } {
  const turn = x - 2 * Math.floor(x * 0.5);
  const quarter = Math.floor(2 * turn + 0.5);
  return { quarter: quarter % 4, rest: turn - quarter * 0.5 };
}

/** `cos(pi x)` for any finite `x`; exact at multiples of 1/2. */
export function cosPi(x: number): number {
  const { quarter, rest } = reduce(Math.abs(x));
  const angle = rest * Math.PI;
  if (quarter === 0) return cosKernel(angle);
  if (quarter === 1) return -sinKernel(angle);
  if (quarter === 2) return -cosKernel(angle);
  return sinKernel(angle);
}

/** `sin(pi x)` for any finite `x`; exact at multiples of 1/2. */
export function sinPi(x: number): number {
  if (x < 0) return -sinPi(-x);
  const { quarter, rest } = reduce(x);
  const angle = rest * Math.PI;
  if (quarter === 0) return sinKernel(angle);
  if (quarter === 1) return cosKernel(angle);
  if (quarter === 2) return -sinKernel(angle);
  return -cosKernel(angle);
}
