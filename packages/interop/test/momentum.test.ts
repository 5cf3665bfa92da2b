/** Momentum that is cycled stays a momentum, at every step, where quirks are avoided. */
import { AdamW, InvalidArgumentError, LRScheduler } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupsFromLibrary } from "../src/index.js";

const deepspeed = fc.record(
  {
    cycle_min_lr: fc.constant(0.01),
    cycle_max_lr: fc.constant(0.1),
    cycle_first_step_size: fc.integer({ min: 1, max: 20 }),
    cycle_second_step_size: fc.integer({ min: 1, max: 20 }),
    cycle_first_stair_count: fc.integer({ min: 0, max: 5 }),
    cycle_second_stair_count: fc.integer({ min: 0, max: 5 }),
    decay_step_size: fc.integer({ min: 0, max: 20 }),
    decay_lr_rate: fc.double({ min: 0, max: 2, noNaN: true }),
    decay_mom_rate: fc.double({ min: 0, max: 2, noNaN: true }),
    cycle_min_mom: fc.double({ min: 0, max: 0.9, noNaN: true }),
    cycle_max_mom: fc.double({ min: 0.9, max: 0.999, noNaN: true }),
  },
  { requiredKeys: ["cycle_min_lr", "cycle_max_lr"] },
);
const steps = [-1, ...Array.from({ length: 120 }, (_, i) => i), 1e4, 1e9];

describe("DeepSpeed's OneCycle", () => {
  it("keeps rate and momentum between their limits", () => {
    fc.assert(
      fc.property(deepspeed, (args) => {
        const [group] = groupsFromLibrary("deepspeed", "OneCycle", { args, quirks: "avoid" });
        const [low, high] = [args.cycle_min_mom ?? 0.8, args.cycle_max_mom ?? 0.9];
        for (const step of steps) {
          const [rate, momentum] = [group?.lr(step) ?? -1, group?.momentum?.(step) ?? -1];
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual(0.1);
          expect(momentum).toBeGreaterThanOrEqual(0);
          // Stairs are rounded as the library rounds them.
          expect(momentum).toBeLessThanOrEqual(high * (1 + 1e-15));
          if ((args.decay_mom_rate ?? 0) === 0) expect(momentum).toBeGreaterThanOrEqual(low - 1e-15);
        }
      }),
    );
  });

  const args = {
    cycle_min_lr: 0.01,
    cycle_max_lr: 0.1,
    cycle_first_step_size: 5,
    decay_step_size: 1,
    decay_mom_rate: 0.01,
  };

  it("passes 1 as the library does, and decays where quirks are avoided", () => {
    const momentum = (quirks: "reproduce" | "avoid") =>
      groupsFromLibrary("deepspeed", "OneCycle", { args, quirks })[0]?.momentum;
    // 21 steps after the cycle.
    expect(momentum("reproduce")?.(30)).toBeCloseTo(0.9 * 1.21, 14);
    expect(momentum("avoid")?.(30)).toBeCloseTo(0.9 / 1.21, 14);
    expect([momentum("reproduce")?.(-1), momentum("avoid")?.(-1)]).toEqual([0.8, 0.9]);
  });

  it("can be written into AdamW for as long as one likes", () => {
    const [group] = groupsFromLibrary("deepspeed", "OneCycle", { args, quirks: "avoid" });
    const optimizer = new AdamW([1]);
    const [own] = optimizer.groups as [(typeof optimizer.groups)[0]];
    const scheduler = new LRScheduler(optimizer, group?.lr ?? (() => Number.NaN));
    for (let step = 0; step < 200; step++) {
      scheduler.step();
      own.betas = [group?.momentum?.(step) ?? Number.NaN, 0.999];
      optimizer.step();
    }
    expect(optimizer.stepCount).toBe(200);
  });

  it.each([
    ["cycle_max_mom", 1],
    ["cycle_min_mom", -0.1],
    ["decay_mom_rate", -0.1],
    ["decay_lr_rate", -0.1],
  ])("rejects %s %d where quirks are avoided", (name, value) => {
    const cycle = (quirks: "reproduce" | "avoid") => () =>
      groupsFromLibrary("deepspeed", "OneCycle", { args: { ...args, [name]: value }, quirks });
    expect(cycle("avoid")).toThrow(InvalidArgumentError);
    expect(cycle("avoid")).toThrow(name);
    expect(cycle("reproduce")).not.toThrow();
  });
});

describe("the momentum of PyTorch's cycles", () => {
  it.each([
    ["OneCycleLR", { max_lr: 0.1, total_steps: 20, anneal_strategy: "linear" }],
    ["OneCycleLR", { max_lr: 0.1, total_steps: 20, three_phase: true }],
    ["CyclicLR", { base_lr: 0.01, max_lr: 0.1, step_size_up: 7 }],
    ["CyclicLR", { base_lr: 0.01, max_lr: 0.1, step_size_up: 7, mode: "exp_range", gamma: 0.9 }],
  ] as const)("of %s %o stays below 1", (name, given) => {
    const [group] = groupsFromLibrary("torch", name, { args: given, baseLr: 0.1, quirks: "avoid" });
    for (const step of steps.slice(1)) {
      expect(group?.momentum?.(step)).toBeGreaterThan(0);
      expect(group?.momentum?.(step)).toBeLessThan(1);
    }
  });
});
