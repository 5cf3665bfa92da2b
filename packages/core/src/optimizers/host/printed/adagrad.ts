/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
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
  },
  scalars: {
    "8a970c5f463ea6ba": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r2 = inputs[5] as number;
      const r3 = r2 - 1;
      const r4 = inputs[1] as number;
      const r5 = r3 * r4;
      const r6 = 1 + r5;
      const r7 = r0 / r6;
      const r8 = -r7;
      const r9 = inputs[2] as number;
      const r11 = r9 === 0 ? 1 : 0;
      const r12 = inputs[4] as number;
      out[start + 0] = r8;
      out[start + 1] = r11;
      out[start + 2] = r9;
      out[start + 3] = r12;
    },
  },
};
