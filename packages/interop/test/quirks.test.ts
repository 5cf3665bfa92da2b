/** The oddities that are reproduced, and the sane alternative of each, one option away. */
import { describe, expect, it } from "vitest";
import { fromLibrary, groupsFromLibrary, type Library } from "../src/index.js";

interface Quirk {
  readonly what: string;
  readonly library: Library;
  readonly name: string;
  readonly args: object;
  readonly baseLr?: number;
  readonly step: number;
  /** What the library gives, and what one would expect. */
  readonly quirky: number;
  readonly sane: number;
}

const quirks: readonly Quirk[] = [
  {
    what: "the cosine climbs back after T_max",
    library: "torch",
    name: "CosineAnnealingLR",
    args: { T_max: 10, eta_min: 0.01 },
    baseLr: 0.1,
    step: 20,
    quirky: 0.1,
    sane: 0.01,
  },
  {
    what: "a ramp of no steps is stuck at its start",
    library: "torch",
    name: "LinearLR",
    args: { start_factor: 0.5, total_iters: 0 },
    baseLr: 0.1,
    step: 3,
    quirky: 0.05,
    sane: 0.1,
  },
  {
    what: "a factor for no steps stays for ever",
    library: "torch",
    name: "ConstantLR",
    args: { factor: 0.5, total_iters: 0 },
    baseLr: 0.1,
    step: 3,
    quirky: 0.05,
    sane: 0.1,
  },
  {
    what: "a straight cycle goes below 0 after its end",
    library: "torch",
    name: "OneCycleLR",
    args: { max_lr: 0.1, total_steps: 10, anneal_strategy: "linear" },
    baseLr: 0.1,
    step: 10,
    quirky: 4e-7 - (0.1 - 4e-7) / 7,
    sane: 4e-7,
  },
  {
    what: "a sequence in a sequence is a step ahead",
    library: "torch",
    name: "SequentialLR",
    args: {
      schedulers: [
        {
          name: "SequentialLR",
          args: {
            schedulers: [
              { name: "ConstantLR", args: { factor: 0.5, total_iters: 9 } },
              { name: "ExponentialLR", args: { gamma: 0.5 } },
            ],
            milestones: [3],
          },
        },
        { name: "ConstantLR", args: { factor: 1 } },
      ],
      milestones: [8],
    },
    baseLr: 0.1,
    step: 2,
    quirky: 0.1,
    sane: 0.05,
  },
  {
    what: "the cosine climbs back after the last training step",
    library: "transformers",
    name: "cosine",
    args: { num_warmup_steps: 3, num_training_steps: 8 },
    baseLr: 0.1,
    step: 13,
    quirky: 0.1,
    sane: 0,
  },
  {
    what: "a ramp of no steps stays where it starts",
    library: "optax",
    name: "warmup_constant_schedule",
    args: { init_value: 0, peak_value: 0.1, warmup_steps: 0 },
    step: 5,
    quirky: 0,
    sane: 0.1,
  },
  {
    what: "the next value begins one step after the boundary",
    library: "keras",
    name: "PiecewiseConstantDecay",
    args: { boundaries: [5], values: [1, 0.5] },
    step: 5,
    quirky: 1,
    sane: 0.5,
  },
  {
    what: "warmup_steps without a target is ignored",
    library: "keras",
    name: "CosineDecay",
    args: { initial_learning_rate: 0.1, decay_steps: 10, warmup_steps: 4 },
    step: 0,
    quirky: 0.1,
    sane: 0,
  },
  {
    what: "the drop comes one step before its milestone",
    library: "timm",
    name: "MultiStepLRScheduler",
    args: { decay_t: [5], decay_rate: 0.5 },
    baseLr: 1,
    step: 4,
    quirky: 0.5,
    sane: 1,
  },
  {
    what: "a straight warm-up never reaches the peak",
    library: "deepspeed",
    name: "WarmupCosineLR",
    args: { total_num_steps: 20, warmup_num_steps: 10, warmup_type: "linear" },
    baseLr: 1,
    step: 10,
    quirky: 0.5 * (1 + 1e-4) + 0.5 * (1 - 1e-4) * Math.cos(Math.PI / 10),
    sane: 1,
  },
  {
    what: "triangles of unequal halves do not close",
    library: "braintools",
    name: "CyclicLR",
    args: { base_lr: 0.1, max_lr: 1, step_size_up: 2, step_size_down: 3 },
    step: 10,
    quirky: 1,
    sane: 0.1,
  },
];

describe("a quirk", () => {
  it.each(quirks)("$library $name: $what", ({ library, name, args, baseLr, step, quirky, sane }) => {
    expect(fromLibrary(library, name, { args, baseLr })(step)).toBeCloseTo(quirky, 14);
    expect(fromLibrary(library, name, { args, baseLr, quirks: "avoid" })(step)).toBeCloseTo(sane, 14);
  });

  it("of a library that fails in the middle of a run is known before it", () => {
    const cycle = { max_lr: 0.1, total_steps: 10 };
    expect(groupsFromLibrary("torch", "OneCycleLR", { args: cycle, baseLr: 0.1 })[0]?.lastStep).toBe(10);
    expect(
      groupsFromLibrary("torch", "OneCycleLR", { args: cycle, baseLr: 0.1, quirks: "avoid" })[0]?.lastStep,
    ).toBeNull();
    const shrinking = { t_initial: 4, cycle_mul: 0.5, cycle_limit: 20, warmup_t: 3, warmup_prefix: true };
    expect(
      groupsFromLibrary("timm", "CosineLRScheduler", { args: shrinking, baseLr: 0.1 })[0]?.lastStep,
    ).toBe(10);
    // fairseq itself: "math domain error" at update 53.
    const cosine = { lr: [0.161], min_lr: 0.01, warmup_updates: 5, lr_period_updates: 13, t_mult: 0.726 };
    expect(groupsFromLibrary("fairseq", "cosine", { args: cosine })[0]?.lastStep).toBe(52);
    const [sane] = groupsFromLibrary("fairseq", "cosine", { args: cosine, quirks: "avoid" });
    expect([sane?.lastStep, sane?.lr(53)]).toEqual([null, 0.01]);
  });
});
