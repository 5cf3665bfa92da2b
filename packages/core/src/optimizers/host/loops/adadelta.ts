/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Adadelta
  e33c9fcc2a16d531: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const accDelta = arrays[0] as Float32Array;
    const squareAvg = arrays[1] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const s6 = scalars[6] as number;
    const c0 = scalars[5] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = accDelta[slotFirst + i] as number;
      const a1 = squareAvg[slotFirst + i] as number;
      const t14 = c0 ? y : fround(y + fround(s6 * x));
      const t17 = fround(fround(a1 * s3) + fround(fround(s4 * t14) * t14));
      const t21 = fround(fround(fround(sqrt(fround(a0 + s2))) / fround(sqrt(fround(t17 + s2)))) * t14);
      accDelta[slotFirst + i] = fround(fround(a0 * s3) + fround(fround(s4 * t21) * t21));
      squareAvg[slotFirst + i] = t17;
      p[first + i] = fround(x + fround(s1 * t21));
    }
  },
};
