/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { abs, fround } = Math;

export const printed: PrintedRules = {
  loops: {
    // Adamax
    "687b24bf12b75542": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expInf = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expInf[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t12 = fround(fround(a0 * s2) + fround(t9 * s5));
        const t16 = fround(a1 * s6);
        const t19 = fround(abs(t9) + s7);
        const t20 = t19 > t16 || Number.isNaN(t19) ? t19 : t16;
        expAvg[slotFirst + i] = t12;
        expInf[slotFirst + i] = t20;
        p[first + i] = fround(x + fround(fround(s1 * t12) / t20));
      }
    },
    // Adamax, cautious, pass 1 of 2
    "40d14a193464f668": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const c0 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s3 * x));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) + (0 < fround(fround(fround(a0 * s1) + fround(t9 * s4)) * t9) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // Adamax, cautious, pass 2 of 2
    e18263fd131f4682: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expInf = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expInf[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t12 = fround(fround(a0 * s2) + fround(t9 * s5));
        const t22 = fround(a1 * s7);
        const t25 = fround(abs(t9) + s8);
        const t26 = t25 > t22 || Number.isNaN(t25) ? t25 : t22;
        expAvg[slotFirst + i] = t12;
        expInf[slotFirst + i] = t26;
        p[first + i] = fround(x + fround(fround(s1 * fround(t12 * (0 < fround(t12 * t9) ? s6 : 0))) / t26));
      }
    },
  },
  scalars: {
    b84b85010da0ad78: (inputs, powers, out, start) => {
      const r0 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = inputs[5] as number;
      operands[0] = r2;
      operands[1] = r3;
      (powers[0] as WholePowers).ofOperands();
      const r4 = operands[0] as number;
      const r5 = 1 - r4;
      const r6 = r0 / r5;
      const r7 = -r6;
      const r8 = inputs[4] as number;
      const r10 = r8 === 0 ? 1 : 0;
      const r11 = 1 - r2;
      const r12 = inputs[2] as number;
      const r13 = inputs[3] as number;
      out[start + 0] = r7;
      out[start + 1] = r2;
      out[start + 2] = r10;
      out[start + 3] = r8;
      out[start + 4] = r11;
      out[start + 5] = r12;
      out[start + 6] = r13;
    },
    d4a57dc45c978423: (inputs, _powers, out, start) => {
      const r0 = inputs[1] as number;
      const r1 = inputs[4] as number;
      const r3 = r1 === 0 ? 1 : 0;
      const r5 = 1 - r0;
      out[start + 0] = r0;
      out[start + 1] = r3;
      out[start + 2] = r1;
      out[start + 3] = r5;
    },
    "105130296228947e": (inputs, powers, out, start) => {
      const r0 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = inputs[5] as number;
      operands[0] = r2;
      operands[1] = r3;
      (powers[0] as WholePowers).ofOperands();
      const r4 = operands[0] as number;
      const r5 = 1 - r4;
      const r6 = r0 / r5;
      const r7 = -r6;
      const r8 = inputs[4] as number;
      const r10 = r8 === 0 ? 1 : 0;
      const r11 = 1 - r2;
      const r12 = inputs[9] as number;
      const r13 = inputs[6] as number;
      const r14 = r12 / r13;
      const r15 = fround(r14);
      const r17 = Math.max(r15, 0.001);
      const r18 = 1 / r17;
      const r19 = inputs[2] as number;
      const r20 = inputs[3] as number;
      out[start + 0] = r7;
      out[start + 1] = r2;
      out[start + 2] = r10;
      out[start + 3] = r8;
      out[start + 4] = r11;
      out[start + 5] = r18;
      out[start + 6] = r19;
      out[start + 7] = r20;
    },
  },
};
