/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // Muon, pass 1 of 2
    "4b65ef9dc4960ddc": ({ g, arrays, scalars }, first, slotFirst, workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const work = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[1] !== 0;
      const c1 = scalars[2] !== 0;
      for (let i = 0; i < count; i++) {
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t2 = fround(y - a0);
        const t9 = c1 ? fround(y - fround(t2 * s3)) : fround(a0 + fround(s4 * t2));
        const t10 = fround(t9 - y);
        work[workFirst + i] = c0 ? fround(t9 - fround(t10 * s5)) : fround(y + fround(s6 * t10));
      }
    },
    // Muon, pass 2 of 2
    d8730c802cc6dcf1: ({ p, g, arrays, scalars }, first, slotFirst, workFirst, count) => {
      const work = arrays[0] as Float32Array;
      const momentumBuffer = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = work[workFirst + i] as number;
        const a1 = momentumBuffer[slotFirst + i] as number;
        const t9 = fround(y - a1);
        momentumBuffer[slotFirst + i] = c0 ? fround(y - fround(t9 * s4)) : fround(a1 + fround(s5 * t9));
        p[first + i] = fround(fround(x * s1) + fround(s2 * a0));
      }
    },
    // Muon, no nesterov, pass 1 of 2
    f91933b91484e1e2: ({ g, arrays, scalars }, first, slotFirst, workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const work = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const c0 = scalars[1] !== 0;
      for (let i = 0; i < count; i++) {
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t2 = fround(y - a0);
        work[workFirst + i] = c0 ? fround(y - fround(t2 * s2)) : fround(a0 + fround(s3 * t2));
      }
    },
  },
  scalars: {
    "7cdc4053b077708c": (inputs, _powers, out, start) => {
      const r1 = inputs[2] as number;
      const r2 = fround(r1);
      const r3 = 0.5 <= r2 ? 1 : 0;
      const r5 = 1 - r1;
      const r6 = fround(r5);
      const r7 = 0.5 <= r6 ? 1 : 0;
      const r8 = 1 - r6;
      const r9 = 1 - r2;
      out[start + 0] = r3;
      out[start + 1] = r7;
      out[start + 2] = r8;
      out[start + 3] = r5;
      out[start + 4] = r9;
      out[start + 5] = r1;
    },
    ca8dcecae356765b: (inputs, _powers, out, start) => {
      const r0 = inputs[3] as number;
      const r1 = inputs[4] as number;
      const r2 = inputs[5] as number;
      const r3 = inputs[7] as number;
      const r4 = inputs[6] as number;
      out[start + 0] = r0;
      out[start + 1] = r1;
      out[start + 2] = r2;
      out[start + 3] = r3;
      out[start + 4] = r4;
    },
    "1c12b72b0e6830d8": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[10] as number;
      const r6 = inputs[11] as number;
      const r7 = r5 / r6;
      const r8 = Math.max(1, r7);
      const r9 = sqrt(r8);
      const r10 = r1 * r9;
      const r11 = -r10;
      const r13 = inputs[2] as number;
      const r14 = 1 - r13;
      const r15 = fround(r14);
      const r16 = 0.5 <= r15 ? 1 : 0;
      const r17 = 1 - r15;
      out[start + 0] = r4;
      out[start + 1] = r11;
      out[start + 2] = r16;
      out[start + 3] = r17;
      out[start + 4] = r14;
    },
    "2a9bdb5e2ebe5d55": (inputs, _powers, out, start) => {
      const r2 = inputs[2] as number;
      const r3 = 1 - r2;
      const r4 = fround(r3);
      const r5 = 0.5 <= r4 ? 1 : 0;
      const r6 = 1 - r4;
      out[start + 0] = r5;
      out[start + 1] = r6;
      out[start + 2] = r3;
    },
    cab23c225a2aa477: (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r6 = inputs[10] as number;
      const r7 = inputs[11] as number;
      const r8 = Math.max(r6, r7);
      const r9 = sqrt(r8);
      const r10 = 0.2 * r9;
      const r11 = r1 * r10;
      const r12 = -r11;
      const r14 = inputs[2] as number;
      const r15 = 1 - r14;
      const r16 = fround(r15);
      const r17 = 0.5 <= r16 ? 1 : 0;
      const r18 = 1 - r16;
      out[start + 0] = r4;
      out[start + 1] = r12;
      out[start + 2] = r17;
      out[start + 3] = r18;
      out[start + 4] = r15;
    },
    f0b2d1654f95e386: (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[1] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = inputs[10] as number;
      const r6 = inputs[11] as number;
      const r7 = r5 / r6;
      const r8 = sqrt(r7);
      const r9 = r1 * r8;
      const r10 = -r9;
      const r12 = inputs[2] as number;
      const r13 = 1 - r12;
      const r14 = fround(r13);
      const r15 = 0.5 <= r14 ? 1 : 0;
      const r16 = 1 - r14;
      out[start + 0] = r4;
      out[start + 1] = r10;
      out[start + 2] = r15;
      out[start + 3] = r16;
      out[start + 4] = r13;
    },
  },
};
