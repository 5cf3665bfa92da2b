/** What is refused: by name, with the argument that is to blame. */
import { InvalidArgumentError } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import {
  fromLibrary,
  type Library,
  libraryNames,
  optax,
  scheduleNames,
  torch,
  transformers,
} from "../src/index.js";

type Refusal = [Library, string, object, number | readonly number[] | undefined, string];

const step = { name: "StepLR", args: { step_size: 3 } };

const refusals: readonly Refusal[] = [
  ["torch", "ReduceLROnPlateau", {}, 0.1, "name"],
  ["torch", "constructor", {}, 0.1, "name"],
  ["torch", "StepLR", {}, 0.1, "step_size"],
  ["torch", "StepLR", { step_size: 0 }, 0.1, "step_size"],
  ["torch", "StepLR", { step_size: 3, gama: 0.1 }, 0.1, "gama"],
  ["torch", "StepLR", { step_size: 3 }, undefined, "baseLr"],
  ["torch", "StepLR", { step_size: 3 }, [], "baseLr"],
  ["torch", "StepLR", { step_size: 3 }, [0.1, Number.NaN], "baseLr[1]"],
  ["torch", "ConstantLR", { factor: 1.5 }, 0.1, "factor"],
  ["torch", "ConstantLR", { factor: 0, total_iters: 5 }, 0.1, "factor"],
  ["torch", "LinearLR", { start_factor: 0 }, 0.1, "start_factor"],
  ["torch", "LinearLR", { end_factor: 1.1 }, 0.1, "end_factor"],
  ["torch", "CosineAnnealingLR", { T_max: 0 }, 0.1, "T_max"],
  ["torch", "CosineAnnealingWarmRestarts", { T_0: 2.5 }, 0.1, "T_0"],
  ["torch", "OneCycleLR", { max_lr: 1 }, 0.1, "total_steps"],
  ["torch", "OneCycleLR", { max_lr: 1, total_steps: 10, pct_start: 0.1 }, 0.1, "pct_start"],
  ["torch", "OneCycleLR", { max_lr: 1, total_steps: 10, div_factor: 0 }, 0.1, "div_factor"],
  ["torch", "OneCycleLR", { max_lr: [1, 2, 3], total_steps: 10 }, [0.1, 0.2], "max_lr.length"],
  ["torch", "CyclicLR", { base_lr: 0.1, max_lr: 1, mode: "square" }, 0.1, "mode"],
  ["torch", "LambdaLR", { lr_lambda: () => 1 }, 0.1, "steps"],
  ["torch", "SequentialLR", { schedulers: [], milestones: [] }, 0.1, "schedulers"],
  ["torch", "SequentialLR", { schedulers: [step], milestones: [3] }, 0.1, "milestones.length"],
  [
    "torch",
    "SequentialLR",
    { schedulers: [step, { name: "ChainedScheduler", args: { schedulers: [step] } }], milestones: [3] },
    0.1,
    "schedulers",
  ],
  [
    "torch",
    "ChainedScheduler",
    { schedulers: [step, { name: "SWALR", args: { swa_lr: 1 } }] },
    0.1,
    "schedulers[1]",
  ],
  ["transformers", "linear", { num_training_steps: 10 }, 0.1, "num_warmup_steps"],
  ["transformers", "linear", { num_warmup_steps: 10 }, 0.1, "num_training_steps"],
  [
    "transformers",
    "cosine",
    { num_warmup_steps: 1, num_training_steps: 9, scheduler_specific_kwargs: { cycles: 2 } },
    0.1,
    "cycles",
  ],
  ["transformers", "cosine_with_min_lr", { num_warmup_steps: 1, num_training_steps: 9 }, 0.1, "min_lr_rate"],
  ["transformers", "polynomial", { num_warmup_steps: 9, num_training_steps: 9 }, 0.1, "num_training_steps"],
  ["optax", "constant_schedule", { value: 1 }, 0.1, "baseLr"],
  ["optax", "cosine_decay_schedule", { init_value: 1, decay_steps: 0 }, undefined, "decay_steps"],
  ["optax", "join_schedules", { schedules: [], boundaries: [] }, undefined, "schedules.length"],
  [
    "optax",
    "piecewise_constant_schedule",
    { init_value: 1, boundaries_and_scales: { 3: -1 } },
    undefined,
    "boundaries_and_scales[3]",
  ],
  ["braintools", "CosineAnnealingLR", { T_max: 0 }, undefined, "T_max"],
  ["braintools", "OneCycleLR", { epochs: 3 }, undefined, "total_steps"],
  ["keras", "PolynomialDecay", { initial_learning_rate: 1, decay_steps: -1 }, undefined, "decay_steps"],
  ["keras", "PiecewiseConstantDecay", { boundaries: [2, 1], values: [1, 2, 3] }, undefined, "boundaries[1]"],
  ["keras", "PiecewiseConstantDecay", { boundaries: [1], values: [1] }, undefined, "values.length"],
  ["timm", "CosineLRScheduler", { t_initial: 0 }, 0.1, "t_initial"],
  ["timm", "CosineLRScheduler", { t_initial: 9, noise_range_t: [1, 2] }, 0.1, "noise_range_t"],
  ["timm", "TanhLRScheduler", { t_initial: 9, lb: 5 }, 0.1, "lb"],
  ["deepspeed", "WarmupLR", { warmup_num_steps: 0 }, 0.1, "warmup_num_steps"],
  ["fairseq", "inverse_sqrt", { warmup_updates: 0, lr: [0.1] }, undefined, "warmup_updates"],
  [
    "fairseq",
    "tri_stage",
    { phase_ratio: [0.3, 0.6, 0.1], max_update: 50, lr: [0.1] },
    undefined,
    "phase_ratio",
  ],
  ["fairseq", "manual", { update2lr: { "1-3": 1, 2: 1 }, lr: [0.1] }, undefined, "update2lr"],
  ["fairseq", "cosine", { lr: [0.1, 0.2], max_update: 50 }, undefined, "lr"],
  ["fairseq", "step", { lr: [1e-6], min_lr: 1e-6 }, undefined, "lr"],
  ["fairseq", "step", { lr: [0.1], min_lr: -1 }, undefined, "min_lr"],
  ["fairseq", "step", { lr: [0.1], lr_decay: 1.1 }, undefined, "lr_decay"],
  ["braintools", "WarmupCosineSchedule", { base_lr: 0.1, warmup_steps: -5 }, undefined, "warmup_steps"],
];

