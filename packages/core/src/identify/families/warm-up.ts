/** A warm-up followed by one curve. */
import { noam } from "../../constructors/noam.js";
import { inverseSqrt, powerLaw } from "../../constructors/power-law.js";
import {
  warmupConstant,
  warmupCosine,
  warmupExponential,
  warmupLinear,
  warmupPolynomial,
} from "../../constructors/warm-up-decay.js";
import { power } from "../../math/power.js";
import {
  arePowers,
  ascending,
  combined,
  type Family,
  forRules,
  make,
  positive,
  WITH_START,
  warmed,
} from "../family.js";
import type { Landmarks } from "../landmarks.js";
import {
  continued,
  decayed,
  fallingPower,
  halfCosine,
  line,
  multiplied,
  type Progress,
  wave,
} from "../shapes.js";

const upAndDown = ({ peaks, ends }: Landmarks) =>
  combined(
    [...peaks].map((peak) => [peak]),
    ends.map((end) => [end]),
  );

const warmupDecay = (
  name: string,
  progress: Progress,
  build: Family["build"],
  endOptions: { readonly afterEnd?: string } = {},
): Family[] =>
  forRules((written, rule) => ({
    name,
    counts: ["warmupSteps", "totalSteps"],
    rates: WITH_START,
    fixed: { ...endOptions, ...written },
    ...(endOptions.afterEnd === undefined ? {} : { swings: "maybe" }),
    starts: (landmarks) =>
      endOptions.afterEnd === undefined
        ? upAndDown(landmarks)
        : combined(
            landmarks.peaks.map((peak) => [peak]),
            [...landmarks.valleys, ...landmarks.ends].map((end) => [end]),
          ),
    isValid: (counts) => positive(counts) && ascending(counts),
    at: warmed(rule, (step, [warmup = 0, end = 1]) =>
      (endOptions.afterEnd === undefined ? decayed : continued)(progress, step, warmup, end),
    ),
    build,
  }));

/** With one additional number that is not whole. */
const shapedDecay = (
  name: string,
  shape: string,
  values: (landmarks: Landmarks) => readonly number[],
  progress: (shape: number) => Progress,
  build: Family["build"],
  endOptions: { readonly afterEnd?: string } = {},
): Family[] =>
  forRules((written, rule) => ({
    name,
    counts: ["warmupSteps", "totalSteps"],
    shapes: [shape],
    rates: WITH_START,
    fixed: { ...endOptions, ...written },
    ...(shape === "halfCycles" ? { swings: "maybe" } : {}),
    starts: (landmarks) =>
      combined(
        upAndDown(landmarks),
        values(landmarks).map((value) => [value]),
      ),
    isValid: ([warmup = 0, end = 0, ...own]) => warmup >= 1 && end > warmup && arePowers(own),
    at: warmed(rule, (step, [warmup = 0, end = 1, value = 1]) =>
      (endOptions.afterEnd === undefined ? decayed : continued)(progress(value), step, warmup, end),
    ),
    build,
  }));

const timescales = ({ ends }: Landmarks) =>
  ends.flatMap((end) => [[end], [Math.max(1, Math.round(end / 10))], [Math.max(1, Math.round(end / 100))]]);
const falls = (exponent: number, step: number, start: number, timescale: number) =>
  [power(1 + Math.max(0, step - start) / timescale, -exponent), 0, 0] as const;
/** The same toward an end. */
const fallsTo = (exponent: number, step: number, start: number, timescale: number) => {
  const [share] = falls(exponent, step, start, timescale);
  return [share, 0, 1 - share] as const;
};
const NO_END = { peak: "peak", from: "warmupFrom" } as const;

/** With a timescale that is not the length of the warm-up. */
const inverseSqrtOf = (rates: Family["rates"], fall: typeof fallsTo | typeof falls): Family[] =>
  forRules((fixed, rule) => ({
    name: "inverseSqrt",
    counts: ["warmupSteps", "timescale"],
    rates,
    fixed,
    starts: (landmarks) =>
      combined(
        landmarks.peaks.map((peak) => [peak]),
        timescales(landmarks),
      ),
    isValid: positive,
    at: warmed(rule, (step, [warmup = 1, timescale = 1]) => fall(0.5, step, warmup, timescale)),
    build: make(inverseSqrt),
  }));

