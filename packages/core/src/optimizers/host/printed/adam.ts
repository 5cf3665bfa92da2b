/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // Adam
    "7c24962a999d6cf7": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const c0 = scalars[3] !== 0;
      const c1 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t8 = c1 ? y : fround(y + fround(s5 * x));
        const t10 = fround(t8 - a0);
        const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
        const t25 = fround(fround(a1 * s8) + fround(fround(s9 * t8) * t8));
        expAvg[slotFirst + i] = t17;
        expAvgSq[slotFirst + i] = t25;
        p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t17) / fround(fround(sqrt(t25)) + s10)));
      }
    },
    // Adam, amsgrad
    "32cbe39acc163b03": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const maxExpAvgSq = arrays[1] as Float32Array;
      const expAvgSq = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const c0 = scalars[3] !== 0;
      const c1 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = maxExpAvgSq[slotFirst + i] as number;
        const a2 = expAvgSq[slotFirst + i] as number;
        const t8 = c1 ? y : fround(y + fround(s5 * x));
        const t10 = fround(t8 - a0);
        const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
        const t26 = fround(fround(a2 * s8) + fround(fround(s9 * t8) * t8));
        const t27 = t26 > a1 || Number.isNaN(t26) ? t26 : a1;
        expAvg[slotFirst + i] = t17;
        maxExpAvgSq[slotFirst + i] = t27;
        expAvgSq[slotFirst + i] = t26;
        p[first + i] = fround(fround(x * s1) + fround(fround(s2 * t17) / fround(fround(sqrt(t27)) + s10)));
      }
    },
    // Adam, cautious, pass 1 of 2
    "31290b3254e5e9cb": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const c0 = scalars[1] !== 0;
      const c1 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t6 = c1 ? y : fround(y + fround(s3 * x));
        const t8 = fround(t6 - a0);
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 < fround((c0 ? fround(t6 - fround(t8 * s4)) : fround(a0 + fround(s5 * t8))) * t6) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // Adam, cautious, pass 2 of 2
    "74a96046dfcc2f87": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const c0 = scalars[3] !== 0;
      const c1 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t8 = c1 ? y : fround(y + fround(s5 * x));
        const t10 = fround(t8 - a0);
        const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
        const t31 = fround(fround(a1 * s9) + fround(fround(s10 * t8) * t8));
        expAvg[slotFirst + i] = t17;
        expAvgSq[slotFirst + i] = t31;
        p[first + i] = fround(
          fround(x * s1) +
            fround(
              fround(s2 * fround(t17 * (0 < fround(t17 * t8) ? s8 : 0))) / fround(fround(sqrt(t31)) + s11),
            ),
        );
      }
    },
    // Adam, amsgrad cautious, pass 2 of 2
    "1ce793196038da9c": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const maxExpAvgSq = arrays[1] as Float32Array;
      const expAvgSq = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const c0 = scalars[3] !== 0;
      const c1 = scalars[4] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = maxExpAvgSq[slotFirst + i] as number;
        const a2 = expAvgSq[slotFirst + i] as number;
        const t8 = c1 ? y : fround(y + fround(s5 * x));
        const t10 = fround(t8 - a0);
        const t17 = c0 ? fround(t8 - fround(t10 * s6)) : fround(a0 + fround(s7 * t10));
        const t32 = fround(fround(a2 * s9) + fround(fround(s10 * t8) * t8));
        const t33 = t32 > a1 || Number.isNaN(t32) ? t32 : a1;
        expAvg[slotFirst + i] = t17;
        maxExpAvgSq[slotFirst + i] = t33;
        expAvgSq[slotFirst + i] = t32;
        p[first + i] = fround(
          fround(x * s1) +
            fround(
              fround(s2 * fround(t17 * (0 < fround(t17 * t8) ? s8 : 0))) / fround(fround(sqrt(t33)) + s11),
            ),
        );
      }
    },
  },
  scalars: {
    "6e4da888f269b5a1": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = inputs[5] as number;
      operands[0] = r2;
      operands[1] = r3;
      (powers[0] as WholePowers).ofOperands();
      const r4 = operands[0] as number;
      const r5 = 1 - r4;
      const r6 = r1 / r5;
      const r7 = inputs[2] as number;
      operands[0] = r7;
      operands[1] = r3;
      (powers[1] as WholePowers).ofOperands();
      const r8 = operands[0] as number;
      const r9 = 1 - r8;
      const r10 = sqrt(r9);
      const r11 = r6 * r10;
      const r12 = -r11;
      const r14 = 1 - r2;
      const r15 = fround(r14);
      const r16 = 0.5 <= r15 ? 1 : 0;
      const r17 = inputs[4] as number;
      const r19 = r17 === 0 ? 1 : 0;
      const r20 = 1 - r15;
      const r21 = 1 - r7;
      const r22 = inputs[3] as number;
      const r23 = r22 * r10;
      out[start + 0] = 1;
      out[start + 1] = r12;
      out[start + 2] = r16;
      out[start + 3] = r19;
      out[start + 4] = r17;
      out[start + 5] = r20;
      out[start + 6] = r14;
      out[start + 7] = r7;
      out[start + 8] = r21;
      out[start + 9] = r23;
    },
    "3dd3f5b8f19e94b5": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[1] as number;
      const r6 = inputs[5] as number;
      operands[0] = r5;
      operands[1] = r6;
      (powers[0] as WholePowers).ofOperands();
      const r7 = operands[0] as number;
      const r8 = 1 - r7;
      const r9 = r1 / r8;
      const r10 = inputs[2] as number;
      operands[0] = r10;
      operands[1] = r6;
      (powers[1] as WholePowers).ofOperands();
      const r11 = operands[0] as number;
      const r12 = 1 - r11;
      const r13 = sqrt(r12);
      const r14 = r9 * r13;
      const r15 = -r14;
      const r17 = 1 - r5;
      const r18 = fround(r17);
      const r19 = 0.5 <= r18 ? 1 : 0;
      const r21 = 1 - r18;
      const r22 = 1 - r10;
      const r23 = inputs[3] as number;
      const r24 = r23 * r13;
      out[start + 0] = r4;
      out[start + 1] = r15;
      out[start + 2] = r19;
      out[start + 3] = 1;
      out[start + 4] = 0;
      out[start + 5] = r21;
      out[start + 6] = r17;
      out[start + 7] = r10;
      out[start + 8] = r22;
      out[start + 9] = r24;
    },
    ce6140c519d18732: (inputs, _powers, out, start) => {
      const r2 = inputs[1] as number;
      const r3 = 1 - r2;
      const r4 = fround(r3);
      const r5 = 0.5 <= r4 ? 1 : 0;
      const r6 = inputs[4] as number;
      const r8 = r6 === 0 ? 1 : 0;
      const r9 = 1 - r4;
      out[start + 0] = r5;
      out[start + 1] = r8;
      out[start + 2] = r6;
      out[start + 3] = r9;
      out[start + 4] = r3;
    },
    "118b3bc8ba4191ab": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = inputs[5] as number;
      operands[0] = r2;
      operands[1] = r3;
      (powers[0] as WholePowers).ofOperands();
      const r4 = operands[0] as number;
      const r5 = 1 - r4;
      const r6 = r1 / r5;
      const r7 = inputs[2] as number;
      operands[0] = r7;
      operands[1] = r3;
      (powers[1] as WholePowers).ofOperands();
      const r8 = operands[0] as number;
      const r9 = 1 - r8;
      const r10 = sqrt(r9);
      const r11 = r6 * r10;
      const r12 = -r11;
      const r14 = 1 - r2;
      const r15 = fround(r14);
      const r16 = 0.5 <= r15 ? 1 : 0;
      const r17 = inputs[4] as number;
      const r19 = r17 === 0 ? 1 : 0;
      const r20 = 1 - r15;
      const r21 = inputs[9] as number;
      const r22 = inputs[6] as number;
      const r23 = r21 / r22;
      const r24 = fround(r23);
      const r26 = Math.max(r24, 0.001);
      const r27 = 1 / r26;
      const r28 = 1 - r7;
      const r29 = inputs[3] as number;
      const r30 = r29 * r10;
      out[start + 0] = 1;
      out[start + 1] = r12;
      out[start + 2] = r16;
      out[start + 3] = r19;
      out[start + 4] = r17;
      out[start + 5] = r20;
      out[start + 6] = r14;
      out[start + 7] = r27;
      out[start + 8] = r7;
      out[start + 9] = r28;
      out[start + 10] = r30;
    },
    d1592baab7dd1d79: (inputs, _powers, out, start) => {
      const r2 = inputs[1] as number;
      const r3 = 1 - r2;
      const r4 = fround(r3);
      const r5 = 0.5 <= r4 ? 1 : 0;
      const r7 = 1 - r4;
      out[start + 0] = r5;
      out[start + 1] = 1;
      out[start + 2] = 0;
      out[start + 3] = r7;
      out[start + 4] = r3;
    },
    "841ab6be33cd1ea1": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[1] as number;
      const r6 = inputs[5] as number;
      operands[0] = r5;
      operands[1] = r6;
      (powers[0] as WholePowers).ofOperands();
      const r7 = operands[0] as number;
      const r8 = 1 - r7;
      const r9 = r1 / r8;
      const r10 = inputs[2] as number;
      operands[0] = r10;
      operands[1] = r6;
      (powers[1] as WholePowers).ofOperands();
      const r11 = operands[0] as number;
      const r12 = 1 - r11;
      const r13 = sqrt(r12);
      const r14 = r9 * r13;
      const r15 = -r14;
      const r17 = 1 - r5;
      const r18 = fround(r17);
      const r19 = 0.5 <= r18 ? 1 : 0;
      const r21 = 1 - r18;
      const r22 = inputs[9] as number;
      const r23 = inputs[6] as number;
      const r24 = r22 / r23;
      const r25 = fround(r24);
      const r27 = Math.max(r25, 0.001);
      const r28 = 1 / r27;
      const r29 = 1 - r10;
      const r30 = inputs[3] as number;
      const r31 = r30 * r13;
      out[start + 0] = r4;
      out[start + 1] = r15;
      out[start + 2] = r19;
      out[start + 3] = 1;
      out[start + 4] = 0;
      out[start + 5] = r21;
      out[start + 6] = r17;
      out[start + 7] = r28;
      out[start + 8] = r10;
      out[start + 9] = r29;
      out[start + 10] = r31;
    },
  },
};
