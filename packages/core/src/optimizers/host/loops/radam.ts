/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // RAdam
  "71d9a9bb735456e2": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const c0 = scalars[2] !== 0;
    const c1 = scalars[5] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t11 = c1 ? y : fround(y + fround(s6 * x));
      const t14 = fround(fround(a0 * s4) + fround(t11 * s7));
      const t15 = fround(s3 * t14);
      const t22 = fround(fround(a1 * s8) + fround(fround(s9 * t11) * t11));
      expAvg[slotFirst + i] = t14;
      expAvgSq[slotFirst + i] = t22;
      p[first + i] = fround(fround(x * s1) + (c0 ? fround(t15 / fround(fround(sqrt(t22)) + s10)) : t15));
    }
  },
  // RAdam, cautious, pass 1 of 2
  "40d14a193464f668": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const c0 = scalars[2] !== 0;
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t9 = c0 ? y : fround(y + fround(s3 * x));
      lanes0[i & 7] =
        (lanes0[i & 7] as number) + (0 < fround(fround(fround(a0 * s1) + fround(t9 * s4)) * t9) ? 1 : 0);
    }
    sums[0] = addLanes(lanes0);
  },
  // RAdam, cautious, pass 2 of 2
  c41cee6c8334c0e7: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[2] !== 0;
    const c1 = scalars[5] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t11 = c1 ? y : fround(y + fround(s6 * x));
      const t14 = fround(fround(a0 * s4) + fround(t11 * s7));
      const t21 = fround(s3 * fround(t14 * (0 < fround(t14 * t11) ? s8 : 0)));
      const t28 = fround(fround(a1 * s9) + fround(fround(s10 * t11) * t11));
      expAvg[slotFirst + i] = t14;
      expAvgSq[slotFirst + i] = t28;
      p[first + i] = fround(fround(x * s1) + (c0 ? fround(t21 / fround(fround(sqrt(t28)) + s11)) : t21));
    }
  },
};
