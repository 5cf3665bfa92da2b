/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
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
  },
  scalars: {
    "1872ea662f78aea3": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[2] as number;
      const r3 = inputs[1] as number;
      const r5 = 1 - r3;
      const r6 = inputs[3] as number;
      const r8 = r6 === 0 ? 1 : 0;
      out[start + 0] = r1;
      out[start + 1] = r2;
      out[start + 2] = r3;
      out[start + 3] = r5;
      out[start + 4] = r8;
      out[start + 5] = r6;
    },
  },
};
