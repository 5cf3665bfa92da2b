/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // ADOPT
  "4fa6207cda3ccdd1": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[6] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t13 = c0 ? y : fround(y + fround(s7 * x));
      const t16 = fround(sqrt(a1));
      const t18 = fround(t13 / (t16 > s8 || t16 !== t16 ? t16 : s8));
      const t19 = t18 > s5 || t18 !== t18 ? t18 : s5;
      const t23 = fround(fround(a0 * s3) + fround((t19 < s4 || t19 !== t19 ? t19 : s4) * s9));
      expAvg[slotFirst + i] = t23;
      expAvgSq[slotFirst + i] = fround(fround(a1 * s10) + fround(fround(s11 * t13) * t13));
      p[first + i] = fround(fround(x * s1) + fround(s2 * t23));
    }
  },
  // ADOPT, cautious, pass 1 of 2
  "1dce013a1520008f": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const c0 = scalars[4] !== 0;
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t11 = c0 ? y : fround(y + fround(s5 * x));
      const t14 = fround(sqrt(a1));
      const t16 = fround(t11 / (t14 > s6 || t14 !== t14 ? t14 : s6));
      const t17 = t16 > s3 || t16 !== t16 ? t16 : s3;
      lanes0[i & 7] =
        (lanes0[i & 7] as number) +
        (0 < fround(fround(fround(a0 * s1) + fround((t17 < s2 || t17 !== t17 ? t17 : s2) * s7)) * t11)
          ? 1
          : 0);
    }
    sums[0] = addLanes(lanes0);
  },
  // ADOPT, cautious, pass 2 of 2
  "703e43ae075ddba5": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const s12 = scalars[12] as number;
    const c0 = scalars[6] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t13 = c0 ? y : fround(y + fround(s7 * x));
      const t16 = fround(sqrt(a1));
      const t18 = fround(t13 / (t16 > s8 || t16 !== t16 ? t16 : s8));
      const t19 = t18 > s5 || t18 !== t18 ? t18 : s5;
      const t23 = fround(fround(a0 * s3) + fround((t19 < s4 || t19 !== t19 ? t19 : s4) * s9));
      expAvg[slotFirst + i] = t23;
      expAvgSq[slotFirst + i] = fround(fround(a1 * s11) + fround(fround(s12 * t13) * t13));
      p[first + i] = fround(fround(x * s1) + fround(s2 * fround(t23 * (0 < fround(t23 * t13) ? s10 : 0))));
    }
  },
};
