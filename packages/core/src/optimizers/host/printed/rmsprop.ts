/** The arithmetic of the rules in the file of the same name: printed by `npm run print:rules`. */
import { addLanes, lanesOf } from "../../rule/lanes.js";
import type { PrintedRules } from "../../rule/program.js";

const { fround, sqrt } = Math;

export const printed: PrintedRules = {
  loops: {
    // RMSprop
    fd08212da0114212: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const squareAvg = arrays[0] as Float32Array;
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
        const a0 = squareAvg[slotFirst + i] as number;
        const t6 = c0 ? y : fround(y + fround(s3 * x));
        const t14 = fround(fround(a0 * s4) + fround(fround(s5 * t6) * t6));
        squareAvg[slotFirst + i] = t14;
        p[first + i] = fround(x + fround(fround(s1 * t6) / fround(fround(sqrt(t14)) + s6)));
      }
    },
    // RMSprop, momentumBuffer
    "4cd1018755f26724": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a1 * s5) + fround(fround(s6 * t9) * t9));
        const t21 = fround(fround(a0 * s2) + fround(t9 / fround(fround(sqrt(t16)) + s7)));
        momentumBuffer[slotFirst + i] = t21;
        squareAvg[slotFirst + i] = t16;
        p[first + i] = fround(x + fround(s1 * t21));
      }
    },
    // RMSprop, centered
    a938b9a0c95cc66b: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const squareAvg = arrays[0] as Float32Array;
      const gradAvg = arrays[1] as Float32Array;
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
        const a0 = squareAvg[slotFirst + i] as number;
        const a1 = gradAvg[slotFirst + i] as number;
        const t6 = c0 ? y : fround(y + fround(s3 * x));
        const t14 = fround(fround(a0 * s4) + fround(fround(s5 * t6) * t6));
        const t18 = fround(fround(a1 * s4) + fround(t6 * s5));
        squareAvg[slotFirst + i] = t14;
        gradAvg[slotFirst + i] = t18;
        p[first + i] = fround(
          x + fround(fround(s1 * t6) / fround(fround(sqrt(fround(t14 - fround(t18 * t18)))) + s6)),
        );
      }
    },
    // RMSprop, centered momentumBuffer
    "29fa877b48524dd6": ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const gradAvg = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const a2 = gradAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a1 * s5) + fround(fround(s6 * t9) * t9));
        const t20 = fround(fround(a2 * s5) + fround(t9 * s6));
        const t27 = fround(
          fround(a0 * s2) + fround(t9 / fround(fround(sqrt(fround(t16 - fround(t20 * t20)))) + s7)),
        );
        momentumBuffer[slotFirst + i] = t27;
        squareAvg[slotFirst + i] = t16;
        gradAvg[slotFirst + i] = t20;
        p[first + i] = fround(x + fround(s1 * t27));
      }
    },
    // RMSprop, cautious momentumBuffer, pass 1 of 2
    "73600f748d1f384f": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s3 * x));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 <
          fround(
            fround(
              fround(a0 * s1) +
                fround(
                  t9 / fround(fround(sqrt(fround(fround(a1 * s4) + fround(fround(s5 * t9) * t9)))) + s6),
                ),
            ) * t9,
          )
            ? 1
            : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // RMSprop, cautious momentumBuffer, pass 2 of 2
    fbec2eb16ea67548: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a1 * s5) + fround(fround(s6 * t9) * t9));
        const t21 = fround(fround(a0 * s2) + fround(t9 / fround(fround(sqrt(t16)) + s7)));
        momentumBuffer[slotFirst + i] = t21;
        squareAvg[slotFirst + i] = t16;
        p[first + i] = fround(x + fround(s1 * fround(t21 * (0 < fround(t21 * t9) ? s8 : 0))));
      }
    },
    // RMSprop, centered cautious momentumBuffer, pass 1 of 2
    "2e1810af51e0e47e": ({ p, g, arrays, scalars, sums }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const gradAvg = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s3 = scalars[3] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const c0 = scalars[2] !== 0;
      const lanes0 = lanesOf(0);
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const a2 = gradAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s3 * x));
        const t20 = fround(fround(a2 * s4) + fround(t9 * s5));
        lanes0[i & 7] =
          (lanes0[i & 7] as number) +
          (0 <
          fround(
            fround(
              fround(a0 * s1) +
                fround(
                  t9 /
                    fround(
                      fround(
                        sqrt(
                          fround(fround(fround(a1 * s4) + fround(fround(s5 * t9) * t9)) - fround(t20 * t20)),
                        ),
                      ) + s6,
                    ),
                ),
            ) * t9,
          )
            ? 1
            : 0);
      }
      sums[0] = addLanes(lanes0);
    },
    // RMSprop, centered cautious momentumBuffer, pass 2 of 2
    ffae883b241afadc: ({ p, g, arrays, scalars }, first, slotFirst, _workFirst, count) => {
      const momentumBuffer = arrays[0] as Float32Array;
      const squareAvg = arrays[1] as Float32Array;
      const gradAvg = arrays[2] as Float32Array;
      const s0 = scalars[0] as number;
      const s1 = scalars[1] as number;
      const s2 = scalars[2] as number;
      const s4 = scalars[4] as number;
      const s5 = scalars[5] as number;
      const s6 = scalars[6] as number;
      const s7 = scalars[7] as number;
      const s8 = scalars[8] as number;
      const c0 = scalars[3] !== 0;
      for (let i = 0; i < count; i++) {
        const x = p[first + i] as number;
        const y = fround((g[first + i] as number) * s0);
        const a0 = momentumBuffer[slotFirst + i] as number;
        const a1 = squareAvg[slotFirst + i] as number;
        const a2 = gradAvg[slotFirst + i] as number;
        const t9 = c0 ? y : fround(y + fround(s4 * x));
        const t16 = fround(fround(a1 * s5) + fround(fround(s6 * t9) * t9));
        const t20 = fround(fround(a2 * s5) + fround(t9 * s6));
        const t27 = fround(
          fround(a0 * s2) + fround(t9 / fround(fround(sqrt(fround(t16 - fround(t20 * t20)))) + s7)),
        );
        momentumBuffer[slotFirst + i] = t27;
        squareAvg[slotFirst + i] = t16;
        gradAvg[slotFirst + i] = t20;
        p[first + i] = fround(x + fround(s1 * fround(t27 * (0 < fround(t27 * t9) ? s8 : 0))));
      }
    },
  },
  scalars: {
    f465db3a04d54ebb: (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[3] as number;
      const r4 = r2 === 0 ? 1 : 0;
      const r5 = inputs[1] as number;
      const r7 = 1 - r5;
      const r8 = inputs[2] as number;
      out[start + 0] = r1;
      out[start + 1] = r4;
      out[start + 2] = r2;
      out[start + 3] = r5;
      out[start + 4] = r7;
      out[start + 5] = r8;
    },
    "7c58a24ca17e241d": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[4] as number;
      const r3 = inputs[3] as number;
      const r5 = r3 === 0 ? 1 : 0;
      const r6 = inputs[1] as number;
      const r8 = 1 - r6;
      const r9 = inputs[2] as number;
      out[start + 0] = r1;
      out[start + 1] = r2;
      out[start + 2] = r5;
      out[start + 3] = r3;
      out[start + 4] = r6;
      out[start + 5] = r8;
      out[start + 6] = r9;
    },
    "55e72172e4c02df5": (inputs, _powers, out, start) => {
      const r0 = inputs[4] as number;
      const r1 = inputs[3] as number;
      const r3 = r1 === 0 ? 1 : 0;
      const r4 = inputs[1] as number;
      const r6 = 1 - r4;
      const r7 = inputs[2] as number;
      out[start + 0] = r0;
      out[start + 1] = r3;
      out[start + 2] = r1;
      out[start + 3] = r4;
      out[start + 4] = r6;
      out[start + 5] = r7;
    },
    "27e2738767f56648": (inputs, _powers, out, start) => {
      const r0 = inputs[0] as number;
      const r1 = -r0;
      const r2 = inputs[4] as number;
      const r3 = inputs[3] as number;
      const r5 = r3 === 0 ? 1 : 0;
      const r6 = inputs[1] as number;
      const r8 = 1 - r6;
      const r9 = inputs[2] as number;
      const r10 = inputs[9] as number;
      const r11 = inputs[6] as number;
      const r12 = r10 / r11;
      const r13 = fround(r12);
      const r15 = Math.max(r13, 0.001);
      const r16 = 1 / r15;
      out[start + 0] = r1;
      out[start + 1] = r2;
      out[start + 2] = r5;
      out[start + 3] = r3;
      out[start + 4] = r6;
      out[start + 5] = r8;
      out[start + 6] = r9;
      out[start + 7] = r16;
    },
  },
};
