/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround } = Math;

export const printed: PrintedRules = {
  loops: {
    // SGD
    "331a03edf461aa92": ({ p, g, scalars }, first, _slotFirst, _workFirst, count) => {
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const c0 = scalars[2] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        p[first + i] = fround(x + fround(s1 * (c0 ? y : fround(y + fround(s3 * x)))));
      }
    },
    // SGD, momentumBuffer
    "017b5b2e33b8494f": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t12 = fround(fround(a0 * s2) + fround((c0 ? y : fround(y + fround(s4 * x))) * s5));
        momentumBuffer[slotFirst + i] = t12;
        p[first + i] = fround(x + fround(s1 * t12));
      }
    },
    // SGD, nesterov momentumBuffer
    "4ffbc1a4ed8697f1": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[2] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t6 = c0 ? y : fround(y + fround(s3 * x));
        const t13 = fround(fround(a0 * s5) + fround(t6 * s6));
        momentumBuffer[slotFirst + i] = t13;
        p[first + i] = fround(x + fround(s1 * fround(t6 + fround(s4 * t13))));
      }
    },
    // SGD, cautious momentumBuffer, pass 1 of 2
    "40d14a193464f668": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const c0 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s3 * x));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) + (0 < fround(fround(fround(a0 * s1) + fround(t9 * s4)) * t9) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // SGD, cautious momentumBuffer, pass 2 of 2
    cc2747c5f469792a: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t12 = fround(fround(a0 * s2) + fround(t9 * s5));
        momentumBuffer[slotFirst + i] = t12;
        p[first + i] = fround(x + fround(s1 * fround(t12 * (0 < fround(t12 * t9) ? s6 : 0))));
      }
    },
    // SGD, nesterov cautious momentumBuffer, pass 1 of 2
    "9ca1503c63cf4f3d": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s2 = scalars[2] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const c0 = scalars[1] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t6 = c0 ? y : fround(y + fround(s2 * x));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 < fround(fround(t6 + fround(s3 * fround(fround(a0 * s4) + fround(t6 * s5)))) * t6) ? 1 : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // SGD, nesterov cautious momentumBuffer, pass 2 of 2
    "7f3a46763bfcefe9": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const c0 = scalars[2] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const t6 = c0 ? y : fround(y + fround(s3 * x));
        const t13 = fround(fround(a0 * s5) + fround(t6 * s6));
        const t15 = fround(t6 + fround(s4 * t13));
        momentumBuffer[slotFirst + i] = t13;
        p[first + i] = fround(x + fround(s1 * fround(t15 * (0 < fround(t15 * t6) ? s7 : 0))));
      }
    },
  },
  scalars: {
    "7f37e00c1f79f63f": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[3] as number;
      const r4 = r2 === 0 ? 1 : 0;
      out[start + 0] = r1;
      out[start + 1] = r4;
      out[start + 2] = r2;
    },
    "57d6e1881a97bcaf": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[4] as number;
      const r4 = r2 === 1 ? 1 : 0;
      const r6 = inputs[1] as number;
      const r7 = r4 !== 0 ? 0 : r6;
      const r8 = inputs[3] as number;
      const r9 = r8 === 0 ? 1 : 0;
      const r10 = inputs[2] as number;
      const r11 = 1 - r10;
      const r12 = r4 !== 0 ? 1 : r11;
      out[start + 0] = r1;
      out[start + 1] = r7;
      out[start + 2] = r9;
      out[start + 3] = r8;
      out[start + 4] = r12;
    },
    "7b98f66dc03d6e92": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[3] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[1] as number;
      const r6 = inputs[4] as number;
      const r8 = r6 === 1 ? 1 : 0;
      const r9 = r8 !== 0 ? 0 : r5;
      const r10 = inputs[2] as number;
      const r11 = 1 - r10;
      const r12 = r8 !== 0 ? 1 : r11;
      out[start + 0] = r1;
      out[start + 1] = r4;
      out[start + 2] = r2;
      out[start + 3] = r5;
      out[start + 4] = r9;
      out[start + 5] = r12;
    },
    "6da150f80b4d52dd": (inputs, _powers, out, start) => {
      const r0 = inputs[4] as number;
      const r2 = r0 === 1 ? 1 : 0;
      const r4 = inputs[1] as number;
      const r5 = r2 !== 0 ? 0 : r4;
      const r6 = inputs[3] as number;
      const r7 = r6 === 0 ? 1 : 0;
      const r8 = inputs[2] as number;
      const r9 = 1 - r8;
      const r10 = r2 !== 0 ? 1 : r9;
      out[start + 0] = r5;
      out[start + 1] = r7;
      out[start + 2] = r6;
      out[start + 3] = r10;
    },
    "7badbe9e897b375f": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[4] as number;
      const r4 = r2 === 1 ? 1 : 0;
      const r6 = inputs[1] as number;
      const r7 = r4 !== 0 ? 0 : r6;
      const r8 = inputs[3] as number;
      const r9 = r8 === 0 ? 1 : 0;
      const r10 = inputs[2] as number;
      const r11 = 1 - r10;
      const r12 = r4 !== 0 ? 1 : r11;
      const r13 = inputs[8] as number;
      const r14 = inputs[5] as number;
      const r15 = r13 / r14;
      const r16 = fround(r15);
      const r18 = Math.max(r16, 0.001);
      const r19 = 1 / r18;
      out[start + 0] = r1;
      out[start + 1] = r7;
      out[start + 2] = r9;
      out[start + 3] = r8;
      out[start + 4] = r12;
      out[start + 5] = r19;
    },
  },
};
