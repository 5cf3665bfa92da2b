/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround } = Math;

export const loops: Readonly<Record<string, Loop>> = {
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
    const lanes0 = new Float64Array(8);
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
    const lanes0 = new Float64Array(8);
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
};
