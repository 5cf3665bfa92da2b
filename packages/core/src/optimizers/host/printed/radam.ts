/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // RAdam
    "91646744fd45181b": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
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
      const c0 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t11 = c0 ? y : fround(y + fround(s5 * x));
        const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
        const t23 = fround(fround(a1 * s8) + fround(fround(s9 * t11) * t11));
        const t26 = fround(fround(sqrt(t23)) + s10);
        expAvg[slotFirst + i] = t14;
        expAvgSq[slotFirst + i] = t23;
        p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t14) / (s7 < t26 ? t26 : 1)));
      }
    },
    // RAdam, cautious, pass 1 of 2
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
    // RAdam, cautious, pass 2 of 2
    "0ef26ff6dbc6b03b": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
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
      const c0 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t11 = c0 ? y : fround(y + fround(s5 * x));
        const t14 = fround(fround(a0 * s3) + fround(t11 * s6));
        const t29 = fround(fround(a1 * s9) + fround(fround(s10 * t11) * t11));
        const t32 = fround(fround(sqrt(t29)) + s11);
        expAvg[slotFirst + i] = t14;
        expAvgSq[slotFirst + i] = t29;
        p[first + i] = fround(
          fround(x * s1) +
            fround(fround(s2 * fround(t14 * (0 < fround(t14 * t11) ? s7 : 0))) / (s8 < t32 ? t32 : 1)),
        );
      }
    },
  },
  scalars: {
    "81521c334f9077a4": (inputs, powers, out, start) => {
      const r3 = inputs[2] as number;
      const r4 = 1 - r3;
      const r5 = 2 / r4;
      const r6 = r5 - 1;
      const r7 = inputs[5] as number;
      const r8 = 2 * r7;
      operands[0] = r3;
      operands[1] = r7;
      (powers[0] as WholePowers).ofOperands();
      const r9 = operands[0] as number;
      const r10 = r8 * r9;
      const r11 = 1 - r9;
      const r12 = r10 / r11;
      const r13 = r6 - r12;
      const r14 = 5 < r13 ? 1 : 0;
      const r15 = inputs[0] as number;
      const r16 = inputs[1] as number;
      operands[0] = r16;
      operands[1] = r7;
      (powers[1] as WholePowers).ofOperands();
      const r17 = operands[0] as number;
      const r18 = 1 - r17;
      const r19 = r15 / r18;
      const r21 = r13 - 4;
      const r22 = r13 - 2;
      const r23 = r21 * r22;
      const r24 = r23 * r6;
      const r25 = r6 - 4;
      const r26 = r6 - 2;
      const r27 = r25 * r26;
      const r28 = r27 * r13;
      const r29 = r24 / r28;
      const r30 = sqrt(r29);
      const r31 = r19 * r30;
      const r32 = sqrt(r11);
      const r33 = r31 * r32;
      const r34 = r14 !== 0 ? r33 : r19;
      const r35 = -r34;
      const r36 = inputs[4] as number;
      const r38 = r36 === 0 ? 1 : 0;
      const r39 = 1 - r16;
      const r42 = r14 !== 0 ? -1 : Number.POSITIVE_INFINITY;
      const r43 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r35;
      out[start + 2] = r16;
      out[start + 3] = r38;
      out[start + 4] = r36;
      out[start + 5] = r39;
      out[start + 6] = r42;
      out[start + 7] = r3;
      out[start + 8] = r4;
      out[start + 9] = r43;
    },
    fccb0e54039912db: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r7 = inputs[2] as number;
      const r8 = 1 - r7;
      const r9 = 2 / r8;
      const r10 = r9 - 1;
      const r11 = inputs[5] as number;
      const r12 = 2 * r11;
      operands[0] = r7;
      operands[1] = r11;
      (powers[0] as WholePowers).ofOperands();
      const r13 = operands[0] as number;
      const r14 = r12 * r13;
      const r15 = 1 - r13;
      const r16 = r14 / r15;
      const r17 = r10 - r16;
      const r18 = 5 < r17 ? 1 : 0;
      const r19 = inputs[1] as number;
      operands[0] = r19;
      operands[1] = r11;
      (powers[1] as WholePowers).ofOperands();
      const r20 = operands[0] as number;
      const r21 = 1 - r20;
      const r22 = r1 / r21;
      const r24 = r17 - 4;
      const r25 = r17 - 2;
      const r26 = r24 * r25;
      const r27 = r26 * r10;
      const r28 = r10 - 4;
      const r29 = r10 - 2;
      const r30 = r28 * r29;
      const r31 = r30 * r17;
      const r32 = r27 / r31;
      const r33 = sqrt(r32);
      const r34 = r22 * r33;
      const r35 = sqrt(r15);
      const r36 = r34 * r35;
      const r37 = r18 !== 0 ? r36 : r22;
      const r38 = -r37;
      const r40 = 1 - r19;
      const r43 = r18 !== 0 ? -1 : Number.POSITIVE_INFINITY;
      const r44 = inputs[3] as number;
      out[start + 0] = r4;
      out[start + 1] = r38;
      out[start + 2] = r19;
      out[start + 3] = 1;
      out[start + 4] = 0;
      out[start + 5] = r40;
      out[start + 6] = r43;
      out[start + 7] = r7;
      out[start + 8] = r8;
      out[start + 9] = r44;
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
    "6bdbe33f4861b6aa": (inputs, powers, out, start) => {
      const r3 = inputs[2] as number;
      const r4 = 1 - r3;
      const r5 = 2 / r4;
      const r6 = r5 - 1;
      const r7 = inputs[5] as number;
      const r8 = 2 * r7;
      operands[0] = r3;
      operands[1] = r7;
      (powers[0] as WholePowers).ofOperands();
      const r9 = operands[0] as number;
      const r10 = r8 * r9;
      const r11 = 1 - r9;
      const r12 = r10 / r11;
      const r13 = r6 - r12;
      const r14 = 5 < r13 ? 1 : 0;
      const r15 = inputs[0] as number;
      const r16 = inputs[1] as number;
      operands[0] = r16;
      operands[1] = r7;
      (powers[1] as WholePowers).ofOperands();
      const r17 = operands[0] as number;
      const r18 = 1 - r17;
      const r19 = r15 / r18;
      const r21 = r13 - 4;
      const r22 = r13 - 2;
      const r23 = r21 * r22;
      const r24 = r23 * r6;
      const r25 = r6 - 4;
      const r26 = r6 - 2;
      const r27 = r25 * r26;
      const r28 = r27 * r13;
      const r29 = r24 / r28;
      const r30 = sqrt(r29);
      const r31 = r19 * r30;
      const r32 = sqrt(r11);
      const r33 = r31 * r32;
      const r34 = r14 !== 0 ? r33 : r19;
      const r35 = -r34;
      const r36 = inputs[4] as number;
      const r38 = r36 === 0 ? 1 : 0;
      const r39 = 1 - r16;
      const r40 = inputs[9] as number;
      const r41 = inputs[6] as number;
      const r42 = r40 / r41;
      const r43 = fround(r42);
      const r45 = Math.max(r43, 0.001);
      const r46 = 1 / r45;
      const r49 = r14 !== 0 ? -1 : Number.POSITIVE_INFINITY;
      const r50 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r35;
      out[start + 2] = r16;
      out[start + 3] = r38;
      out[start + 4] = r36;
      out[start + 5] = r39;
      out[start + 6] = r46;
      out[start + 7] = r49;
      out[start + 8] = r3;
      out[start + 9] = r4;
      out[start + 10] = r50;
    },
  },
};
