/** The loops of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes } from "../../rule/interpret.js";
import type { Loop } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const loops: Readonly<Record<string, Loop>> = {
  // LAMB, pass 1 of 3
  dfdd80958e8d9562: ({ p, g, scalars, sums }, first, _slotFirst, _workFirst, count) => {
    const s0 = scalars[0] as number;
    const s1 = scalars[1] as number;
    const lanes0 = new Float64Array(8);
    const lanes1 = new Float64Array(8);
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
    const lanes0 = new Float64Array(8);
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
    const lanes0 = new Float64Array(8);
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
              fround(fround(fround(sqrt(fround(fround(a1 * s5) + fround(fround(s6 * t7) * t7)))) / s7) + s8),
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
    const lanes0 = new Float64Array(8);
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
};
