/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // NAdam
  "7c554a4ea9b3bf71": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const c0 = scalars[3] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t8 = c0 ? y : fround(y + fround(s4 * x));
      const t16 = fround(fround(a0 * s6) + fround(t8 * s7));
      const t25 = fround(fround(a1 * s8) + fround(fround(s9 * t8) * t8));
      expAvg[slotFirst + i] = t16;
      expAvgSq[slotFirst + i] = t25;
      p[first + i] = fround(
        fround(x * s1) + fround(fround(fround(s2 * t8) + fround(s5 * t16)) / fround(fround(sqrt(t25)) + s10)),
      );
    }
  },
  // NAdam, cautious, pass 1 of 2
  "21820bc64a123f77": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const c0 = scalars[2] !== 0;
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t7 = c0 ? y : fround(y + fround(s3 * x));
      lanes0[i & 7] =
        (lanes0[i & 7] as number) +
        (0 < fround(-fround(fround(s1 * t7) + fround(s4 * fround(fround(a0 * s5) + fround(t7 * s6)))) * t7)
          ? 1
          : 0);
    }
    sums[0] = addLanes(lanes0);
  },
  // NAdam, cautious, pass 2 of 2
  b68f4786550a401d: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[3] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const t8 = c0 ? y : fround(y + fround(s4 * x));
      const t16 = fround(fround(a0 * s6) + fround(t8 * s7));
      const t19 = -fround(fround(s2 * t8) + fround(s5 * t16));
      const t33 = fround(fround(a1 * s9) + fround(fround(s10 * t8) * t8));
      expAvg[slotFirst + i] = t16;
      expAvgSq[slotFirst + i] = t33;
      p[first + i] = fround(
        fround(x * s1) +
          fround(-fround(t19 * (0 < fround(t19 * t8) ? s8 : 0)) / fround(fround(sqrt(t33)) + s11)),
      );
    }
  },
};
