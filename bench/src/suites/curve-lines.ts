/** The curves of the suite, each as a schedule and as handwritten loops. */
import {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  inverseSqrt,
  join,
  linear,
  oneCycle,
  type Schedule,
  warmupCosine,
  warmupStableDecay,
} from "@anneal/core";
import {
  type Curve,
  cosineWave,
  exponentialDecay,
  inverseSquareRoot,
  line,
  oneMinusSquareRoot,
} from "../loops/ramps.js";
import { runningProduct, turningCosineWave } from "../loops/recurrences.js";

export type FillCurve = (out: Curve) => void;

/** One curve at one size. */
export interface CurveLine {
  readonly schedule: Schedule;
  /** A loop with one formula per step. */
  readonly loop: FillCurve;
  /** A loop that computes each step from the previous one, if that is faster. */
  readonly recurrence?: FillCurve;
}

const peak = 3e-4;
const end = 3e-5;

export function warmupCosineLine(size: number): CurveLine {
  const warmupSteps = size / 100;
  return {
    schedule: warmupCosine({ peak, end, warmupSteps, totalSteps: size }),
    loop(out) {
      line(out, 0, warmupSteps, 0, peak);
      cosineWave(out, warmupSteps, size, peak, end);
    },
    recurrence(out) {
      line(out, 0, warmupSteps, 0, peak);
      turningCosineWave(out, warmupSteps, size, peak, end);
    },
  };
}

export function stableLinearLine(size: number): CurveLine {
  const warmupSteps = size / 100;
  const decaySteps = size / 5;
  const decayStart = size - decaySteps;
  return {
    schedule: warmupStableDecay({ peak, end, warmupSteps, decaySteps, totalSteps: size }),
    loop(out) {
      line(out, 0, warmupSteps, 0, peak);
      out.fill(peak, warmupSteps, decayStart);
      line(out, decayStart, size, peak, end);
    },
  };
}

export function stableSquareRootLine(size: number): CurveLine {
  const warmupSteps = size / 100;
  const decaySteps = size / 5;
  const decayStart = size - decaySteps;
  return {
    schedule: warmupStableDecay({ peak, warmupSteps, decaySteps, totalSteps: size, decay: "1-sqrt" }),
    loop(out) {
      line(out, 0, warmupSteps, 0, peak);
      out.fill(peak, warmupSteps, decayStart);
      oneMinusSquareRoot(out, decayStart, size, peak);
    },
  };
}

export function oneCycleLine(size: number): CurveLine {
  const upSteps = (size * 3) / 10;
  const start = peak / 25;
  return {
    schedule: oneCycle({ peak, start, end: 0, upSteps, totalSteps: size }),
    loop(out) {
      cosineWave(out, 0, upSteps, start, peak);
      cosineWave(out, upSteps, size, peak, 0);
    },
    recurrence(out) {
      turningCosineWave(out, 0, upSteps, start, peak);
      turningCosineWave(out, upSteps, size, peak, 0);
    },
  };
}

/** Ten cycles of equal length. */
export function restartsLine(size: number): CurveLine {
  const firstCycleSteps = size / 10;
  const eachCycle = (out: Curve, wave: typeof cosineWave) => {
    for (let start = 0; start < size; start += firstCycleSteps) {
      wave(out, start, start + firstCycleSteps, peak, end);
    }
  };
  return {
    schedule: cosineRestarts({ peak, end, firstCycleSteps }),
    loop: (out) => eachCycle(out, cosineWave),
    recurrence: (out) => eachCycle(out, turningCosineWave),
  };
}

export function inverseSquareRootLine(size: number): CurveLine {
  const warmupSteps = size / 100;
  return {
    schedule: inverseSqrt({ peak, warmupSteps }),
    loop(out) {
      line(out, 0, warmupSteps, 0, peak);
      inverseSquareRoot(out, warmupSteps, size, peak, warmupSteps);
    },
  };
}

export function exponentialLine(size: number): CurveLine {
  const rate = 5 / size;
  return {
    schedule: exponential({ peak, rate }),
    loop: (out) => exponentialDecay(out, 0, size, peak, -rate),
    recurrence: (out) => runningProduct(out, 0, size, peak, -rate),
  };
}

/** A linear rise, a cosine decay, a constant, an exponential decay, and a linear decay to 0. */
export function joinLine(size: number): CurveLine {
  const [first, second, third, fourth] = [size / 10, (size * 4) / 10, (size * 6) / 10, (size * 9) / 10];
  const level = peak / 3;
  const rate = 2 / size;
  const low = level * Math.exp(-rate * (fourth - third));
  const joined = (wave: typeof cosineWave, decay: typeof exponentialDecay): FillCurve => {
    return (out) => {
      line(out, 0, first, 0, peak);
      wave(out, first, second, peak, level);
      out.fill(level, second, third);
      decay(out, third, fourth, level, -rate);
      line(out, fourth, size, low, 0);
    };
  };
  return {
    schedule: join({
      schedules: [
        linear({ start: 0, end: peak, totalSteps: first }),
        cosine({ peak, end: level, totalSteps: second - first }),
        constant({ value: level }),
        exponential({ peak: level, rate }),
        linear({ start: low, end: 0, totalSteps: size - fourth }),
      ],
      boundaries: [first, second, third, fourth],
    }),
    loop: joined(cosineWave, exponentialDecay),
    recurrence: joined(turningCosineWave, runningProduct),
  };
}
