/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { Loop } from "../../rule/program.js";

const { fround } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // ASGD
  "36961e4b29a4c8c6": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
    const ax = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const s2 = scalars[2] as number;
    const s4 = scalars[4] as number;
    const s6 = scalars[6] as number;
    const c0 = scalars[3] !== 0;
    const c1 = scalars[5] !== 0;
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = ax[slotFirst + i] as number;
      const t10 = fround(fround(x * s1) + fround(s2 * (c0 ? y : fround(y + fround(s4 * x)))));
      ax[slotFirst + i] = c1 ? t10 : fround(a0 + fround(fround(t10 - a0) * s6));
      p[first + i] = t10;
    }
  },
};