export const warmups: readonly (readonly Family[])[] = [
  forRules((fixed, rule) => ({
    name: "warmupConstant",
    counts: ["warmupSteps"],
    rates: NO_END,
    fixed,
    starts: ({ peaks }) => peaks.map((peak) => [peak]),
    isValid: positive,
    at: warmed(rule, () => [1, 0, 0]),
    build: make(warmupConstant),
  })),
  warmupDecay("warmupLinear", line, make(warmupLinear)),
  warmupDecay("warmupCosine", halfCosine, make(warmupCosine)),
  forRules((fixed, rule) => ({
    name: "inverseSqrt",
    counts: ["warmupSteps"],
    rates: NO_END,
    fixed,
    starts: ({ peaks }) => peaks.map((peak) => [peak]),
    isValid: positive,
    at: warmed(rule, (step, [warmup = 1]) => falls(0.5, step, warmup, warmup)),
    build: make(inverseSqrt),
  })),
  [
    {
      name: "noam",
      counts: ["warmupSteps"],
      rates: { peak: "factor" },
      fixed: { modelSize: 1 },
      starts: ({ peaks }) => peaks.map((peak) => [peak]),
      isValid: positive,
      at: (step, [warmup = 1]) => [Math.min((step + 1) ** -0.5, (step + 1) * warmup ** -1.5), 0, 0],
      build: make(noam),
    },
  ],
  [
    {
      name: "inverseSqrt",
      counts: ["timescale"],
      rates: { peak: "peak" },
      fixed: { warmupSteps: 0 },
      starts: timescales,
      isValid: positive,
      at: (step, [timescale = 1]) => falls(0.5, step, 0, timescale),
      build: make(inverseSqrt),
    },
  ],
  shapedDecay("warmupPolynomial", "power", () => [0.5, 2, 4], fallingPower, make(warmupPolynomial)),
  forRules((fixed, rule) => ({
    name: "warmupExponential",
    counts: ["warmupSteps", "totalSteps"],
    shapes: ["endRatio"],
    rates: NO_END,
    fixed,
    starts: (landmarks) => combined(upAndDown(landmarks), [[landmarks.lastShare]]),
    isValid: ([warmup = 0, end = 0, ratio = 0]) => warmup >= 1 && end > warmup && ratio > 0,
    at: warmed(rule, (step, [warmup = 0, end = 1, ratio = 1]) => multiplied(step, warmup, end, ratio)),
    build: make(warmupExponential),
  })),
  warmupDecay("warmupLinear", line, make(warmupLinear), { afterEnd: "continue" }),
  warmupDecay("warmupCosine", halfCosine, make(warmupCosine), { afterEnd: "continue" }),
  inverseSqrtOf(NO_END, falls),
  inverseSqrtOf(WITH_START, fallsTo),
  forRules((fixed, rule) => ({
    name: "powerLaw",
    counts: ["warmupSteps"],
    shapes: ["exponent"],
    rates: NO_END,
    fixed,
    starts: ({ peaks }) => peaks.map((peak) => [peak, 0.5]),
    isValid: ([warmup = 0, exponent = 0]) => warmup >= 1 && exponent >= 0,
    at: warmed(rule, (step, [warmup = 1, exponent = 0.5]) => falls(exponent, step, warmup, warmup)),
    build: make(powerLaw),
  })),
];

const halfCycles = ({ ends, peaks, halfWave }: Landmarks) => [
  0.5,
  0.9,
  1.5,
  Math.max(1, (ends[0] as number) - (peaks[0] as number)) / halfWave,
];

export const unusualWarmups: readonly (readonly Family[])[] = [
  shapedDecay("warmupCosine", "halfCycles", halfCycles, wave, make(warmupCosine), { afterEnd: "continue" }),
  shapedDecay("warmupCosine", "halfCycles", halfCycles, wave, make(warmupCosine)),
  shapedDecay(
    "warmupCosine",
    "exponent",
    () => [0.5, 2, 4],
    (exponent) => wave(1, exponent),
    make(warmupCosine),
  ),
  shapedDecay(
    "warmupCosine",
    "timeExponent",
    () => [0.5, 1.5, 3],
    (exponent) => wave(1, 1, exponent),
    make(warmupCosine),
  ),
];
