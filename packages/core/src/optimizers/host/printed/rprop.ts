/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { PrintedRules } from "../../rule/program.js";

const { fround } = Math;

export const printed: PrintedRules = {
  loops: {
    // Rprop
    "7e8cc5bba25a0128": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const prev = arrays[0] as Float32Array;
      const stepSize = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = prev[slotFirst + i] as number;
        const a1 = stepSize[slotFirst + i] as number;
        const t3 = fround(y * a0);
        const t5 = t3 < 0;
        const t6 = t5 ? 0 : y;
        const t17 = fround(a1 * (0 < t3 ? s2 : t5 ? s3 : 1));
        const t20 = t17 <= s4 ? s4 : t17;
        const t22 = s1 <= t20 ? s1 : t20;
        prev[slotFirst + i] = t6;
        stepSize[slotFirst + i] = t22;
        p[first + i] = fround(x + fround(-(t6 > 0 ? 1 : t6 < 0 ? -1 : 0) * t22));
      }
    },
  },
  scalars: {
    "6359780ad6a9863f": (inputs, _powers, out, start) => {
      const r0 = inputs[4] as number;
      const r1 = inputs[2] as number;
      const r2 = inputs[1] as number;
      const r3 = inputs[3] as number;
      out[start + 0] = r0;
      out[start + 1] = r1;
      out[start + 2] = r2;
      out[start + 3] = r3;
    },
  },
};
