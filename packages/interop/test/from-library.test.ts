/** What `fromLibrary` gives: schedules or lists of them, momentum, weight decay, and the same from the typed functions. */
import { fromJSON, isSchedule, type Schedule } from "@anneal/core";
import { describe, expect, it } from "vitest";
import {
  braintools,
  composer,
  deepspeed,
  fairseq,
  fromLibrary,
  groupsFromLibrary,
  keras,
  type Library,
  libraryNames,
  megatron,
  metricFromLibrary,
  nanogpt,
  optax,
  scheduleNames,
  tensor2tensor,
  timm,
  torch,
  torchtitan,
  transformers,
} from "../src/index.js";

describe("fromLibrary", () => {
  it("gives one schedule for one rate and a list for a list, of one too", () => {
    const args = { step_size: 2, gamma: 0.5 };
    expect(fromLibrary("torch", "StepLR", { args, baseLr: 0.4 })(2)).toBe(0.2);
    expect(fromLibrary("torch", "StepLR", { args, baseLr: [0.4, 0.8] }).map((lr) => lr(2))).toEqual([
      0.2, 0.4,
    ]);
    expect(fromLibrary("torch", "StepLR", { args, baseLr: [0.4] })).toHaveLength(1);
  });

  it("gives a list where the rates among the arguments are one", () => {
    const lowered = fromLibrary("braintools", "WarmupCosineSchedule", {
      args: { base_lr: [0.1, 0.2], warmup_steps: 4 },
    });
    expect((lowered as readonly Schedule[]).map((lr) => lr(4))).toEqual([0.1, 0.2]);
    const nested = {
      schedulers: [{ name: "ConstantLR", args: { base_lr: [1, 2], factor: 1 } }],
      milestones: [],
    };
    expect(fromLibrary("braintools", "SequentialLR", { args: nested })).toHaveLength(2);
  });

  it("knows the libraries by their other names", () => {
    const args = { step_size: 2, gamma: 0.5 };
    expect(fromLibrary("pytorch", "StepLR", { args, baseLr: 0.4 })(2)).toBe(0.2);
    const linear = { num_warmup_steps: 2, num_training_steps: 10 };
    for (const library of ["hf", "huggingface"] as const) {
      expect(fromLibrary(library, "linear", { args: linear, baseLr: 1 })(1)).toBe(0.5);
      expect(scheduleNames(library)).toEqual(scheduleNames("transformers"));
      expect(metricFromLibrary(library, "greedy", { baseLr: 1 }).stateDict().library).toBe("transformers");
    }
  });

  it("reads None as an argument that was omitted", () => {
    const lr = fromLibrary("torch", "CyclicLR", {
      args: { base_lr: 0, max_lr: 1, step_size_up: 4, step_size_down: null },
      baseLr: 0.1,
    });
    expect([lr(4), lr(8)]).toEqual([1, 0]);
  });

  it("moves momentum against the rate", () => {
    const [group] = groupsFromLibrary("torch", "CyclicLR", {
      args: { base_lr: 0.1, max_lr: 1, step_size_up: 4 },
      baseLr: 0.1,
    });
    expect([0, 4, 8].map((step) => group?.momentum?.(step))).toEqual([0.9, 0.8, 0.9]);
    const still = { base_lr: 0.1, max_lr: 1, cycle_momentum: false };
    expect(groupsFromLibrary("torch", "CyclicLR", { args: still, baseLr: 0.1 })[0]?.momentum).toBeNull();
  });

  it("schedules Megatron-LM's weight decay", () => {
    const [group] = groupsFromLibrary("megatron", "OptimizerParamScheduler", {
      args: {
        init_lr: 0,
        max_lr: 1,
        min_lr: 0.1,
        lr_warmup_steps: 10,
        lr_decay_steps: 100,
        lr_decay_style: "cosine",
        start_wd: 0.01,
        end_wd: 0.1,
        wd_incr_steps: 50,
        wd_incr_style: "linear",
      },
    });
    expect([0, 50, 99].map((step) => group?.weightDecay?.(step))).toEqual([0.01, 0.1, 0.1]);
  });

  it("writes functions down, at all steps or at those listed", () => {
    const args = { lr_lambda: (step: number) => 0.5 ** step };
    expect(fromLibrary("torch", "LambdaLR", { args, baseLr: 1, steps: 3 })(3)).toBe(0.125);
    expect(fromLibrary("torch", "LambdaLR", { args, baseLr: 1, steps: [0, 10] })(10)).toBe(0.5 ** 10);
    expect(
      fromLibrary("torch", "MultiplicativeLR", { args: { lr_lambda: () => 0.5 }, baseLr: 1, steps: [0, 4] })(
        4,
      ),
    ).toBe(0.0625);
  });

  it("chains what overwrites the rate, as PyTorch does", () => {
    const schedulers = [
      { name: "LambdaLR", args: { lr_lambda: () => 2 } },
      { name: "ExponentialLR", args: { gamma: 0.5 } },
    ];
    // The first writes 2 each time, the second halves it each time.
    const lr = fromLibrary("torch", "ChainedScheduler", { args: { schedulers }, baseLr: 1, steps: 5 });
    expect([0, 1, 2, 5].map(lr)).toEqual([2, 1, 1, 1]);
  });

  it("keeps Keras' stretching ramps up to the steps asked for", () => {
    const args = { initial_learning_rate: 1, decay_steps: 10, end_learning_rate: 0, cycle: true };
    const lr = fromLibrary("keras", "PolynomialDecay", { args, steps: 40 });
    expect([0, 5, 10, 15, 20, 30].map(lr)).toEqual([1, 0.5, 0, 0.25, 0, 0]);
    expect(lr(11)).toBeCloseTo(9 / 20, 15);
  });

  it("gives trees that are plain JSON", () => {
    const lr = fromLibrary("fairseq", "manual", {
      args: { update2lr: '{"1-3": 0.5, "4": 0.1, "7,9": 0.2}', lr: [1] },
    });
    expect([0, 1, 3, 4, 6, 7].map(lr)).toEqual([1, 0.5, 0.5, 0.1, 0.1, 0.2]);
    expect(fromJSON(JSON.stringify(lr)).node).toEqual(lr.node);
  });
});

