/**
 * The attack on everything that reads a tree: each document is refused when it is read, or everything that takes a
 * schedule comes to an end with it, and both engines have the same values.
 */
import {
  fromJSON,
  InvalidArgumentError,
  lint,
  restsAt,
  type Schedule,
  type ScheduleNode,
  sample as sampleOnHost,
} from "@anneal/core";
import { type PlotOptions, plotSvg, plotTerminal } from "@anneal/plot";
import { sample } from "@anneal/wasm";
import fc from "fast-check";
import { parseSvg } from "../../packages/plot/test/support/svg.js";
import { expectSameBits } from "../../packages/wasm/test/support/same-bits.js";
import type { Attack } from "./attack.js";
import { hostileNumbers, hostileText, hostileTrees } from "./documents.js";

interface Evaluation {
  readonly tree: ScheduleNode;
  readonly start: number;
  readonly stride: number;
  readonly steps: readonly number[];
  readonly totalSteps: number;
  readonly title: string;
}

const starts = fc.oneof(
  fc.constantFrom(0, 0, -3, 2 ** 52 + 1, 2 ** 53 - 200, -(2 ** 53)),
  fc.integer({ min: -100, max: 5000 }),
  hostileNumbers,
);

export const evaluations: Attack<Evaluation> = {
  name: "documents",
  cases: fc.record({
    tree: hostileTrees,
    start: starts,
    stride: fc.constantFrom(1, 1, 1, 0.5, 1000, 1e300),
    steps: fc.array(hostileNumbers, { maxLength: 6 }),
    totalSteps: fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1, 2 ** 40, 2 ** 53 - 1)),
    title: hostileText,
  }),
  show: (evaluation) => JSON.stringify(evaluation),
  run({ tree, start, stride, steps, totalSteps, title }) {
    const document = JSON.stringify({ format: "anneal/schedule", version: 1, root: tree });
    const schedule = orRefused(() => fromJSON(document));
    if (schedule === null) return;
    checkEngines(schedule, start, stride, steps);
    checkText(schedule, steps);
    if (Number.isNaN(restsAt(schedule.node))) throw new Error("restsAt is NaN");
    for (const run of [{}, { totalSteps, optimizer: "adamw", epochs: 3, accumulation: 4 }]) {
      for (const { step, fix } of lint(schedule, run)) {
        if (!Number.isFinite(step)) throw new Error(`lint finds something at step ${step}`);
        if (/NaN|Infinity/.test(fix)) throw new Error(`a fix that can't be: ${fix}`);
      }
    }
    checkPictures(schedule, { from: 0, to: totalSteps, stride: Math.max(1, totalSteps / 500), title });
  },
};

/** Null where it is refused; every other error is a fault. */
function orRefused<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return null;
    throw error;
  }
}

function checkEngines(schedule: Schedule, start: number, stride: number, steps: readonly number[]): void {
  for (const count of [1, 37, 600]) {
    const range = { start, stride, count };
    const expected = orRefused(() => sampleOnHost(schedule, range));
    if (expected === null) continue;
    // Another schedule of the same tree, whose blocks are empty: each step as the first one that is asked for.
    for (const place of [0, count - 1]) {
      const alone = fromJSON(JSON.stringify(schedule))(start + place * stride);
      expectSameBits([expected[place] as number], [alone], `range of ${count} from ${start}`);
    }
    expectSameBits(sample(schedule, { ...range, engine: "wasm" }), expected, "values of the module");
    const narrow = sample(schedule, { ...range, dtype: "float32", engine: "wasm" });
    expectSameBits(narrow, Float32Array.from(expected), "float32 values of the module");
  }
  const expected = Float64Array.from(steps, (step) => schedule(step));
  expectSameBits(sample(schedule, { steps, engine: "wasm" }), expected, "values of the module at steps");
}

/** As text and back it is the same schedule. */
function checkText(schedule: Schedule, steps: readonly number[]): void {
  const text = JSON.stringify(schedule);
  const again = fromJSON(text);
  if (JSON.stringify(again) !== text) throw new Error("the document changes when it is read and written");
  const values = (of: Schedule) => steps.map((step) => of(step));
  expectSameBits(values(again), values(schedule), "values of the document");
}

function checkPictures(schedule: Schedule, options: PlotOptions): void {
  const items = [{ label: `a ${options.title}`, schedule }];
  const text = orRefused(() => plotTerminal(items, options));
  if (text !== null && /[^\n\P{Cc}]|\p{Cf}|[\u2028\u2029]/u.test(text)) {
    throw new Error("a control character reaches the terminal");
  }
  const svg = orRefused(() => plotSvg(items, options));
  if (svg === null) return;
  parseSvg(svg);
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(svg)) {
    throw new Error("a character that XML 1.0 doesn't allow");
  }
}
