/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // AdEMAMix
  "706e7e551a3a63f8": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSlow = arrays[1] as Float32Array;
    const expAvgSq = arrays[2] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const s12 = scalars[12] as number;
    const s13 = scalars[13] as number;
    const s14 = scalars[14] as number;
    const c0 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSlow[slotFirst + i] as number;
      const a2 = expAvgSq[slotFirst + i] as number;
      const t11 = c0 ? y : fround(y + fround(s5 * x));
      const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
      const t23 = fround(fround(a1 * s9) + fround(t11 * s10));
      const t33 = fround(fround(a2 * s11) + fround(fround(s12 * t11) * t11));
      expAvg[slotFirst + i] = t14;
      expAvgSlow[slotFirst + i] = t23;
      expAvgSq[slotFirst + i] = t33;
      p[first + i] = fround(
        fround(x * s1) +
          fround(
            fround(s2 * fround(fround(t14 / s7) + fround(s8 * t23))) /
              fround(fround(fround(sqrt(t33)) / s13) + s14),
          ),
      );
    }
  },
  // AdEMAMix, cautious, pass 1 of 2
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
  // AdEMAMix, cautious, pass 2 of 2
  "703aa7ccd52da82f": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSlow = arrays[1] as Float32Array;
    const expAvgSq = arrays[2] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const s12 = scalars[12] as number;
    const s13 = scalars[13] as number;
    const s14 = scalars[14] as number;
    const s15 = scalars[15] as number;
    const c0 = scalars[4] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSlow[slotFirst + i] as number;
      const a2 = expAvgSq[slotFirst + i] as number;
      const t11 = c0 ? y : fround(y + fround(s5 * x));
      const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
      const t29 = fround(fround(a1 * s10) + fround(t11 * s11));
      const t39 = fround(fround(a2 * s12) + fround(fround(s13 * t11) * t11));
      expAvg[slotFirst + i] = t14;
      expAvgSlow[slotFirst + i] = t29;
      expAvgSq[slotFirst + i] = t39;
      p[first + i] = fround(
        fround(x * s1) +
          fround(
            fround(
              s2 * fround(fround(fround(t14 * (0 < fround(t14 * t11) ? s7 : 0)) / s8) + fround(s9 * t29)),
            ) / fround(fround(fround(sqrt(t39)) / s14) + s15),
          ),
      );
    }
  },
};
