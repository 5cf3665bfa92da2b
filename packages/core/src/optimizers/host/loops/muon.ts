/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import type { Loop } from "../../rule/program.js";

const { fround } = Math;

export const loops: Readonly<Record<string, Loop>> = {
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
};
