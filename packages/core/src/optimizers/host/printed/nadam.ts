/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // NAdam
    "7c554a4ea9b3bf71": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t8 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a0 * s6) + fround(t8 * s7));
        const t25 = fround(fround(a1 * s8) + fround(fround(s9 * t8) * t8));
        expAvg[slotFirst + i] = t16;
        expAvgSq[slotFirst + i] = t25;
        p[first + i] = fround(
          fround(x * s1) +
            fround(fround(fround(s2 * t8) + fround(s5 * t16)) / fround(fround(sqrt(t25)) + s10)),
        );
      }
    },
    // NAdam, cautious, pass 1 of 2
    "21820bc64a123f77": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t7 = c0 ? y : fround(y + fround(s3 * x));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 < fround(-fround(fround(s1 * t7) + fround(s4 * fround(fround(a0 * s5) + fround(t7 * s6)))) * t7)
            ? 1
            : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // NAdam, cautious, pass 2 of 2
    b68f4786550a401d: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t8 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a0 * s6) + fround(t8 * s7));
        const t19 = -fround(fround(s2 * t8) + fround(s5 * t16));
        const t33 = fround(fround(a1 * s9) + fround(fround(s10 * t8) * t8));
        expAvg[slotFirst + i] = t16;
        expAvgSq[slotFirst + i] = t33;
        p[first + i] = fround(
          fround(x * s1) +
            fround(-fround(t19 * (0 < fround(t19 * t8) ? s8 : 0)) / fround(fround(sqrt(t33)) + s11)),
        );
      }
    },
  },
  scalars: {
    "20bff3c88aca660f": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = -r1;
      const r3 = inputs[1] as number;
      const r6 = inputs[6] as number;
      const r7 = inputs[5] as number;
      const r8 = r6 * r7;
      operands[0] = 0.96;
      operands[1] = r8;
      powerOfOperands();
      const r9 = operands[0] as number;
      const r10 = 0.5 * r9;
      const r11 = 1 - r10;
      const r12 = r3 * r11;
      const r13 = 1 - r12;
      const r14 = r2 * r13;
      const r15 = inputs[2] as number;
      operands[0] = r15;
      operands[1] = r6;
      (powers[0] as WholePowers).ofOperands();
      const r16 = operands[0] as number;
      const r17 = 1 - r16;
      const r18 = sqrt(r17);
      const r19 = r14 * r18;
      const r20 = inputs[10] as number;
      const r21 = fround(r12);
      const r22 = r20 * r21;
      const r23 = fround(r22);
      const r24 = 1 - r23;
      const r25 = r19 / r24;
      const r26 = inputs[4] as number;
      const r28 = r26 === 0 ? 1 : 0;
      const r29 = r6 + 1;
      const r30 = r29 * r7;
      operands[0] = 0.96;
      operands[1] = r30;
      powerOfOperands();
      const r31 = operands[0] as number;
      const r32 = 0.5 * r31;
      const r33 = 1 - r32;
      const r34 = r3 * r33;
      const r35 = r2 * r34;
      const r36 = r35 * r18;
      const r37 = r23 * r34;
      const r38 = 1 - r37;
      const r39 = r36 / r38;
      const r40 = 1 - r3;
      const r41 = 1 - r15;
      const r42 = inputs[3] as number;
      const r43 = r42 * r18;
      out[start + 0] = 1;
      out[start + 1] = r25;
      out[start + 2] = r28;
      out[start + 3] = r26;
      out[start + 4] = r39;
      out[start + 5] = r3;
      out[start + 6] = r40;
      out[start + 7] = r15;
      out[start + 8] = r41;
      out[start + 9] = r43;
    },
    "70d842c3b8ea357c": (inputs, _powers, out, start) => {
      const r0 = inputs[10] as number;
      const r1 = inputs[1] as number;
      const r5 = inputs[6] as number;
      const r6 = inputs[5] as number;
      const r7 = r5 * r6;
      operands[0] = 0.96;
      operands[1] = r7;
      powerOfOperands();
      const r8 = operands[0] as number;
      const r9 = 0.5 * r8;
      const r10 = 1 - r9;
      const r11 = r1 * r10;
      const r12 = fround(r11);
      const r13 = r0 * r12;
      const r14 = fround(r13);
      out[start + 0] = r14;
    },
    f131ec947869ee6d: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = -r1;
      const r6 = inputs[1] as number;
      const r9 = inputs[6] as number;
      const r10 = inputs[5] as number;
      const r11 = r9 * r10;
      operands[0] = 0.96;
      operands[1] = r11;
      powerOfOperands();
      const r12 = operands[0] as number;
      const r13 = 0.5 * r12;
      const r14 = 1 - r13;
      const r15 = r6 * r14;
      const r16 = 1 - r15;
      const r17 = r5 * r16;
      const r18 = inputs[2] as number;
      operands[0] = r18;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r19 = operands[0] as number;
      const r20 = 1 - r19;
      const r21 = sqrt(r20);
      const r22 = r17 * r21;
      const r23 = inputs[10] as number;
      const r24 = fround(r15);
      const r25 = r23 * r24;
      const r26 = fround(r25);
      const r27 = 1 - r26;
      const r28 = r22 / r27;
      const r30 = r9 + 1;
      const r31 = r30 * r10;
      operands[0] = 0.96;
      operands[1] = r31;
      powerOfOperands();
      const r32 = operands[0] as number;
      const r33 = 0.5 * r32;
      const r34 = 1 - r33;
      const r35 = r6 * r34;
      const r36 = r5 * r35;
      const r37 = r36 * r21;
      const r38 = r26 * r35;
      const r39 = 1 - r38;
      const r40 = r37 / r39;
      const r41 = 1 - r6;
      const r42 = 1 - r18;
      const r43 = inputs[3] as number;
      const r44 = r43 * r21;
      out[start + 0] = r4;
      out[start + 1] = r28;
      out[start + 2] = 1;
      out[start + 3] = 0;
      out[start + 4] = r40;
      out[start + 5] = r6;
      out[start + 6] = r41;
      out[start + 7] = r18;
      out[start + 8] = r42;
      out[start + 9] = r44;
    },
    "0eb70af0c303e28b": (inputs, powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r3 = inputs[1] as number;
      const r6 = inputs[6] as number;
      const r7 = inputs[5] as number;
      const r8 = r6 * r7;
      operands[0] = 0.96;
      operands[1] = r8;
      powerOfOperands();
      const r9 = operands[0] as number;
      const r10 = 0.5 * r9;
      const r11 = 1 - r10;
      const r12 = r3 * r11;
      const r13 = 1 - r12;
      const r14 = r1 * r13;
      const r15 = inputs[2] as number;
      operands[0] = r15;
      operands[1] = r6;
      (powers[0] as WholePowers).ofOperands();
      const r16 = operands[0] as number;
      const r17 = 1 - r16;
      const r18 = sqrt(r17);
      const r19 = r14 * r18;
      const r20 = inputs[10] as number;
      const r21 = fround(r12);
      const r22 = r20 * r21;
      const r23 = fround(r22);
      const r24 = 1 - r23;
      const r25 = r19 / r24;
      const r26 = inputs[4] as number;
      const r28 = r26 === 0 ? 1 : 0;
      const r29 = r6 + 1;
      const r30 = r29 * r7;
      operands[0] = 0.96;
      operands[1] = r30;
      powerOfOperands();
      const r31 = operands[0] as number;
      const r32 = 0.5 * r31;
      const r33 = 1 - r32;
      const r34 = r3 * r33;
      const r35 = r1 * r34;
      const r36 = r35 * r18;
      const r37 = r23 * r34;
      const r38 = 1 - r37;
      const r39 = r36 / r38;
      const r40 = 1 - r3;
      out[start + 0] = r25;
      out[start + 1] = r28;
      out[start + 2] = r26;
      out[start + 3] = r39;
      out[start + 4] = r3;
      out[start + 5] = r40;
    },
    a7b46cc89c8f3af7: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = -r1;
      const r3 = inputs[1] as number;
      const r6 = inputs[6] as number;
      const r7 = inputs[5] as number;
      const r8 = r6 * r7;
      operands[0] = 0.96;
      operands[1] = r8;
      powerOfOperands();
      const r9 = operands[0] as number;
      const r10 = 0.5 * r9;
      const r11 = 1 - r10;
      const r12 = r3 * r11;
      const r13 = 1 - r12;
      const r14 = r2 * r13;
      const r15 = inputs[2] as number;
      operands[0] = r15;
      operands[1] = r6;
      (powers[0] as WholePowers).ofOperands();
      const r16 = operands[0] as number;
      const r17 = 1 - r16;
      const r18 = sqrt(r17);
      const r19 = r14 * r18;
      const r20 = inputs[10] as number;
      const r21 = fround(r12);
      const r22 = r20 * r21;
      const r23 = fround(r22);
      const r24 = 1 - r23;
      const r25 = r19 / r24;
      const r26 = inputs[4] as number;
      const r28 = r26 === 0 ? 1 : 0;
      const r29 = r6 + 1;
      const r30 = r29 * r7;
      operands[0] = 0.96;
      operands[1] = r30;
      powerOfOperands();
      const r31 = operands[0] as number;
      const r32 = 0.5 * r31;
      const r33 = 1 - r32;
      const r34 = r3 * r33;
      const r35 = r2 * r34;
      const r36 = r35 * r18;
      const r37 = r23 * r34;
      const r38 = 1 - r37;
      const r39 = r36 / r38;
      const r40 = 1 - r3;
      const r41 = inputs[11] as number;
      const r42 = inputs[7] as number;
      const r43 = r41 / r42;
      const r44 = fround(r43);
      const r46 = Math.max(r44, 0.001);
      const r47 = 1 / r46;
      const r48 = 1 - r15;
      const r49 = inputs[3] as number;
      const r50 = r49 * r18;
      out[start + 0] = 1;
      out[start + 1] = r25;
      out[start + 2] = r28;
      out[start + 3] = r26;
      out[start + 4] = r39;
      out[start + 5] = r3;
      out[start + 6] = r40;
      out[start + 7] = r47;
      out[start + 8] = r15;
      out[start + 9] = r48;
      out[start + 10] = r50;
    },
  },
};
