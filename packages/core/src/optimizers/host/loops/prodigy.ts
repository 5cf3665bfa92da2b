/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { abs, fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Prodigy, pass 1 of 2
  "1a98b280b1029ec1": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const sSlot = arrays[0] as Float32Array;
    const p0 = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s4 = scalars[4] as number;
    const c0 = scalars[3] !== 0;
    const lanes0 = new Float64Array(8);
    const lanes1 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = sSlot[slotFirst + i] as number;
      const a1 = p0[slotFirst + i] as number;
      const t9 = c0 ? y : fround(y + fround(s4 * x));
      lanes0[i & 7] = (lanes0[i & 7] as number) + abs(fround(fround(a0 * s1) + fround(s2 * t9)));
      lanes1[i & 7] = (lanes1[i & 7] as number) + fround(t9 * fround(a1 - x));
    }
    sums[0] = addLanes(lanes0);
    sums[1] = addLanes(lanes1);
  },
  // Prodigy, pass 2 of 2
  "6e25de7672b0ea7b": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const expAvgSq = arrays[1] as Float32Array;
    const sSlot = arrays[2] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    const s8 = scalars[8] as number;
    const s9 = scalars[9] as number;
    const s10 = scalars[10] as number;
    const s11 = scalars[11] as number;
    const c0 = scalars[5] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const a1 = expAvgSq[slotFirst + i] as number;
      const a2 = sSlot[slotFirst + i] as number;
      const t12 = c0 ? y : fround(y + fround(s6 * x));
      const t14 = fround(fround(a0 * s3) + fround(s4 * t12));
      const t22 = fround(fround(a1 * s7) + fround(fround(s8 * t12) * t12));
      expAvg[slotFirst + i] = t14;
      expAvgSq[slotFirst + i] = t22;
      sSlot[slotFirst + i] = fround(fround(a2 * s10) + fround(s11 * t12));
      p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t14) / fround(fround(sqrt(t22)) + s9)));
    }
  },
};
