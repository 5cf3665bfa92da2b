/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Adam
  "7c24962a999d6cf7": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const c0 = scalars[3] !== 0;
    const c1 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t8 = c1 ? y : fround(y + fround(s5 * x));
      const t10 = fround(t8 - a0);
      const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
      const t25 = fround(fround(a1 * s8) + fround(fround(s9 * t8) * t8));
      expAvg[slotFirst + i] = t17;
      expAvgSq[slotFirst + i] = t25;
      p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t17) / fround(fround(sqrt(t25)) + s10)));
    }
  },
  // Adam, amsgrad
  "32cbe39acc163b03": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const maxExpAvgSq = arrays[1] as Float32Array;
    const expAvgSq = arrays[2] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const c0 = scalars[3] !== 0;
    const c1 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = maxExpAvgSq[slotFirst + i] as number;
      const a2 = expAvgSq[slotFirst + i] as number;
      const t8 = c1 ? y : fround(y + fround(s5 * x));
      const t10 = fround(t8 - a0);
      const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
      const t26 = fround(fround(a2 * s8) + fround(fround(s9 * t8) * t8));
      const t27 = t26 > a1 || t26 !== t26 ? t26 : a1;
      expAvg[slotFirst + i] = t17;
      maxExpAvgSq[slotFirst + i] = t27;
      expAvgSq[slotFirst + i] = t26;
      p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t17) / fround(fround(sqrt(t27)) + s10)));
    }
  },
  // Adam, cautious, pass 1 of 2
  "31290b3254e5e9cb": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const c0 = scalars[1] !== 0;
    const c1 = scalars[2] !== 0;
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t6 = c1 ? y : fround(y + fround(s3 * x));
      const t8 = fround(t6 - a0);
      lanes0[i & 7] =
        (lanes0[i & 7] as number) +
        (0 < fround((c0 ? fround(t6 - fround(t8 * s4)) : fround(a0 + fround(s5 * t8))) * t6) ? 1 : 0);
    }
    sums[0] = addLanes(lanes0);
  },
  // Adam, cautious, pass 2 of 2
  "74a96046dfcc2f87": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[3] !== 0;
    const c1 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t8 = c1 ? y : fround(y + fround(s5 * x));
      const t10 = fround(t8 - a0);
      const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
      const t31 = fround(fround(a1 * s9) + fround(fround(s10 * t8) * t8));
      expAvg[slotFirst + i] = t17;
      expAvgSq[slotFirst + i] = t31;
      p[first + i] = fround(
        fround(x * s1) +
          fround(
            fround(s2 * fround(t17 * (0 < fround(t17 * t8) ? s8 : 0))) / fround(fround(sqrt(t31)) + s11),
          ),
      );
    }
  },
  // Adam, amsgrad cautious, pass 2 of 2
  "1ce793196038da9c": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const maxExpAvgSq = arrays[1] as Float32Array;
    const expAvgSq = arrays[2] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[3] !== 0;
    const c1 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = maxExpAvgSq[slotFirst + i] as number;
      const a2 = expAvgSq[slotFirst + i] as number;
      const t8 = c1 ? y : fround(y + fround(s5 * x));
      const t10 = fround(t8 - a0);
      const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
      const t32 = fround(fround(a2 * s9) + fround(fround(s10 * t8) * t8));
      const t33 = t32 > a1 || t32 !== t32 ? t32 : a1;
      expAvg[slotFirst + i] = t17;
      maxExpAvgSq[slotFirst + i] = t33;
      expAvgSq[slotFirst + i] = t32;
      p[first + i] = fround(
        fround(x * s1) +
          fround(
            fround(s2 * fround(t17 * (0 < fround(t17 * t8) ? s8 : 0))) / fround(fround(sqrt(t33)) + s11),
          ),
      );
    }
  },
};
