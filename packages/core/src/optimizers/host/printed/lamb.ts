/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { operands } from "../../../math/operands.js";
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";
import type { WholePowers } from "../../whole-powers.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // LAMB, pass 1 of 3
    dfdd80958e8d9562: ({ p, g, scalars, sums }, first, _slotFirst, _workFirst, count) => {
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const lanes0 = lanesOf(0);
      const lanes1 = lanesOf(1);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const t2 = fround(x * s1);
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(t2 * t2);
        lanes1[i & 7] = (lanes1[i & 7] as number) + fround(y * y);
      }
      sums[0] = addLanes(lanes0);
      sums[1] = addLanes(lanes1);
    },
    // LAMB, pass 2 of 3
    "49731047e93c4f86": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t6 = fround(y / s3);
        const t27 = fround(
          fround(
            fround(fround(fround(a0 * s1) + fround(s2 * t6)) / s4) /
              fround(fround(fround(sqrt(fround(fround(a1 * s5) + fround(fround(s6 * t6) * t6)))) / s7) + s8),
          ) + fround(s9 * x),
        );
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(t27 * t27);
      }
      sums[0] = addLanes(lanes0);
    },
    // LAMB, pass 3 of 3
    "02970c2abb578b99": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t10 = fround(y / s5);
        const t12 = fround(fround(a0 * s3) + fround(s4 * t10));
        const t21 = fround(fround(a1 * s7) + fround(fround(s8 * t10) * t10));
        expAvg[slotFirst + i] = t12;
        expAvgSq[slotFirst + i] = t21;
        p[first + i] = fround(
          fround(x * s1) +
            fround(
              s2 *
                fround(
                  fround(fround(t12 / s6) / fround(fround(fround(sqrt(t21)) / s9) + s10)) + fround(s11 * x),
                ),
            ),
        );
      }
    },
    // LAMB, cautious, pass 2 of 4
    "5f4fa3390ef10ba2": ({ g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t7 = fround(y / s3);
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 <
          fround(
            fround(
              fround(fround(fround(a0 * s1) + fround(s2 * t7)) / s4) /
                fround(
                  fround(fround(sqrt(fround(fround(a1 * s5) + fround(fround(s6 * t7) * t7)))) / s7) + s8,
                ),
            ) * t7,
          )
            ? 1
            : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // LAMB, cautious, pass 3 of 4
    "7436e905fc6abe28": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t6 = fround(y / s3);
        const t23 = fround(
          fround(fround(fround(a0 * s1) + fround(s2 * t6)) / s4) /
            fround(fround(fround(sqrt(fround(fround(a1 * s5) + fround(fround(s6 * t6) * t6)))) / s7) + s8),
        );
        const t33 = fround(fround(t23 * (0 < fround(t23 * t6) ? s9 : 0)) + fround(s10 * x));
        lanes0[i & 7] = (lanes0[i & 7] as number) + fround(t33 * t33);
      }
      sums[0] = addLanes(lanes0);
    },
    // LAMB, cautious, pass 4 of 4
    "3aaffab1c74a3b34": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const expAvgSq = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const s9 = scalars[9] as number;
      const s10 = scalars[10] as number;
      const s11 = scalars[11] as number;
      const s12 = scalars[12] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const a1 = expAvgSq[slotFirst + i] as number;
        const t10 = fround(y / s5);
        const t12 = fround(fround(a0 * s3) + fround(s4 * t10));
        const t21 = fround(fround(a1 * s7) + fround(fround(s8 * t10) * t10));
        const t27 = fround(fround(t12 / s6) / fround(fround(fround(sqrt(t21)) / s9) + s10));
        expAvg[slotFirst + i] = t12;
        expAvgSq[slotFirst + i] = t21;
        p[first + i] = fround(
          fround(x * s1) +
            fround(s2 * fround(fround(t27 * (0 < fround(t27 * t10) ? s11 : 0)) + fround(s12 * x))),
        );
      }
    },
  },
  scalars: {
    "6cf02b4ac816176f": (_inputs, _powers, out, start) => {
      out[start + 0] = 1;
    },
    "6f8ba3dda9f7a022": (inputs, powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      const r3 = inputs[12] as number;
      const r4 = sqrt(r3);
      const r5 = fround(r4);
      const r6 = inputs[5] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(r7, 1);
      const r9 = inputs[7] as number;
      operands[0] = r0;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r10 = operands[0] as number;
      const r11 = 1 - r10;
      const r12 = inputs[2] as number;
      const r13 = 1 - r12;
      operands[0] = r12;
      operands[1] = r9;
      (powers[1] as WholePowers).ofOperands();
      const r14 = operands[0] as number;
      const r15 = 1 - r14;
      const r16 = sqrt(r15);
      const r17 = inputs[3] as number;
      const r18 = inputs[4] as number;
      out[start + 0] = r0;
      out[start + 1] = r2;
      out[start + 2] = r8;
      out[start + 3] = r11;
      out[start + 4] = r12;
      out[start + 5] = r13;
      out[start + 6] = r16;
      out[start + 7] = r17;
      out[start + 8] = r18;
    },
    "0b063a2cacc4812d": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[11] as number;
      const r6 = sqrt(r5);
      const r7 = 0 < r6 ? 1 : 0;
      const r8 = inputs[13] as number;
      const r9 = sqrt(r8);
      const r10 = 0 < r9 ? 1 : 0;
      const r11 = r6 / r9;
      const r12 = r10 !== 0 ? r11 : 1;
      const r13 = r7 !== 0 ? r12 : 1;
      const r14 = r4 !== 0 ? 1 : r13;
      const r15 = r1 * r14;
      const r16 = -r15;
      const r17 = inputs[1] as number;
      const r18 = 1 - r17;
      const r19 = inputs[12] as number;
      const r20 = sqrt(r19);
      const r21 = fround(r20);
      const r22 = inputs[5] as number;
      const r23 = r21 / r22;
      const r24 = Math.max(r23, 1);
      const r25 = inputs[7] as number;
      operands[0] = r17;
      operands[1] = r25;
      (powers[0] as WholePowers).ofOperands();
      const r26 = operands[0] as number;
      const r27 = 1 - r26;
      const r28 = inputs[2] as number;
      const r29 = 1 - r28;
      operands[0] = r28;
      operands[1] = r25;
      (powers[1] as WholePowers).ofOperands();
      const r30 = operands[0] as number;
      const r31 = 1 - r30;
      const r32 = sqrt(r31);
      const r33 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r16;
      out[start + 2] = r17;
      out[start + 3] = r18;
      out[start + 4] = r24;
      out[start + 5] = r27;
      out[start + 6] = r28;
      out[start + 7] = r29;
      out[start + 8] = r32;
      out[start + 9] = r33;
      out[start + 10] = r2;
    },
    "8c6219207e8edbfb": (inputs, _powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      const r3 = inputs[12] as number;
      const r4 = sqrt(r3);
      const r5 = fround(r4);
      const r6 = inputs[5] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(r7, 1);
      const r9 = inputs[2] as number;
      const r10 = 1 - r9;
      const r11 = inputs[3] as number;
      const r12 = inputs[4] as number;
      out[start + 0] = r0;
      out[start + 1] = r2;
      out[start + 2] = r8;
      out[start + 3] = 1;
      out[start + 4] = r9;
      out[start + 5] = r10;
      out[start + 6] = 1;
      out[start + 7] = r11;
      out[start + 8] = r12;
    },
    "776bb035ab993fd6": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[11] as number;
      const r6 = sqrt(r5);
      const r7 = 0 < r6 ? 1 : 0;
      const r8 = inputs[13] as number;
      const r9 = sqrt(r8);
      const r10 = 0 < r9 ? 1 : 0;
      const r11 = r6 / r9;
      const r12 = r10 !== 0 ? r11 : 1;
      const r13 = r7 !== 0 ? r12 : 1;
      const r14 = r4 !== 0 ? 1 : r13;
      const r15 = r1 * r14;
      const r16 = -r15;
      const r17 = inputs[1] as number;
      const r18 = 1 - r17;
      const r19 = inputs[12] as number;
      const r20 = sqrt(r19);
      const r21 = fround(r20);
      const r22 = inputs[5] as number;
      const r23 = r21 / r22;
      const r24 = Math.max(r23, 1);
      const r25 = inputs[2] as number;
      const r26 = 1 - r25;
      const r27 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r16;
      out[start + 2] = r17;
      out[start + 3] = r18;
      out[start + 4] = r24;
      out[start + 5] = 1;
      out[start + 6] = r25;
      out[start + 7] = r26;
      out[start + 8] = 1;
      out[start + 9] = r27;
      out[start + 10] = r2;
    },
    "5b04debfe242157c": (inputs, powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = inputs[12] as number;
      const r3 = sqrt(r2);
      const r4 = fround(r3);
      const r5 = inputs[5] as number;
      const r6 = r4 / r5;
      const r7 = Math.max(r6, 1);
      const r8 = inputs[7] as number;
      operands[0] = r0;
      operands[1] = r8;
      (powers[0] as WholePowers).ofOperands();
      const r9 = operands[0] as number;
      const r10 = 1 - r9;
      const r11 = inputs[2] as number;
      const r12 = 1 - r11;
      operands[0] = r11;
      operands[1] = r8;
      (powers[1] as WholePowers).ofOperands();
      const r13 = operands[0] as number;
      const r14 = 1 - r13;
      const r15 = sqrt(r14);
      const r16 = inputs[3] as number;
      const r17 = inputs[4] as number;
      out[start + 0] = r0;
      out[start + 1] = 1;
      out[start + 2] = r7;
      out[start + 3] = r10;
      out[start + 4] = r11;
      out[start + 5] = r12;
      out[start + 6] = r15;
      out[start + 7] = r16;
      out[start + 8] = r17;
    },
    "0515474dbb2e06e6": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[11] as number;
      const r6 = sqrt(r5);
      const r7 = 0 < r6 ? 1 : 0;
      const r8 = inputs[13] as number;
      const r9 = sqrt(r8);
      const r10 = 0 < r9 ? 1 : 0;
      const r11 = r6 / r9;
      const r12 = r10 !== 0 ? r11 : 1;
      const r13 = r7 !== 0 ? r12 : 1;
      const r14 = r4 !== 0 ? 1 : r13;
      const r15 = r1 * r14;
      const r16 = -r15;
      const r17 = inputs[1] as number;
      const r18 = inputs[12] as number;
      const r19 = sqrt(r18);
      const r20 = fround(r19);
      const r21 = inputs[5] as number;
      const r22 = r20 / r21;
      const r23 = Math.max(r22, 1);
      const r24 = inputs[7] as number;
      operands[0] = r17;
      operands[1] = r24;
      (powers[0] as WholePowers).ofOperands();
      const r25 = operands[0] as number;
      const r26 = 1 - r25;
      const r27 = inputs[2] as number;
      const r28 = 1 - r27;
      operands[0] = r27;
      operands[1] = r24;
      (powers[1] as WholePowers).ofOperands();
      const r29 = operands[0] as number;
      const r30 = 1 - r29;
      const r31 = sqrt(r30);
      const r32 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r16;
      out[start + 2] = r17;
      out[start + 3] = 1;
      out[start + 4] = r23;
      out[start + 5] = r26;
      out[start + 6] = r27;
      out[start + 7] = r28;
      out[start + 8] = r31;
      out[start + 9] = r32;
      out[start + 10] = r2;
    },
    "89c9576cef14da5d": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[11] as number;
      const r6 = sqrt(r5);
      const r7 = 0 < r6 ? 1 : 0;
      const r8 = inputs[13] as number;
      const r9 = sqrt(r8);
      const r10 = 0 < r9 ? 1 : 0;
      const r11 = r6 / r9;
      const r12 = r10 !== 0 ? r11 : 1;
      const r13 = r7 !== 0 ? r12 : 1;
      const r14 = Math.min(r13, 1);
      const r15 = r4 !== 0 ? 1 : r14;
      const r16 = r1 * r15;
      const r17 = -r16;
      const r18 = inputs[1] as number;
      const r19 = 1 - r18;
      const r20 = inputs[12] as number;
      const r21 = sqrt(r20);
      const r22 = fround(r21);
      const r23 = inputs[5] as number;
      const r24 = r22 / r23;
      const r25 = Math.max(r24, 1);
      const r26 = inputs[7] as number;
      operands[0] = r18;
      operands[1] = r26;
      (powers[0] as WholePowers).ofOperands();
      const r27 = operands[0] as number;
      const r28 = 1 - r27;
      const r29 = inputs[2] as number;
      const r30 = 1 - r29;
      operands[0] = r29;
      operands[1] = r26;
      (powers[1] as WholePowers).ofOperands();
      const r31 = operands[0] as number;
      const r32 = 1 - r31;
      const r33 = sqrt(r32);
      const r34 = inputs[3] as number;
      out[start + 0] = 1;
      out[start + 1] = r17;
      out[start + 2] = r18;
      out[start + 3] = r19;
      out[start + 4] = r25;
      out[start + 5] = r28;
      out[start + 6] = r29;
      out[start + 7] = r30;
      out[start + 8] = r33;
      out[start + 9] = r34;
      out[start + 10] = r2;
    },
    "439fca80541500d1": (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r3 = inputs[11] as number;
      const r4 = sqrt(r3);
      const r5 = 0 < r4 ? 1 : 0;
      const r6 = inputs[13] as number;
      const r7 = sqrt(r6);
      const r8 = 0 < r7 ? 1 : 0;
      const r9 = r4 / r7;
      const r10 = r8 !== 0 ? r9 : 1;
      const r11 = r5 !== 0 ? r10 : 1;
      const r12 = r1 * r11;
      const r13 = -r12;
      const r14 = inputs[1] as number;
      const r15 = 1 - r14;
      const r16 = inputs[12] as number;
      const r17 = sqrt(r16);
      const r18 = fround(r17);
      const r19 = inputs[5] as number;
      const r20 = r18 / r19;
      const r21 = Math.max(r20, 1);
      const r22 = inputs[7] as number;
      operands[0] = r14;
      operands[1] = r22;
      (powers[0] as WholePowers).ofOperands();
      const r23 = operands[0] as number;
      const r24 = 1 - r23;
      const r25 = inputs[2] as number;
      const r26 = 1 - r25;
      operands[0] = r25;
      operands[1] = r22;
      (powers[1] as WholePowers).ofOperands();
      const r27 = operands[0] as number;
      const r28 = 1 - r27;
      const r29 = sqrt(r28);
      const r30 = inputs[3] as number;
      const r31 = inputs[4] as number;
      out[start + 0] = 1;
      out[start + 1] = r13;
      out[start + 2] = r14;
      out[start + 3] = r15;
      out[start + 4] = r21;
      out[start + 5] = r24;
      out[start + 6] = r25;
      out[start + 7] = r26;
      out[start + 8] = r29;
      out[start + 9] = r30;
      out[start + 10] = r31;
    },
    "520f3444597f534d": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      out[start + 0] = r4;
    },
    eb97a82baa53870c: (inputs, powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      const r3 = inputs[12] as number;
      const r4 = sqrt(r3);
      const r5 = fround(r4);
      const r6 = inputs[5] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(r7, 1);
      const r9 = inputs[7] as number;
      operands[0] = r0;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r10 = operands[0] as number;
      const r11 = 1 - r10;
      const r12 = inputs[2] as number;
      const r13 = 1 - r12;
      operands[0] = r12;
      operands[1] = r9;
      (powers[1] as WholePowers).ofOperands();
      const r14 = operands[0] as number;
      const r15 = 1 - r14;
      const r16 = sqrt(r15);
      const r17 = inputs[3] as number;
      out[start + 0] = r0;
      out[start + 1] = r2;
      out[start + 2] = r8;
      out[start + 3] = r11;
      out[start + 4] = r12;
      out[start + 5] = r13;
      out[start + 6] = r16;
      out[start + 7] = r17;
      out[start + 8] = 0;
    },
    a982661034166abf: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r6 = r2 === 0 ? 1 : 0;
      const r7 = inputs[11] as number;
      const r8 = sqrt(r7);
      const r9 = 0 < r8 ? 1 : 0;
      const r10 = inputs[13] as number;
      const r11 = sqrt(r10);
      const r12 = 0 < r11 ? 1 : 0;
      const r13 = r8 / r11;
      const r14 = r12 !== 0 ? r13 : 1;
      const r15 = r9 !== 0 ? r14 : 1;
      const r16 = r6 !== 0 ? 1 : r15;
      const r17 = r1 * r16;
      const r18 = -r17;
      const r19 = inputs[1] as number;
      const r20 = 1 - r19;
      const r21 = inputs[12] as number;
      const r22 = sqrt(r21);
      const r23 = fround(r22);
      const r24 = inputs[5] as number;
      const r25 = r23 / r24;
      const r26 = Math.max(r25, 1);
      const r27 = inputs[7] as number;
      operands[0] = r19;
      operands[1] = r27;
      (powers[0] as WholePowers).ofOperands();
      const r28 = operands[0] as number;
      const r29 = 1 - r28;
      const r30 = inputs[2] as number;
      const r31 = 1 - r30;
      operands[0] = r30;
      operands[1] = r27;
      (powers[1] as WholePowers).ofOperands();
      const r32 = operands[0] as number;
      const r33 = 1 - r32;
      const r34 = sqrt(r33);
      const r35 = inputs[3] as number;
      out[start + 0] = r4;
      out[start + 1] = r18;
      out[start + 2] = r19;
      out[start + 3] = r20;
      out[start + 4] = r26;
      out[start + 5] = r29;
      out[start + 6] = r30;
      out[start + 7] = r31;
      out[start + 8] = r34;
      out[start + 9] = r35;
      out[start + 10] = 0;
    },
    "994b9c5550dcd218": (inputs, powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      const r3 = inputs[12] as number;
      const r4 = sqrt(r3);
      const r5 = fround(r4);
      const r6 = inputs[5] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(r7, 1);
      const r9 = inputs[7] as number;
      operands[0] = r0;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r10 = operands[0] as number;
      const r11 = 1 - r10;
      const r12 = inputs[2] as number;
      const r13 = 1 - r12;
      operands[0] = r12;
      operands[1] = r9;
      (powers[1] as WholePowers).ofOperands();
      const r14 = operands[0] as number;
      const r15 = 1 - r14;
      const r16 = sqrt(r15);
      const r17 = inputs[3] as number;
      out[start + 0] = r0;
      out[start + 1] = r2;
      out[start + 2] = r8;
      out[start + 3] = r11;
      out[start + 4] = r12;
      out[start + 5] = r13;
      out[start + 6] = r16;
      out[start + 7] = r17;
    },
    dec22d40a8c8f82f: (inputs, powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      const r3 = inputs[12] as number;
      const r4 = sqrt(r3);
      const r5 = fround(r4);
      const r6 = inputs[5] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(r7, 1);
      const r9 = inputs[7] as number;
      operands[0] = r0;
      operands[1] = r9;
      (powers[0] as WholePowers).ofOperands();
      const r10 = operands[0] as number;
      const r11 = 1 - r10;
      const r12 = inputs[2] as number;
      const r13 = 1 - r12;
      operands[0] = r12;
      operands[1] = r9;
      (powers[1] as WholePowers).ofOperands();
      const r14 = operands[0] as number;
      const r15 = 1 - r14;
      const r16 = sqrt(r15);
      const r17 = inputs[3] as number;
      const r18 = inputs[13] as number;
      const r19 = inputs[8] as number;
      const r20 = r18 / r19;
      const r21 = fround(r20);
      const r23 = Math.max(r21, 0.001);
      const r24 = 1 / r23;
      const r25 = inputs[4] as number;
      out[start + 0] = r0;
      out[start + 1] = r2;
      out[start + 2] = r8;
      out[start + 3] = r11;
      out[start + 4] = r12;
      out[start + 5] = r13;
      out[start + 6] = r16;
      out[start + 7] = r17;
      out[start + 8] = r24;
      out[start + 9] = r25;
    },
    df9c967f2423d6a6: (inputs, powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[4] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[11] as number;
      const r6 = sqrt(r5);
      const r7 = 0 < r6 ? 1 : 0;
      const r8 = inputs[14] as number;
      const r9 = sqrt(r8);
      const r10 = 0 < r9 ? 1 : 0;
      const r11 = r6 / r9;
      const r12 = r10 !== 0 ? r11 : 1;
      const r13 = r7 !== 0 ? r12 : 1;
      const r14 = r4 !== 0 ? 1 : r13;
      const r15 = r1 * r14;
      const r16 = -r15;
      const r17 = inputs[1] as number;
      const r18 = 1 - r17;
      const r19 = inputs[12] as number;
      const r20 = sqrt(r19);
      const r21 = fround(r20);
      const r22 = inputs[5] as number;
      const r23 = r21 / r22;
      const r24 = Math.max(r23, 1);
      const r25 = inputs[7] as number;
      operands[0] = r17;
      operands[1] = r25;
      (powers[0] as WholePowers).ofOperands();
      const r26 = operands[0] as number;
      const r27 = 1 - r26;
      const r28 = inputs[2] as number;
      const r29 = 1 - r28;
      operands[0] = r28;
      operands[1] = r25;
      (powers[1] as WholePowers).ofOperands();
      const r30 = operands[0] as number;
      const r31 = 1 - r30;
      const r32 = sqrt(r31);
      const r33 = inputs[3] as number;
      const r34 = inputs[13] as number;
      const r35 = inputs[8] as number;
      const r36 = r34 / r35;
      const r37 = fround(r36);
      const r39 = Math.max(r37, 0.001);
      const r40 = 1 / r39;
      out[start + 0] = 1;
      out[start + 1] = r16;
      out[start + 2] = r17;
      out[start + 3] = r18;
      out[start + 4] = r24;
      out[start + 5] = r27;
      out[start + 6] = r28;
      out[start + 7] = r29;
      out[start + 8] = r32;
      out[start + 9] = r33;
      out[start + 10] = r40;
      out[start + 11] = r2;
    },
  },
};
