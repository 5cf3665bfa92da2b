/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { PrintedRules } from "../../rule/program.js";

const { fround } = Math;

export const printed: PrintedRules = {
  loops: {
    // EMA
    a1b9282c02136a29: ({ p, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const ema = arrays[0] as Float32Array;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const a0 = ema[slotFirst + i] as number;
        ema[slotFirst + i] = fround(fround(a0 * s1) + fround(x * s2));
      }
    },
  },
  scalars: {
    "617ec08b864584bc": (inputs, _powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      out[start + 0] = r0;
      out[start + 1] = r2;
    },
  },
};
