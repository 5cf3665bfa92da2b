/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Adagrad
  a7210348d622686b: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const sum = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s3 = scalars[3] as number;
    const s4 = scalars[4] as number;
    const c0 = scalars[2] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = sum[slotFirst + i] as number;
      const t6 = c0 ? y : fround(y + fround(s3 * x));
      const t10 = fround(a0 + fround(t6 * t6));
      sum[slotFirst + i] = t10;
      p[first + i] = fround(x + fround(fround(s1 * t6) / fround(fround(sqrt(t10)) + s4)));
    }
  },
};
