/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { logarithmOfOperand } from "../../../math/logarithm.js";
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // AdEMAMix
    "706e7e551a3a63f8": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSlow = arrays[1] as Float32Array;
      const expAvgSq = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const s12 = scalars[12] as number;
      const s13 = scalars[13] as number;
      const s14 = scalars[14] as number;
      const c0 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSlow[slotFirst + i] as number;
        const a2 = expAvgSq[slotFirst + i] as number;
        const t11 = c0 ? y : fround(y + fround(s5 * x));
        const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
        const t23 = fround(fround(a1 * s9) + fround(t11 * s10));
        const t33 = fround(fround(a2 * s11) + fround(fround(s12 * t11) * t11));
        expAvg[slotFirst + i] = t14;
        expAvgSlow[slotFirst + i] = t23;
        expAvgSq[slotFirst + i] = t33;
        p[first + i] = fround(
          fround(x * s1) +
            fround(
              fround(s2 * fround(fround(t14 / s7) + fround(s8 * t23))) /
                fround(fround(fround(sqrt(t33)) / s13) + s14),
            ),
        );
      }
    },
    // AdEMAMix, cautious, pass 1 of 2
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
    // AdEMAMix, cautious, pass 2 of 2
    "703aa7ccd52da82f": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSlow = arrays[1] as Float32Array;
      const expAvgSq = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const s12 = scalars[12] as number;
      const s13 = scalars[13] as number;
      const s14 = scalars[14] as number;
      const s15 = scalars[15] as number;
      const c0 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSlow[slotFirst + i] as number;
        const a2 = expAvgSq[slotFirst + i] as number;
        const t11 = c0 ? y : fround(y + fround(s5 * x));
        const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
        const t29 = fround(fround(a1 * s10) + fround(t11 * s11));
        const t39 = fround(fround(a2 * s12) + fround(fround(s13 * t11) * t11));
        expAvg[slotFirst + i] = t14;
        expAvgSlow[slotFirst + i] = t29;
        expAvgSq[slotFirst + i] = t39;
        p[first + i] = fround(
          fround(x * s1) +
            fround(
              fround(
                s2 * fround(fround(fround(t14 * (0 < fround(t14 * t11) ? s7 : 0)) / s8) + fround(s9 * t29)),
              ) / fround(fround(fround(sqrt(t39)) / s14) + s15),
            ),
        );
      }
    },
  },
  scalars: {
    cdb102481633930d: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = -r1;
      const r3 = inputs[1] as number;
      const r4 = inputs[4] as number;
      const r6 = r4 === 0 ? 1 : 0;
      const r7 = 1 - r3;
      const r8 = inputs[8] as number;
      operands[0] = r3;
      operands[1] = r8;
      (powers[0] as WholePowers).ofOperands();
      const r9 = operands[0] as number;
      const r10 = 1 - r9;
      const r11 = inputs[6] as number;
      const r13 = r11 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r14 = inputs[5] as number;
      const r15 = r8 / r11;
      const r16 = r15 * r14;
      const r17 = Math.min(r16, r14);
      const r18 = r13 !== 0 ? r14 : r17;
      const r19 = inputs[3] as number;
      operands[0] = r19;
      logarithmOfOperand();
      const r20 = operands[0] as number;
      const r21 = 1 - r15;
      const r22 = r21 * r20;
      operands[0] = r3;
      logarithmOfOperand();
      const r23 = operands[0] as number;
      const r24 = r15 * r23;
      const r25 = r22 + r24;
      const r26 = r20 / r25;
      operands[0] = r3;
      operands[1] = r26;
      powerOfOperands();
      const r27 = operands[0] as number;
      const r28 = Math.min(r27, r19);
      const r29 = r13 !== 0 ? r19 : r28;
      const r30 = 1 - r29;
      const r31 = inputs[2] as number;
      const r32 = 1 - r31;
      operands[0] = r31;
      operands[1] = r8;
      (powers[1] as WholePowers).ofOperands();
      const r33 = operands[0] as number;
      const r34 = 1 - r33;
      const r35 = sqrt(r34);
      const r36 = inputs[7] as number;
      out[start + 0] = 1;
      out[start + 1] = r2;
      out[start + 2] = r3;
      out[start + 3] = r6;
      out[start + 4] = r4;
      out[start + 5] = r7;
      out[start + 6] = r10;
      out[start + 7] = r18;
      out[start + 8] = r29;
      out[start + 9] = r30;
      out[start + 10] = r31;
      out[start + 11] = r32;
      out[start + 12] = r35;
      out[start + 13] = r36;
    },
    "3939a5cd39c29066": (inputs, powers, out, start) => {
      const r1 = inputs[4] as number;
      const r2 = inputs[0] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = -r2;
      const r6 = inputs[1] as number;
      const r8 = 1 - r6;
      const r9 = inputs[8] as number;
      operands[0] = r6;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r10 = operands[0] as number;
      const r11 = 1 - r10;
      const r12 = inputs[6] as number;
      const r14 = r12 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r15 = inputs[5] as number;
      const r16 = r9 / r12;
      const r17 = r16 * r15;
      const r18 = Math.min(r17, r15);
      const r19 = r14 !== 0 ? r15 : r18;
      const r20 = inputs[3] as number;
      operands[0] = r20;
      logarithmOfOperand();
      const r21 = operands[0] as number;
      const r22 = 1 - r16;
      const r23 = r22 * r21;
      operands[0] = r6;
      logarithmOfOperand();
      const r24 = operands[0] as number;
      const r25 = r16 * r24;
      const r26 = r23 + r25;
      const r27 = r21 / r26;
      operands[0] = r6;
      operands[1] = r27;
      powerOfOperands();
      const r28 = operands[0] as number;
      const r29 = Math.min(r28, r20);
      const r30 = r14 !== 0 ? r20 : r29;
      const r31 = 1 - r30;
      const r32 = inputs[2] as number;
      const r33 = 1 - r32;
      operands[0] = r32;
      operands[1] = r9;
      (powers[1] as WholePowers).ofOperands();
      const r34 = operands[0] as number;
      const r35 = 1 - r34;
      const r36 = sqrt(r35);
      const r37 = inputs[7] as number;
      out[start + 0] = r4;
      out[start + 1] = r5;
      out[start + 2] = r6;
      out[start + 3] = 1;
      out[start + 4] = 0;
      out[start + 5] = r8;
      out[start + 6] = r11;
      out[start + 7] = r19;
      out[start + 8] = r30;
      out[start + 9] = r31;
      out[start + 10] = r32;
      out[start + 11] = r33;
      out[start + 12] = r36;
      out[start + 13] = r37;
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
    f2a793f4e33c55c5: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = -r1;
      const r3 = inputs[1] as number;
      const r4 = inputs[4] as number;
      const r6 = r4 === 0 ? 1 : 0;
      const r7 = 1 - r3;
      const r8 = inputs[12] as number;
      const r9 = inputs[9] as number;
      const r10 = r8 / r9;
      const r11 = fround(r10);
      const r13 = Math.max(r11, 0.001);
      const r14 = 1 / r13;
      const r15 = inputs[8] as number;
      operands[0] = r3;
      operands[1] = r15;
      (powers[0] as WholePowers).ofOperands();
      const r16 = operands[0] as number;
      const r17 = 1 - r16;
      const r18 = inputs[6] as number;
      const r20 = r18 === Number.POSITIVE_INFINITY ? 1 : 0;
      const r21 = inputs[5] as number;
      const r22 = r15 / r18;
      const r23 = r22 * r21;
      const r24 = Math.min(r23, r21);
      const r25 = r20 !== 0 ? r21 : r24;
      const r26 = inputs[3] as number;
      operands[0] = r26;
      logarithmOfOperand();
      const r27 = operands[0] as number;
      const r28 = 1 - r22;
      const r29 = r28 * r27;
      operands[0] = r3;
      logarithmOfOperand();
      const r30 = operands[0] as number;
      const r31 = r22 * r30;
      const r32 = r29 + r31;
      const r33 = r27 / r32;
      operands[0] = r3;
      operands[1] = r33;
      powerOfOperands();
      const r34 = operands[0] as number;
      const r35 = Math.min(r34, r26);
      const r36 = r20 !== 0 ? r26 : r35;
      const r37 = 1 - r36;
      const r38 = inputs[2] as number;
      const r39 = 1 - r38;
      operands[0] = r38;
      operands[1] = r15;
      (powers[1] as WholePowers).ofOperands();
      const r40 = operands[0] as number;
      const r41 = 1 - r40;
      const r42 = sqrt(r41);
      const r43 = inputs[7] as number;
      out[start + 0] = 1;
      out[start + 1] = r2;
      out[start + 2] = r3;
      out[start + 3] = r6;
      out[start + 4] = r4;
      out[start + 5] = r7;
      out[start + 6] = r14;
      out[start + 7] = r17;
      out[start + 8] = r25;
      out[start + 9] = r36;
      out[start + 10] = r37;
      out[start + 11] = r38;
      out[start + 12] = r39;
      out[start + 13] = r42;
      out[start + 14] = r43;
    },
  },
};
