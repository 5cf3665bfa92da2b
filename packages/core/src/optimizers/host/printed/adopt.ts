/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // ADOPT
    "1fe9a38564addc2e": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const c0 = scalars[5] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t12 = c0 ? y : fround(y + fround(s6 * x));
        const t15 = fround(sqrt(a1));
        const t17 = fround(t12 / (t15 > s7 || Number.isNaN(t15) ? t15 : s7));
        const t20 = t17 <= s8 ? s8 : t17;
        const t25 = fround(fround(a0 * s3) + fround((s4 <= t20 ? s4 : t20) * s9));
        expAvg[slotFirst + i] = t25;
        expAvgSq[slotFirst + i] = fround(fround(a1 * s10) + fround(fround(s11 * t12) * t12));
        p[first + i] = fround(fround(x * s1) + fround(s2 * t25));
      }
    },
    // ADOPT, cautious, pass 1 of 2
    dd7ed23d34d6d7be: ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const c0 = scalars[3] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t10 = c0 ? y : fround(y + fround(s4 * x));
        const t13 = fround(sqrt(a1));
        const t15 = fround(t10 / (t13 > s5 || Number.isNaN(t13) ? t13 : s5));
        const t18 = t15 <= s6 ? s6 : t15;
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 < fround(fround(fround(a0 * s1) + fround((s2 <= t18 ? s2 : t18) * s7)) * t10) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // ADOPT, cautious, pass 2 of 2
    d60e4356c0e119df: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const s12 = scalars[12] as number;
      const c0 = scalars[5] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t12 = c0 ? y : fround(y + fround(s6 * x));
        const t15 = fround(sqrt(a1));
        const t17 = fround(t12 / (t15 > s7 || Number.isNaN(t15) ? t15 : s7));
        const t20 = t17 <= s8 ? s8 : t17;
        const t25 = fround(fround(a0 * s3) + fround((s4 <= t20 ? s4 : t20) * s9));
        expAvg[slotFirst + i] = t25;
        expAvgSq[slotFirst + i] = fround(fround(a1 * s11) + fround(fround(s12 * t12) * t12));
        p[first + i] = fround(fround(x * s1) + fround(s2 * fround(t25 * (0 < fround(t25 * t12) ? s10 : 0))));
      }
    },
  },
  scalars: {
    "856daf653be0eca4": (inputs, _powers, out, start) => {
      const r0 = inputs[7] as number;
      const r2 = r0 === 1 ? 1 : 0;
      const r3 = r2 !== 0 ? 1 : 1;
      const r4 = inputs[0] as number;
      const r5 = -r4;
      const r6 = inputs[1] as number;
      const r8 = inputs[4] as number;
      const r10 = r8 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r11 = r0 - 1;
      operands[0] = r11;
      operands[1] = r8;
      powerOfOperands();
      const r12 = operands[0] as number;
      const r13 = r10 !== 0 ? Number.POSITIVE_INFINITY : r12;
      const r14 = r2 !== 0 ? 0 : r13;
      const r15 = inputs[5] as number;
      const r16 = r15 === 0 ? 1 : 0;
      const r17 = inputs[3] as number;
      const r18 = -r14;
      const r19 = 1 - r6;
      const r20 = inputs[2] as number;
      const r21 = r2 !== 0 ? 1 : r20;
      const r22 = 1 - r20;
      const r23 = r2 !== 0 ? 1 : r22;
      out[start + 0] = r3;
      out[start + 1] = r5;
      out[start + 2] = r6;
      out[start + 3] = r14;
      out[start + 4] = r16;
      out[start + 5] = r15;
      out[start + 6] = r17;
      out[start + 7] = r18;
      out[start + 8] = r19;
      out[start + 9] = r21;
      out[start + 10] = r23;
    },
    "0750840edd69c0ed": (inputs, _powers, out, start) => {
      const r0 = inputs[7] as number;
      const r2 = r0 === 1 ? 1 : 0;
      const r3 = inputs[0] as number;
      const r4 = inputs[5] as number;
      const r5 = r3 * r4;
      const r6 = 1 - r5;
      const r7 = r2 !== 0 ? 1 : r6;
      const r8 = -r3;
      const r9 = inputs[1] as number;
      const r11 = inputs[4] as number;
      const r13 = r11 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r14 = r0 - 1;
      operands[0] = r14;
      operands[1] = r11;
      powerOfOperands();
      const r15 = operands[0] as number;
      const r16 = r13 !== 0 ? Number.POSITIVE_INFINITY : r15;
      const r17 = r2 !== 0 ? 0 : r16;
      const r18 = inputs[3] as number;
      const r19 = -r17;
      const r20 = 1 - r9;
      const r21 = inputs[2] as number;
      const r22 = r2 !== 0 ? 1 : r21;
      const r23 = 1 - r21;
      const r24 = r2 !== 0 ? 1 : r23;
      out[start + 0] = r7;
      out[start + 1] = r8;
      out[start + 2] = r9;
      out[start + 3] = r17;
      out[start + 4] = 1;
      out[start + 5] = 0;
      out[start + 6] = r18;
      out[start + 7] = r19;
      out[start + 8] = r20;
      out[start + 9] = r22;
      out[start + 10] = r24;
    },
    "8e5dd105bd1825f4": (inputs, _powers, out, start) => {
      const r0 = inputs[1] as number;
      const r1 = inputs[7] as number;
      const r3 = r1 === 1 ? 1 : 0;
      const r5 = inputs[4] as number;
      const r7 = r5 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r8 = r1 - 1;
      operands[0] = r8;
      operands[1] = r5;
      powerOfOperands();
      const r9 = operands[0] as number;
      const r10 = r7 !== 0 ? Number.POSITIVE_INFINITY : r9;
      const r11 = r3 !== 0 ? 0 : r10;
      const r12 = inputs[5] as number;
      const r13 = r12 === 0 ? 1 : 0;
      const r14 = inputs[3] as number;
      const r15 = -r11;
      const r16 = 1 - r0;
      out[start + 0] = r0;
      out[start + 1] = r11;
      out[start + 2] = r13;
      out[start + 3] = r12;
      out[start + 4] = r14;
      out[start + 5] = r15;
      out[start + 6] = r16;
    },
    "770bc6b2eacb223f": (inputs, _powers, out, start) => {
      const r0 = inputs[7] as number;
      const r2 = r0 === 1 ? 1 : 0;
      const r3 = r2 !== 0 ? 1 : 1;
      const r4 = inputs[0] as number;
      const r5 = -r4;
      const r6 = inputs[1] as number;
      const r8 = inputs[4] as number;
      const r10 = r8 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r11 = r0 - 1;
      operands[0] = r11;
      operands[1] = r8;
      powerOfOperands();
      const r12 = operands[0] as number;
      const r13 = r10 !== 0 ? Number.POSITIVE_INFINITY : r12;
      const r14 = r2 !== 0 ? 0 : r13;
      const r15 = inputs[5] as number;
      const r16 = r15 === 0 ? 1 : 0;
      const r17 = inputs[3] as number;
      const r18 = -r14;
      const r19 = 1 - r6;
      const r20 = inputs[11] as number;
      const r21 = inputs[8] as number;
      const r22 = r20 / r21;
      const r23 = fround(r22);
      const r25 = Math.max(r23, 0.001);
      const r26 = 1 / r25;
      const r27 = inputs[2] as number;
      const r28 = r2 !== 0 ? 1 : r27;
      const r29 = 1 - r27;
      const r30 = r2 !== 0 ? 1 : r29;
      out[start + 0] = r3;
      out[start + 1] = r5;
      out[start + 2] = r6;
      out[start + 3] = r14;
      out[start + 4] = r16;
      out[start + 5] = r15;
      out[start + 6] = r17;
      out[start + 7] = r18;
      out[start + 8] = r19;
      out[start + 9] = r26;
      out[start + 10] = r28;
      out[start + 11] = r30;
    },
  },
};
