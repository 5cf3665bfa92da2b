/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Lion
  d2edee491f61241a: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t10 = fround(fround(a0 * s3) + fround(y * s4));
      expAvg[slotFirst + i] = fround(fround(a0 * s5) + fround(y * s6));
      p[first + i] = fround(fround(x * s1) + fround(s2 * (t10 > 0 ? 1 : t10 < 0 ? -1 : 0)));
    }
  },
  // Lion, cautious, pass 1 of 2
  f87f661ef298dd8d: ({ g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t7 = fround(fround(a0 * s1) + fround(y * s2));
      lanes0[i & 7] = (lanes0[i & 7] as number) + (0 < fround((t7 > 0 ? 1 : t7 < 0 ? -1 : 0) * y) ? 1 : 0);
    }
    sums[0] = addLanes(lanes0);
  },
  // Lion, cautious, pass 2 of 2
  b8c1ce6f7e0825fe: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const expAvg = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s5 = scalars[5] as number;
    const s6 = scalars[6] as number;
    const s7 = scalars[7] as number;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = expAvg[slotFirst + i] as number;
      const t10 = fround(fround(a0 * s3) + fround(y * s4));
      const t11 = t10 > 0 ? 1 : t10 < 0 ? -1 : 0;
      expAvg[slotFirst + i] = fround(fround(a0 * s6) + fround(y * s7));
      p[first + i] = fround(fround(x * s1) + fround(s2 * fround(t11 * (0 < fround(t11 * y) ? s5 : 0))));
    }
  },
};
