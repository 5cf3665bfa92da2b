/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround } = Math;

export const printed: PrintedRules = {
  loops: {
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
  },
  scalars: {
    e1d017c596e4d842: (inputs, _powers, out, start) => {
      const r1 = inputs[1] as number;
      const r2 = inputs[9] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = -r2;
      const r6 = inputs[4] as number;
      const r8 = r6 === 0 ? 1 : 0;
      const r9 = inputs[10] as number;
      const r10 = r9 === 1 ? 1 : 0;
      out[start + 0] = r4;
      out[start + 1] = r5;
      out[start + 2] = r8;
      out[start + 3] = r6;
      out[start + 4] = r10;
      out[start + 5] = r9;
    },
    "9638b00471baa11d": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = r2 * r0;
      const r4 = inputs[5] as number;
      const r5 = r3 * r4;
      const r6 = 1 + r5;
      const r7 = inputs[2] as number;
      operands[0] = r6;
      operands[1] = r7;
      powerOfOperands();
      const r8 = operands[0] as number;
      const r9 = r0 / r8;
      const r10 = inputs[3] as number;
      const r11 = r4 - r10;
      const r12 = Math.max(1, r11);
      const r13 = 1 / r12;
      out[start + 0] = r9;
      out[start + 1] = r13;
    },
  },
};
