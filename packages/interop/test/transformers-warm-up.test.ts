/** The warm-ups of transformers' schedules as its functions compute them, with no warm-up and one of a single step, too. */
import { describe, expect, test } from "vitest";
import { fromLibrary } from "../src/index.js";

const total = 20;
const rate = 0.5;
/** Names and their further arguments; those without a value of their own at `warmup` are not compared there. */
const schedules: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["constant_with_warmup", {}],
  ["linear", {}],
  ["cosine", {}],
  ["cosine_with_restarts", { num_cycles: 2 }],
  ["polynomial", { power: 2 }],
  ["inverse_sqrt", { timescale: 4 }],
  ["cosine_with_min_lr", { min_lr_rate: 0.1 }],
];

function call(name: string, warmup: number, extra: Readonly<Record<string, unknown>>, training = total) {
  const args = {
    num_warmup_steps: warmup,
    num_training_steps: training,
    scheduler_specific_kwargs: extra,
  };
  return fromLibrary("transformers", name, { args, baseLr: rate });
}

describe.each(schedules)("%s", (name, extra) => {
  test.each([1, 2, 5])("rises over a warm-up of %d from 0, in proportion", (warmup) => {
    const lr = call(name, warmup, extra);
    const steps = Array.from({ length: 4 * warmup }, (_, i) => i / 4);
    expect(steps.map((step) => lr(step))).toEqual(steps.map((step) => rate * (step / Math.max(1, warmup))));
    expect(lr(warmup)).toBe(rate);
  });

  test("divides by one step at least", () => {
    const lr = call(name, 0.5, extra);
    expect([0, 0.25].map((step) => lr(step))).toEqual([0, 0.25 * rate]);
  });

  test("is at its full rate at once without a warm-up", () => expect(call(name, 0, extra)(0)).toBe(rate));
});

describe("a decay of no steps", () => {
  test.each(["linear", "cosine", "cosine_with_min_lr"])("of %s still has an answer", (name) => {
    const extra = name === "cosine_with_min_lr" ? { min_lr_rate: 0.1 } : {};
    const lr = call(name, 5, extra, 5);
    expect(lr(4)).toBe(rate * 0.8);
    // Linear is divided by one step and counts down from the total; a cosine has one step to come down.
    expect(lr(5)).toBe(name === "linear" ? 0 : rate);
  });
});

describe("a decay of one step", () => {
  test.each([
    ["linear", {}, 0.5, 0],
    ["cosine", {}, 0.5, 0],
    ["cosine_with_restarts", {}, 0.5, 0],
    ["cosine_with_min_lr", { min_lr_rate: 0.1 }, 0.55, 0.1],
  ])("of %s is over after that step", (name, extra, middle, end) => {
    const lr = call(name, 5, extra, 6);
    expect(lr(5)).toBe(rate);
    expect(lr(5.5)).toBeCloseTo(middle * rate, 15);
    expect(lr(6)).toBeCloseTo(end * rate, 15);
  });
});

describe("warmup_stable_decay", () => {
  const lowered = (warmup: number, extra: Readonly<Record<string, unknown>> = {}) =>
    call("warmup_stable_decay", warmup, { num_decay_steps: 4, min_lr_ratio: 0.2, ...extra });

  test.each([1, 4])("rises over a warm-up of %d from its lowest ratio", (warmup) => {
    const lr = lowered(warmup);
    for (const step of [0, 0.25, 0.5, 0.75]) {
      expect(lr(step)).toBeCloseTo(rate * (0.2 + (0.8 * step) / warmup), 15);
    }
    expect([lr(warmup), lr(16)]).toEqual([rate, rate]);
    expect(lr(20)).toBeCloseTo(0.2 * rate, 15);
  });

  test("divides a shorter warm-up by one step", () => {
    expect(lowered(0.5)(0.25)).toBeCloseTo(rate * (0.2 + 0.8 * 0.25), 15);
    expect(lowered(0)(0)).toBe(rate);
  });

  test("divides a shorter decay by one step", () => {
    const lr = lowered(2, { num_decay_steps: 0.5, decay_type: "linear" });
    expect(lr(19.75)).toBeCloseTo(rate * (1 - 0.8 * 0.25), 15);
    expect(lr(20)).toBeCloseTo(0.2 * rate, 15);
  });
});

describe("cosine_warmup_with_min_lr", () => {
  const lowered = (warmup: number, extra: Readonly<Record<string, unknown>> = {}) =>
    call("cosine_warmup_with_min_lr", warmup, { min_lr_rate: 0.1, ...extra });

  test.each([1, 2, 5])("is a step ahead of a warm-up of %d", (warmup) => {
    const lr = lowered(warmup);
    for (const step of [0, 0.5]) expect(lr(step)).toBeCloseTo((rate * (step + 1)) / warmup, 15);
    expect(lr(warmup - 1)).toBe(rate);
  });

  test.each([2, 5])("rises over a warm-up of %d from the rate that is given", (warmup) => {
    const lr = lowered(warmup, { warmup_lr_rate: 0.25 });
    expect([lr(0), lr(warmup - 1)]).toEqual([0.25 * rate, rate]);
    expect(lr(0.5)).toBeCloseTo(rate * (0.25 + (0.75 * 0.5) / (warmup - 1)), 15);
  });

  test("divides by one step at least", () => {
    expect(lowered(1, { warmup_lr_rate: 0.25 })(0.5)).toBeCloseTo(rate * (0.25 + 0.75 * 0.5), 15);
    expect(lowered(0.5)(0.25)).toBeCloseTo(rate * 1.25, 15);
  });
});