describe("schedules that are published as a formula", () => {
  it("nanoGPT: (t + 1) / (W + 1) during the warm-up, then a cosine", () => {
    const options = { learningRate: 1, warmupIters: 4, lrDecayIters: 12, minLr: 0.1 };
    const lr = nanogpt.getLr(options);
    for (const step of [0, 1, 3]) expect(lr(step)).toBeCloseTo((step + 1) / 5, 15);
    for (const step of [4, 7, 11, 12]) {
      const share = (step - 4) / 8;
      expect(lr(step)).toBeCloseTo(0.1 + 0.5 * (1 + Math.cos(Math.PI * share)) * 0.9, 15);
    }
    expect([lr(4), lr(12), lr(100)]).toEqual([1, 0.1, 0.1]);
    expect(nanogpt.getLr({ ...options, decayLr: false })(0)).toBe(1);
  });

  it.each(["linear", "sqrt", "cosine"] as const)("torchtitan: steps from 1, a %s decay", (decayType) => {
    const options = { warmupSteps: 4, totalSteps: 20, decayRatio: 0.5, decayType, minLrFactor: 0.1 };
    const lr = torchtitan.lrScheduler(options, 2);
    const shares = {
      linear: (u: number) => 1 - u,
      sqrt: (u: number) => 1 - Math.sqrt(u),
      cosine: (u: number) => 0.5 * (1 + Math.cos(Math.PI * u)),
    };
    for (let step = 0; step < 20; step++) {
      const decayed = 0.1 + 0.9 * shares[decayType]((step + 1 - 11) / 10);
      const factor = step < 4 ? (step + 1) / 4 : step < 11 ? 1 : decayed;
      expect(lr(step)).toBeCloseTo(2 * factor, 14);
    }
  });
});

