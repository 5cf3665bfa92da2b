/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // Adafactor, pass 1 of 3
  f4329c51d6026e50: ({ p, g, arrays, scalars, sums }, first, _slotFirst, workFirst, count) => {
    const work = arrays[0] as Float32Array;
    const s0 = scalars[0] as number;
    const lanes0 = new Float64Array(8);
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
    const lanes0 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const y = fround((g[first + i] as number) * s0);
      const a0 = work[workFirst + i] as number;
      const t5 = fround(y / fround(sqrt(a0 > s1 || a0 !== a0 ? a0 : s1)));
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
        fround(x * s1) + fround(s2 * fround(y / fround(sqrt(a0 > s3 || a0 !== a0 ? a0 : s3)))),
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
    const lanes0 = new Float64Array(8);
    const lanes1 = new Float64Array(8);
    for (let i = 0; i < count; i++) {
      const x = p[first + i] as number;
      const y = fround((g[first + i] as number) * s0);
      const a0 = variance[slotFirst + i] as number;
      const t10 = fround(fround(a0 * s2) + fround(fround(y * y) * s3));
      const t13 = fround(y / fround(sqrt(t10 > s1 || t10 !== t10 ? t10 : s1)));
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
        fround(x * s1) + fround(s2 * fround(y / fround(sqrt(t12 > s3 || t12 !== t12 ? t12 : s3)))),
      );
    }
  },
};
