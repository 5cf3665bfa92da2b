/** A warm-up, a stable part at the peak, and a decay. */
import { powerCool } from "../../constructors/power-cool.js";
import { type DecayShape, warmupStableDecay } from "../../constructors/warm-up-stable-decay.js";
import { combined, type Family, FLATTEST, forRules, WITH_START, warmed } from "../family.js";
import type { Landmarks } from "../landmarks.js";
import {
  continued,
  decayed,
  fallingPower,
  halfCosine,
  halfLife,
  line,
  multiplied,
  rational,
  root,
  type Progress,
  type Weighted,
} from "../shapes.js";

/** The constructors take the length of the decay, not its start. */
const withDecaySteps =
  (create: (options: never) => ReturnType<typeof warmupStableDecay>): Family["build"] =>
  ({ decayStart, ...options }) =>
    create({ ...options, decaySteps: Number(options.totalSteps) - Number(decayStart) } as never);

const parts = ({ peaks, declines, ends }: Landmarks) =>
  combined(
    combined(
      [[0], ...peaks.map((peak) => [peak])],
      declines.map((decline) => [decline]),
    ),
    ends.map((end) => [end]),
  );

/** The end of a curve that rises again is its lowest rate. */
const partsThatRiseAgain = ({ valleys, firstDeclines, ends, ...rest }: Landmarks) =>
  parts({ ...rest, valleys, firstDeclines, declines: firstDeclines, ends: [...valleys, ...ends] });

/** A decay of one step would be stairs. */
const isValid = ([warmup = 0, start = 0, end = 0]: readonly number[]) =>
  warmup >= 0 && start >= warmup && end > start + 1;
const COUNTS = ["warmupSteps", "decayStart", "totalSteps"];

const stable = (
  decay: DecayShape,
  progress: Progress,
  endOptions: { readonly afterEnd?: string } = {},
): Family[] =>
  forRules((written, rule) => ({
    name: "warmupStableDecay",
    counts: COUNTS,
    rates: WITH_START,
    fixed: { ...(decay === "linear" ? {} : { decay }), ...endOptions, ...written },
    ...(endOptions.afterEnd === undefined ? {} : { swings: "maybe" }),
    starts: endOptions.afterEnd === undefined ? parts : partsThatRiseAgain,
    isValid,
    at: warmed(rule, (step, [, start = 0, end = 1]) =>
      (endOptions.afterEnd === undefined ? decayed : continued)(progress, step, start, end),
    ),
    build: withDecaySteps(warmupStableDecay),
  }));

/** Decays whose shape depends on their end. */
const toShare = (
  decay: DecayShape,
  at: (step: number, start: number, end: number, ratio: number) => Weighted,
): Family[] =>
  forRules((written, rule) => ({
    name: "warmupStableDecay",
    counts: COUNTS,
    shapes: ["endRatio"],
    rates: { peak: "peak", from: "warmupFrom" },
    fixed: { decay, ...written },
    starts: (landmarks) => combined(parts(landmarks), [[landmarks.lastShare]]),
    isValid: (numbers) => isValid(numbers) && (numbers[3] as number) > 0 && (numbers[3] as number) < 1,
    at: warmed(rule, (step, [, start = 0, end = 1, ratio = 1]) => at(step, start, end, ratio)),
    build: withDecaySteps(warmupStableDecay),
  }));

function inverse(step: number, start: number, end: number, ratio: number): Weighted {
  const [share, , rest] = decayed(rational(1 / ratio - 1), step, start, end);
  return [share + rest * ratio, 0, 0];
}

const CONTINUED = { afterEnd: "continue" };

export const stables: readonly (readonly Family[])[] = [
  stable("linear", line),
  stable("cosine", halfCosine),
  stable("1-sqrt", root),
  stable("half-life", halfLife),
  stable("linear", line, CONTINUED),
  stable("cosine", halfCosine, CONTINUED),
  stable("1-sqrt", root, CONTINUED),
  toShare("exponential", multiplied),
  toShare("inverse", inverse),
  forRules((fixed, rule) => ({
    name: "powerCool",
    counts: COUNTS,
    shapes: ["exponent"],
    rates: { peak: "peak", from: "warmupFrom" },
    fixed,
    starts: (landmarks) => combined(parts(landmarks), [[1.2], [2]]),
    isValid: (numbers) => isValid(numbers) && (numbers[3] as number) >= FLATTEST,
    at: warmed(rule, (step, [, start = 0, end = 1, exponent = 1]) =>
      decayed(fallingPower(exponent), step, start, end),
    ),
    build: withDecaySteps(powerCool),
  })),
];