function refused(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.argument;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("fromLibrary rejects", () => {
  it.each(refusals)("%s %s %o", (library, name, args, baseLr, argument) => {
    expect(refused(() => fromLibrary(library, name, { args, baseLr: baseLr as number }))).toBe(argument);
  });

  it("an unknown library, and options that it does not have", () => {
    expect(refused(() => fromLibrary("sonnet" as Library, "StepLR", { baseLr: 0.1 }))).toBe("library");
    const options = { quirk: "avoid" } as object;
    expect(
      refused(() => fromLibrary("torch", "StepLR", { args: { step_size: 3 }, baseLr: 0.1, ...options })),
    ).toBe("quirk");
  });

  it("schedulers in schedulers in schedulers without an end", () => {
    const chained = (inner: object) => ({ schedulers: [{ name: "ChainedScheduler", args: inner }] });
    let deep: object = { schedulers: [{ name: "ConstantLR", args: {} }] };
    for (let i = 0; i < 10_000; i++) deep = chained(deep);
    const circle = chained({});
    (circle.schedulers[0] as { args: object }).args = circle;
    for (const args of [deep, circle])
      expect(refused(() => fromLibrary("torch", "ChainedScheduler", { args, baseLr: 0.1 }))).toBe("args");
    let [shared, level] = [{ name: "ConstantLR", args: {} } as object, 0];
    for (; level < 5; level++) shared = { name: "ChainedScheduler", args: { schedulers: [shared, shared] } };
    expect(
      fromLibrary("torch", "ChainedScheduler", { args: { schedulers: [shared] }, baseLr: 1 })(0),
    ).toBeCloseTo(3 ** -32, 20);
  });

  it("to write down more steps than there is memory for", () => {
    const call = () =>
      fromLibrary("torch", "LambdaLR", { args: { lr_lambda: () => 1 }, baseLr: 0.1, steps: 1e9 });
    expect(refused(call)).toBe("steps");
  });

  it("arguments of a schedule that takes none, in words", () => {
    const args = { num_warmup_steps: 3, num_training_steps: 8, scheduler_specific_kwargs: { cycles: 1 } };
    expect(() => fromLibrary("transformers", "linear", { args, baseLr: 1 })).toThrow(
      'unknown option "cycles" of the schedule; it takes none',
    );
  });

  it("a momentum that the optimizer does not have", () => {
    const cycle = { max_lr: 0.1, total_steps: 10 };
    const call = () => fromLibrary("torch", "OneCycleLR", { args: cycle, baseLr: 0.1, hasMomentum: false });
    expect(refused(call)).toBe("cycle_momentum");
  });

  it("nothing where every argument has a default", () => {
    expect(torch.linearLR(undefined, 0.3)(0)).toBeCloseTo(0.1);
    expect(transformers.getScheduler("constant", undefined, 0.3)(7)).toBe(0.3);
    const optimizer = { paramGroups: [{ lr: 0.3 }] };
    expect(new torch.ConstantLR(optimizer).getLastLr()).toEqual([
      fromLibrary("torch", "ConstantLR", { baseLr: 0.3 })(0),
    ]);
    // @ts-expect-error T_max has none.
    expect(refused(() => torch.cosineAnnealingLR(undefined, 0.1))).toBe("tMax");
    expect(refused(() => torch.linearLR(null as never, 0.1))).toBe("options");
  });

  it("by the name of the option where a typed function was called", () => {
    expect(refused(() => torch.cosineAnnealingLR({ tMax: 0 }, 0.1))).toBe("tMax");
    // @ts-expect-error T_max has no default: the compiler says so too.
    expect(refused(() => torch.cosineAnnealingLR({ etaMin: 0 }, 0.1))).toBe("tMax");
    expect(refused(() => torch.oneCycleLR({ maxLr: [1, 2], totalSteps: 9 }, [1, 2, 3]))).toBe("maxLr.length");
    const misspelt = { tMaximum: 10 } as unknown as { tMax: number };
    expect(refused(() => torch.cosineAnnealingLR(misspelt, 0.1))).toBe("tMaximum");
    expect(refused(() => transformers.getScheduler("linear", { numTrainingSteps: 9 }, 1))).toBe(
      "numWarmupSteps",
    );
    const cycle = { initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 9 };
    const cosineKwargs = [cycle, { ...cycle, decaySteps: 1 }];
    expect(refused(() => optax.sgdrSchedule({ cosineKwargs }))).toBe("cosineKwargs[1].decaySteps");
    const pythons = { ...cycle, end_value: 0.1 };
    expect(refused(() => optax.sgdrSchedule({ cosineKwargs: [pythons] }))).toBe("cosineKwargs[0].end_value");
  });

  it("whatever else it is given with nothing but its own error", () => {
    const names = libraryNames.flatMap((library) =>
      scheduleNames(library).map((name) => [library, name] as const),
    );
    const value = fc.oneof(
      fc.double(),
      fc.integer({ min: -3, max: 20 }),
      fc.string(),
      fc.constant(null),
      fc.array(fc.double()),
    );
    const args = fc.dictionary(
      fc.constantFrom(
        "step_size",
        "gamma",
        "T_max",
        "max_lr",
        "lr",
        "milestones",
        "decay_steps",
        "total_steps",
      ),
      value,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        args,
        fc.oneof(value, fc.constant(undefined)),
        ([library, name], given, base) => {
          try {
            fromLibrary(library, name, { args: given, baseLr: base as number });
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidArgumentError);
          }
        },
      ),
      { numRuns: cases(500) },
    );
  });
});