describe("a typed function", () => {
  const one = { lr: [0.1] };
  const threeEpochs = { maxDuration: "3ep", dataloaderLen: 10 };
  const pairs: readonly [string, Schedule, Schedule][] = [
    [
      "torch",
      torch.cosineAnnealingLR({ tMax: 10, etaMin: 0.01 }, 0.1),
      fromLibrary("torch", "CosineAnnealingLR", { args: { T_max: 10, eta_min: 0.01 }, baseLr: 0.1 }),
    ],
    [
      "transformers",
      transformers.getScheduler("cosine", { numWarmupSteps: 2, numTrainingSteps: 10 }, 0.1),
      fromLibrary("transformers", "cosine", {
        args: { num_warmup_steps: 2, num_training_steps: 10 },
        baseLr: 0.1,
      }),
    ],
    [
      "optax",
      optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 9 }),
      fromLibrary("optax", "warmup_cosine_decay_schedule", {
        args: {
          init_value: 0,
          peak_value: 1,
          warmup_steps: 2,
          decay_steps: 9,
        },
      }),
    ],
    [
      "optax",
      optax.sgdrSchedule({
        cosineKwargs: [
          { initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 9 },
          { initValue: 0, peakValue: 0.5, warmupSteps: 1, decaySteps: 20, endValue: 0.1 },
        ],
      }),
      fromLibrary("optax", "sgdr_schedule", {
        args: {
          cosine_kwargs: [
            { init_value: 0, peak_value: 1, warmup_steps: 2, decay_steps: 9 },
            { init_value: 0, peak_value: 0.5, warmup_steps: 1, decay_steps: 20, end_value: 0.1 },
          ],
        },
      }),
    ],
    [
      "braintools",
      braintools.WarmupCosineSchedule({ baseLr: 0.1, warmupSteps: 5 }),
      fromLibrary("braintools", "WarmupCosineSchedule", {
        args: { base_lr: 0.1, warmup_steps: 5 },
      }) as Schedule,
    ],
    [
      "keras",
      keras.inverseTimeDecay({ initialLearningRate: 1, decaySteps: 5, decayRate: 0.5 }),
      fromLibrary("keras", "InverseTimeDecay", {
        args: { initial_learning_rate: 1, decay_steps: 5, decay_rate: 0.5 },
      }),
    ],
    [
      "timm",
      timm.multiStepLRScheduler({ decayT: [3, 5], decayRate: 0.1 }, 1, { lrScale: 0.5 }),
      fromLibrary("timm", "MultiStepLRScheduler", {
        args: { decay_t: [3, 5], decay_rate: 0.1 },
        baseLr: 1,
        lrScale: 0.5,
      }),
    ],
    [
      "deepspeed",
      deepspeed.warmupLR({ warmupNumSteps: 5 }, 0.1),
      fromLibrary("deepspeed", "WarmupLR", { args: { warmup_num_steps: 5 }, baseLr: 0.1 }),
    ],
    [
      "fairseq",
      fairseq.inverseSqrt({ ...one, warmupUpdates: 5 }),
      fromLibrary("fairseq", "inverse_sqrt", { args: { ...one, warmup_updates: 5 } }),
    ],
    [
      "composer",
      composer.cosineAnnealingWithWarmupScheduler({ tWarmup: "1ep", alphaF: 0.1 }, 0.1, { run: threeEpochs }),
      fromLibrary("composer", "cosine_with_warmup", {
        args: { t_warmup: "1ep", alpha_f: 0.1 },
        baseLr: 0.1,
        run: threeEpochs,
      }),
    ],
    [
      "tensor2tensor",
      tensor2tensor.learningRateSchedule({
        learningRateSchedule: "constant*linear_warmup",
        learningRateConstant: 2,
        optimizer: "adafactor",
      }),
      fromLibrary("tensor2tensor", "learning_rate_schedule", {
        args: {
          learning_rate_schedule: "constant*linear_warmup",
          learning_rate_constant: 2,
          optimizer: "adafactor",
        },
      }),
    ],
  ];

  it.each(pairs)("of %s is the same as its name", (_library, typed, lowered) => {
    expect(typed.node).toEqual(lowered.node);
  });

  it("is there for every name", () => {
    const typed = {
      torch,
      optax,
      braintools,
      keras,
      timm,
      deepspeed,
      megatron,
      fairseq,
      composer,
      torchtitan,
      nanogpt,
      tensor2tensor,
    };
    for (const [library, functions] of Object.entries(typed)) {
      const known = library as keyof typeof typed;
      // The second names that llm-foundry gives to four are there by name only.
      const byNameOnly: Partial<Record<Library, number>> = { composer: 4 };
      // PyTorch's classes stand beside the functions, under the same names with a capital.
      const isClass = (name: string) => known === "torch" && /^[A-Z]/.test(name);
      const names = Object.keys(functions).filter((name) => !isClass(name));
      expect(names).toHaveLength(scheduleNames(known).length - (byNameOnly[known] ?? 0));
    }
    expect(libraryNames).toHaveLength(Object.keys(typed).length + 1);
  });

  it("puts braintools' schedulers together, as `fromLibrary` does", () => {
    const schedulers = [
      { name: "WarmupScheduler", args: { base_lr: 0.25, warmup_epochs: 3 } },
      { name: "CosineAnnealingLR", args: { base_lr: 0.25, T_max: 18 } },
    ];
    const sequence = braintools.SequentialLR({ schedulers, milestones: [3] });
    expect(JSON.stringify(sequence)).toBe(
      JSON.stringify(fromLibrary("braintools", "SequentialLR", { args: { schedulers, milestones: [3] } })),
    );
    const chain = braintools.ChainedScheduler({ schedulers });
    expect(JSON.stringify(chain)).toBe(
      JSON.stringify(fromLibrary("braintools", "ChainedScheduler", { args: { schedulers } })),
    );
  });

  it("divides what is chained in braintools by its own base rate, whatever that is called", () => {
    const constant = { name: "ConstantLR", args: { base_lr: 0.1, factor: 0.5, total_iters: 99 } };
    const oneCycle = { name: "OneCycleLR", args: { max_lr: 1, total_steps: 10, pct_start: 0.5 } };
    const cycles = braintools.ChainedScheduler({ schedulers: [constant, oneCycle] });
    // It starts at its base rate, a 25th of its peak.
    expect([cycles(0), cycles(5)]).toEqual([0.05, 1.25]);
    const inner = { schedulers: [constant, { name: "ExponentialLR", args: { base_lr: 1, gamma: 0.5 } }] };
    for (const nested of [
      { name: "ChainedScheduler", args: inner },
      { name: "SequentialLR", args: { ...inner, milestones: [50] } },
    ]) {
      const schedulers = [{ name: "ConstantLR", args: { base_lr: 0.2, factor: 1 } }, nested];
      expect(braintools.ChainedScheduler({ schedulers })(0)).toBeCloseTo(0.1, 15);
    }
  });

  it("takes rates of several groups", () => {
    const [first, second] = torch.oneCycleLR({ maxLr: [1, 2], totalSteps: 10 }, [0.1, 0.2]);
    expect(isSchedule(first)).toBe(true);
    expect(second?.(2)).toBe(2);
  });
});

it("takes transformers' own keyword arguments in camelCase, and rejects others by these names", () => {
  const steps = { numWarmupSteps: 2, numTrainingSteps: 10 };
  const schedule = (schedulerSpecificKwargs: object) =>
    transformers.getScheduler("cosine_with_min_lr", { ...steps, schedulerSpecificKwargs }, 1);
  expect(schedule({ minLrRate: 0.25 })(10)).toBe(0.25);
  expect(() => schedule({ min_lr_rate: 0.25 })).toThrow(/"min_lr_rate" .*; did you mean "minLrRate"\?$/);
  expect(() => schedule({ minLrRate: 0.25, minLr: 0.1 })).toThrow("minLrRate and minLr can't be combined");
});
