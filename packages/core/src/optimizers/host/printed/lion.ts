/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround } = Math;

export const printed: PrintedRules = {
  loops: {
    // Lion
    d2edee491f61241a: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t10 = fround(fround(a0 * s3) + fround(y * s4));
        expAvg[slotFirst + i] = fround(fround(a0 * s5) + fround(y * s6));
        p[first + i] = fround(fround(x * s1) + fround(s2 * (t10 > 0 ? 1 : t10 < 0 ? -1 : 0)));
      }
    },
    // Lion, cautious, pass 1 of 2
    f87f661ef298dd8d: ({ g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t7 = fround(fround(a0 * s1) + fround(y * s2));
        lanes0[i & 7] = (lanes0[i & 7] as number) + (0 < fround((t7 > 0 ? 1 : t7 < 0 ? -1 : 0) * y) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // Lion, cautious, pass 2 of 2
    b8c1ce6f7e0825fe: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const expAvg = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = expAvg[slotFirst + i] as number;
        const t10 = fround(fround(a0 * s3) + fround(y * s4));
        const t11 = t10 > 0 ? 1 : t10 < 0 ? -1 : 0;
        expAvg[slotFirst + i] = fround(fround(a0 * s6) + fround(y * s7));
        p[first + i] = fround(fround(x * s1) + fround(s2 * fround(t11 * (0 < fround(t11 * y) ? s5 : 0))));
      }
    },
  },
  scalars: {
    e43e0b10d89c35ab: (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[3] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = -r1;
      const r6 = inputs[1] as number;
      const r7 = 1 - r6;
      const r8 = inputs[2] as number;
      const r9 = 1 - r8;
      out[start + 0] = r4;
      out[start + 1] = r5;
      out[start + 2] = r6;
      out[start + 3] = r7;
      out[start + 4] = r8;
      out[start + 5] = r9;
    },
    "9db4b69299c4eb4d": (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = r1 * r1;
      const r3 = inputs[4] as number;
      const r4 = r2 / r3;
      const r5 = inputs[3] as number;
      const r6 = r4 * r5;
      const r7 = 1 - r6;
      const r8 = -r1;
      const r9 = inputs[1] as number;
      const r10 = 1 - r9;
      const r11 = inputs[2] as number;
      const r12 = 1 - r11;
      out[start + 0] = r7;
      out[start + 1] = r8;
      out[start + 2] = r9;
      out[start + 3] = r10;
      out[start + 4] = r11;
      out[start + 5] = r12;
    },
    "617ec08b864584bc": (inputs, _powers, out, start) => {
      const r0 = inputs[1] as number;
      const r2 = 1 - r0;
      out[start + 0] = r0;
      out[start + 1] = r2;
    },
    db68a4dc9caa1cd3: (inputs, _powers, out, start) => {
      const r1 = inputs[0] as number;
      const r2 = inputs[3] as number;
      const r3 = r1 * r2;
      const r4 = 1 - r3;
      const r5 = -r1;
      const r6 = inputs[1] as number;
      const r7 = 1 - r6;
      const r8 = inputs[9] as number;
      const r9 = inputs[6] as number;
      const r10 = r8 / r9;
      const r11 = fround(r10);
      const r13 = Math.max(r11, 0.001);
      const r14 = 1 / r13;
      const r15 = inputs[2] as number;
      const r16 = 1 - r15;
      out[start + 0] = r4;
      out[start + 1] = r5;
      out[start + 2] = r6;
      out[start + 3] = r7;
      out[start + 4] = r14;
      out[start + 5] = r15;
      out[start + 6] = r16;
    },
  },
};
