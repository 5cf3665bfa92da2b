/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { powerOfOperands } from "../../../math/power.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // Adafactor, pass 1 of 3
    f4329c51d6026e50: ({ p, g, arrays, scalars, sums }, first, _slotFirst, workFirst, count) => {
      const work = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(x * x);
        work[workFirst + i] = fround(y * y);
      }
      sums[0] = addLanes(lanes0);
    },
    // Adafactor, pass 2 of 3
    "1433591407f7222f": ({ g, arrays, scalars, sums }, first, _slotFirst, workFirst, count) => {
      const work = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const y = fround((g[first + i] as number) * s0);
        const a0 = work[workFirst + i] as number;
        const t5 = fround(y / fround(sqrt(a0 > s1 || Number.isNaN(a0) ? a0 : s1)));
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(t5 * t5);
      }
      sums[0] = addLanes(lanes0);
    },
    // Adafactor, pass 3 of 3
    "853b701917d6d9ca": ({ p, g, arrays, scalars }, first, _slotFirst, workFirst, count) => {
      const work = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = work[workFirst + i] as number;
        p[first + i] = fround(
          fround(x * s1) + fround(s2 * fround(y / fround(sqrt(a0 > s3 || Number.isNaN(a0) ? a0 : s3)))),
        );
      }
    },
    // Adafactor, pass 1 of 2
    "99a3e96d507f1da2": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const variance = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const lanes0 = lanesOf(0);
      const lanes1 = lanesOf(1);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = variance[slotFirst + i] as number;
        const t10 = fround(fround(a0 * s2) + fround(fround(y * y) * s3));
        const t13 = fround(y / fround(sqrt(t10 > s1 || Number.isNaN(t10) ? t10 : s1)));
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(x * x);
        lanes1[i & 7] = (lanes1[i & 7] as number) + fround(t13 * t13);
      }
      sums[0] = addLanes(lanes0);
      sums[1] = addLanes(lanes1);
    },
    // Adafactor, pass 2 of 2
    "896f074132f4132c": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const variance = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = variance[slotFirst + i] as number;
        const t12 = fround(fround(a0 * s4) + fround(fround(y * y) * s5));
        variance[slotFirst + i] = t12;
        p[first + i] = fround(
          fround(x * s1) + fround(s2 * fround(y / fround(sqrt(t12 > s3 || Number.isNaN(t12) ? t12 : s3)))),
        );
      }
    },
  },
  scalars: {
    "6a09b800b1b363df": (inputs, _powers, out, start) => {
      const r0 = inputs[6] as number;
      const r1 = inputs[1] as number;
      operands[0] = r0;
      operands[1] = r1;
      powerOfOperands();
      const r2 = operands[0] as number;
      const r3 = inputs[2] as number;
      out[start + 0] = r2;
      out[start + 1] = r3;
    },
    "7097a8149e92ab33": (inputs, _powers, out, start) => {
      const r0 = inputs[2] as number;
      const r1 = r0 * r0;
      out[start + 0] = r1;
    },
    "1d286271c3885986": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[5] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[3] as number;
      const r6 = inputs[10] as number;
      const r7 = inputs[7] as number;
      const r8 = r6 / r7;
      const r9 = sqrt(r8);
      const r10 = r5 < r9 ? 1 : 0;
      const r11 = r10 !== 0 ? r9 : r5;
      const r12 = inputs[6] as number;
      const r13 = sqrt(r12);
      const r14 = 1 / r13;
      const r15 = Math.min(r1, r14);
      const r16 = r11 * r15;
      const r17 = inputs[11] as number;
      const r18 = r17 / r7;
      const r19 = sqrt(r18);
      const r20 = inputs[4] as number;
      const r21 = r19 / r20;
      const r22 = 1 < r21 ? 1 : 0;
      const r23 = r22 !== 0 ? r21 : 1;
      const r24 = r16 / r23;
      const r25 = -r24;
      const r26 = inputs[2] as number;
      const r27 = r26 * r26;
      out[start + 0] = r4;
      out[start + 1] = r25;
      out[start + 2] = r27;
    },
    "811102ecd1814c2d": (inputs, _powers, out, start) => {
      const r0 = inputs[2] as number;
      const r1 = r0 * r0;
      const r3 = inputs[6] as number;
      const r4 = inputs[1] as number;
      operands[0] = r3;
      operands[1] = r4;
      powerOfOperands();
      const r5 = operands[0] as number;
      const r6 = 1 - r5;
      const r7 = 1 - r6;
      out[start + 0] = r1;
      out[start + 1] = r6;
      out[start + 2] = r7;
    },
    "993425a5ac8381a0": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[5] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[3] as number;
      const r6 = inputs[10] as number;
      const r7 = inputs[7] as number;
      const r8 = r6 / r7;
      const r9 = sqrt(r8);
      const r10 = r5 < r9 ? 1 : 0;
      const r11 = r10 !== 0 ? r9 : r5;
      const r12 = inputs[6] as number;
      const r13 = sqrt(r12);
      const r14 = 1 / r13;
      const r15 = Math.min(r1, r14);
      const r16 = r11 * r15;
      const r17 = inputs[11] as number;
      const r18 = r17 / r7;
      const r19 = sqrt(r18);
      const r20 = inputs[4] as number;
      const r21 = r19 / r20;
      const r22 = 1 < r21 ? 1 : 0;
      const r23 = r22 !== 0 ? r21 : 1;
      const r24 = r16 / r23;
      const r25 = -r24;
      const r26 = inputs[2] as number;
      const r27 = r26 * r26;
      const r28 = inputs[1] as number;
      operands[0] = r12;
      operands[1] = r28;
      powerOfOperands();
      const r29 = operands[0] as number;
      const r30 = 1 - r29;
      const r31 = 1 - r30;
      out[start + 0] = r4;
      out[start + 1] = r25;
      out[start + 2] = r27;
      out[start + 3] = r30;
      out[start + 4] = r31;
    },
  },
};
