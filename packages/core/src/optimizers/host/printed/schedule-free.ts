/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // AdamWScheduleFree
    "2ea5d697394de3c0": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const z = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const c0 = scalars[1] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = z[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t2 = fround(a0 - x);
        const t18 = fround(fround(a1 * s5) + fround(fround(s6 * y) * y));
        const t27 = fround(fround(y / fround(fround(sqrt(fround(t18 / s7))) + s8)) + fround(s9 * x));
        z[slotFirst + i] = fround(a0 - fround(s10 * t27));
        expAvgSq[slotFirst + i] = t18;
        p[first + i] = fround(
          (c0 ? fround(a0 - fround(t2 * s2)) : fround(x + fround(s3 * t2))) + fround(s4 * t27),
        );
      }
    },
    // AdamWScheduleFree, train
    "052edf1e493c1971": ({ p, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const z = arrays[0] as Float32Array;
      const s1 = scalars[1] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const a0 = z[slotFirst + i] as number;
        p[first + i] = fround(x + fround(s1 * fround(a0 - x)));
      }
    },
    // SGDScheduleFree
    a32002e361928dce: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const z = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[1] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = z[slotFirst + i] as number;
        const t2 = fround(a0 - x);
        const t14 = fround(y + fround(s5 * x));
        z[slotFirst + i] = fround(a0 - fround(s6 * t14));
        p[first + i] = fround(
          (c0 ? fround(a0 - fround(t2 * s2)) : fround(x + fround(s3 * t2))) + fround(s4 * t14),
        );
      }
    },
  },
  scalars: {
    ed3ba6d18c55ff54: (inputs, powers, out, start) => {
      const r1 = inputs[13] as number;
      const r2 = inputs[8] as number;
      const r3 = inputs[6] as number;
      operands[0] = r2;
      operands[1] = r3;
      powerOfOperands();
      const r4 = operands[0] as number;
      const r5 = inputs[5] as number;
      const r6 = r2 <= r5 ? 1 : 0;
      const r7 = inputs[0] as number;
      const r8 = r2 / r5;
      const r9 = r7 * r8;
      const r10 = r6 !== 0 ? r9 : r7;
      const r11 = inputs[12] as number;
      const r12 = Math.max(r10, r11);
      const r13 = inputs[7] as number;
      operands[0] = r12;
      operands[1] = r13;
      powerOfOperands();
      const r14 = operands[0] as number;
      const r15 = r4 * r14;
      const r16 = r1 + r15;
      const r18 = r16 === 0 ? 1 : 0;
      const r19 = r15 / r16;
      const r20 = r18 !== 0 ? 0 : r19;
      const r21 = fround(r20);
      const r22 = 0.5 <= r21 ? 1 : 0;
      const r24 = 1 - r21;
      const r25 = inputs[1] as number;
      const r26 = 1 - r20;
      const r27 = r25 * r26;
      const r28 = r27 - 1;
      const r29 = r10 * r28;
      const r30 = inputs[2] as number;
      const r31 = 1 - r30;
      operands[0] = r30;
      operands[1] = r2;
      (powers[0] as WholePowers).ofOperands();
      const r32 = operands[0] as number;
      const r33 = 1 - r32;
      const r34 = inputs[3] as number;
      const r35 = inputs[4] as number;
      out[start + 0] = r22;
      out[start + 1] = r24;
      out[start + 2] = r20;
      out[start + 3] = r29;
      out[start + 4] = r30;
      out[start + 5] = r31;
      out[start + 6] = r33;
      out[start + 7] = r34;
      out[start + 8] = r35;
      out[start + 9] = r10;
    },
    "03d1757bbd2841dc": (inputs, _powers, out, start) => {
      const r0 = inputs[8] as number;
      const r1 = inputs[5] as number;
      const r2 = r0 <= r1 ? 1 : 0;
      const r3 = inputs[0] as number;
      const r4 = r0 / r1;
      const r5 = r3 * r4;
      const r6 = r2 !== 0 ? r5 : r3;
      const r7 = inputs[12] as number;
      const r8 = Math.max(r6, r7);
      const r9 = inputs[13] as number;
      const r10 = inputs[6] as number;
      operands[0] = r0;
      operands[1] = r10;
      powerOfOperands();
      const r11 = operands[0] as number;
      const r12 = inputs[7] as number;
      operands[0] = r8;
      operands[1] = r12;
      powerOfOperands();
      const r13 = operands[0] as number;
      const r14 = r11 * r13;
      const r15 = r9 + r14;
      out[start + 0] = r8;
      out[start + 1] = r15;
    },
    "3c3c6f3b139b0de4": (inputs, _powers, out, start) => {
      const r1 = inputs[1] as number;
      const r2 = 1 - r1;
      out[start + 0] = r2;
    },
    "9af159b1f71f17d8": (inputs, _powers, out, start) => {
      const r1 = inputs[1] as number;
      const r2 = 1 / r1;
      const r3 = 1 - r2;
      out[start + 0] = r3;
    },
    a811f168ef62c52f: (inputs, _powers, out, start) => {
      const r1 = inputs[11] as number;
      const r2 = inputs[6] as number;
      const r3 = inputs[4] as number;
      operands[0] = r2;
      operands[1] = r3;
      powerOfOperands();
      const r4 = operands[0] as number;
      const r5 = inputs[3] as number;
      const r6 = r2 <= r5 ? 1 : 0;
      const r7 = inputs[0] as number;
      const r8 = r2 / r5;
      const r9 = r7 * r8;
      const r10 = r6 !== 0 ? r9 : r7;
      const r11 = inputs[10] as number;
      const r12 = Math.max(r10, r11);
      const r13 = inputs[5] as number;
      operands[0] = r12;
      operands[1] = r13;
      powerOfOperands();
      const r14 = operands[0] as number;
      const r15 = r4 * r14;
      const r16 = r1 + r15;
      const r18 = r16 === 0 ? 1 : 0;
      const r19 = r15 / r16;
      const r20 = r18 !== 0 ? 0 : r19;
      const r21 = fround(r20);
      const r22 = 0.5 <= r21 ? 1 : 0;
      const r24 = 1 - r21;
      const r25 = inputs[1] as number;
      const r26 = 1 - r20;
      const r27 = r25 * r26;
      const r28 = r27 - 1;
      const r29 = r10 * r28;
      const r30 = inputs[2] as number;
      out[start + 0] = r22;
      out[start + 1] = r24;
      out[start + 2] = r20;
      out[start + 3] = r29;
      out[start + 4] = r30;
      out[start + 5] = r10;
    },
    "1bfe6c374c816f98": (inputs, _powers, out, start) => {
      const r0 = inputs[6] as number;
      const r1 = inputs[3] as number;
      const r2 = r0 <= r1 ? 1 : 0;
      const r3 = inputs[0] as number;
      const r4 = r0 / r1;
      const r5 = r3 * r4;
      const r6 = r2 !== 0 ? r5 : r3;
      const r7 = inputs[10] as number;
      const r8 = Math.max(r6, r7);
      const r9 = inputs[11] as number;
      const r10 = inputs[4] as number;
      operands[0] = r0;
      operands[1] = r10;
      powerOfOperands();
      const r11 = operands[0] as number;
      const r12 = inputs[5] as number;
      operands[0] = r8;
      operands[1] = r12;
      powerOfOperands();
      const r13 = operands[0] as number;
      const r14 = r11 * r13;
      const r15 = r9 + r14;
      out[start + 0] = r8;
      out[start + 1] = r15;
    },
  },
};
