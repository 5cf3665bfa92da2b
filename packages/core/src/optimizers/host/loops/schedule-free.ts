/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // AdamWScheduleFree
  "2ea5d697394de3c0": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const z = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const c0 = scalars[1] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = z[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t2 = fround(a0 - x);
      const t18 = fround(fround(a1 * s5) + fround(fround(s6 * y) * y));
      const t27 = fround(fround(y / fround(fround(sqrt(fround(t18 / s7))) + s8)) + fround(s9 * x));
      z[slotFirst + i] = fround(a0 - fround(s10 * t27));
      expAvgSq[slotFirst + i] = t18;
      p[first + i] = fround(
        (c0 ? fround(a0 - fround(t2 * s2)) : fround(x + fround(s3 * t2))) + fround(s4 * t27),
      );
    }
  },
  // AdamWScheduleFree, train
  "052edf1e493c1971": ({ p, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const z = arrays[0] as Float32Array;
    const s1 = scalars[1] as number;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const a0 = z[slotFirst + i] as number;
      p[first + i] = fround(x + fround(s1 * fround(a0 - x)));
    }
  },
  // SGDScheduleFree
  a32002e361928dce: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const z = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const c0 = scalars[1] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = z[slotFirst + i] as number;
      const t2 = fround(a0 - x);
      const t14 = fround(y + fround(s5 * x));
      z[slotFirst + i] = fround(a0 - fround(s6 * t14));
      p[first + i] = fround(
        (c0 ? fround(a0 - fround(t2 * s2)) : fround(x + fround(s3 * t2))) + fround(s4 * t14),
      );
    }
  },
};
