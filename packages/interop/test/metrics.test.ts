/** Rates that follow a metric, by the rules of other libraries: quirks, refusals and records. The values are golden ones. */
import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fromLibrary,
  type Library,
  libraryNames,
  type MetricOptions,
  MetricRate,
  metricFromLibrary,
  metricNames,
} from "../src/index.js";

interface GoldenCase {
  readonly id: string;
  readonly library: string;
  readonly name: string;
  readonly base_lr: number | readonly number[];
  readonly args: Record<string, unknown>;
  readonly lr: readonly unknown[];
  readonly metrics: readonly unknown[];
  readonly raises?: string;
}

const golden: readonly GoldenCase[] = JSON.parse(
  readFileSync(new URL("../../../spec/golden/schedules.json", import.meta.url), "utf8"),
);

/** A call of each scheduler, and whether its rates are in an optimizer. */
const calls: readonly [Library, string, object, number | undefined][] = [
  ["torch", "ReduceLROnPlateau", { patience: 1, cooldown: 1 }, 0.1],
  ["transformers", "reduce_lr_on_plateau", { scheduler_specific_kwargs: { patience: 1 } }, 0.1],
  [
    "transformers",
    "greedy",
    { scheduler_specific_kwargs: { patience: 0, warmup: 1, smooth: true, window_size: 3, reset_start: 2 } },
    0.1,
  ],
  ["optax", "contrib.reduce_on_plateau", { patience: 2, accumulation_size: 2, cooldown: 1 }, undefined],
  ["braintools", "ReduceLROnPlateau", { base_lr: [0.1, 0.2], patience: 1, cooldown: 1 }, undefined],
  ["keras", "callbacks.ReduceLROnPlateau", { patience: 2, cooldown: 1 }, 0.1],
  ["timm", "PlateauLRScheduler", { patience_t: 1, warmup_t: 3 }, 0.1],
  ["fairseq", "reduce_lr_on_plateau", { lr: [0.1], lr_patience: 1 }, undefined],
];

const metric = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
);
const metrics = fc.array(metric, { maxLength: 40 });

/** The rates of the first group after each metric. */
function rates(
  [library, name, args, baseLr]: (typeof calls)[number],
  seen: readonly number[],
  options?: MetricOptions,
): number[] {
  const rate = metricFromLibrary(library, name, { args, baseLr, ...options });
  return seen.map((value) => rate.step(value)[0] as number);
}

describe.each(calls)("%s %s", (library, name, args, baseLr) => {
  it("is a name of its library, and no schedule of the step", () => {
    expect(metricNames(library)).toContain(name);
    expect(() => fromLibrary(library, name, { args, baseLr })).toThrow(
      /^name must be .*use metricFromLibrary/,
    );
  });

  it("continues from a state, at any metric, as if it had never stopped", () => {
    const options = fc.constantFrom<MetricOptions>({}, { quirks: "avoid" }, { precision: "float64" });
    fc.assert(
      fc.property(options, metrics, metrics, (given, before, after) => {
        const whole = metricFromLibrary(library, name, { args, baseLr, ...given });
        for (const value of before) whole.step(value);
        const resumed = MetricRate.fromStateDict(JSON.stringify(whole.stateDict()));
        expect(resumed.stateDict()).toEqual(whole.stateDict());
        expect(resumed.lrs).toEqual(whole.lrs);
        for (const value of after) expect(resumed.step(value)).toEqual(whole.step(value));
        expect(resumed.stateDict()).toEqual(whole.stateDict());
        const loaded = metricFromLibrary(library, name, { args, baseLr, ...given });
        for (const value of after) loaded.step(value);
        loaded.loadStateDict(whole.stateDict());
        expect(loaded.stateDict()).toEqual(whole.stateDict());
      }),
    );
  });

  it("rejects the state of another scheduler, and keeps its own", () => {
    const rate = metricFromLibrary(library, name, { args, baseLr });
    const before = rate.stateDict();
    const other = metricFromLibrary(library, name, { args, baseLr, quirks: "avoid" });
    expect(() => rate.loadStateDict(other.stateDict())).toThrow(
      /^state\.options must be \{\}, as in this rate/,
    );
    expect(rate.stateDict()).toEqual(before);
  });

  it("rejects a corrupt state whole", () => {
    const rate = metricFromLibrary(library, name, { args, baseLr });
    for (const value of [3, 2, 2, 2]) rate.step(value);
    const record = rate.stateDict();
    const state = record.state as Record<string, unknown>;
    for (const field of Object.keys(state)) {
      const wrong = [undefined, "many", {}, Array.isArray(state[field]) ? [1, 2, 3, 4, 5] : [1]];
      for (const value of wrong) {
        expect(() => MetricRate.fromStateDict({ ...record, state: { ...state, [field]: value } })).toThrow(
          InvalidArgumentError,
        );
      }
    }
    const changes = [
      { format: "anneal/greedy" },
      { version: 2 },
      { library: "sonnet" },
      { name: "StepLR" },
      { args: { nonsense: 1 } },
      { args: null },
      { baseLr: "0.1" },
      { options: null },
      { step: 0.5 },
      { state: { ...state, extra: 1 } },
      { extra: 1 },
    ];
    for (const change of changes) {
      expect(() => MetricRate.fromStateDict({ ...record, ...change })).toThrow(InvalidArgumentError);
    }
    for (const text of ["", "{", "null", "[]", "7"]) {
      expect(() => MetricRate.fromStateDict(text)).toThrow(InvalidArgumentError);
    }
  });

  it("records its arguments as they were when it was made", () => {
    const given: Record<string, unknown> = { ...args, patience: undefined, patience_t: undefined };
    if (!("patience" in args)) delete given.patience;
    if (!("patience_t" in args)) delete given.patience_t;
    const rate = metricFromLibrary(library, name, { args: given, baseLr });
    const before = JSON.stringify(rate.stateDict());
    given.factor = 9;
    expect(JSON.stringify(rate.stateDict())).toBe(before);
    expect(MetricRate.fromStateDict(before).stateDict()).toEqual(rate.stateDict());
  });

  it("rejects anything but a metric, and stays as it is", () => {
    const rate = metricFromLibrary(library, name, { args, baseLr });
    rate.step(1);
    const before = rate.stateDict();
    for (const value of ["1", null, undefined, {}]) {
      expect(() => rate.step(value as never)).toThrow(/^metric must be a number/);
    }
    for (const step of [-1, 0.5, Number.NaN]) {
      expect(() => rate.step(1, step)).toThrow(/^step must be/);
      expect(() => rate.advance(step)).toThrow(/^step must be/);
    }
    expect(rate.stateDict()).toEqual(before);
  });

  it("rejects arguments that are not its own", () => {
    expect(() => metricFromLibrary(library, name, { args: { ...args, patients: 3 }, baseLr })).toThrow(
      /^unknown option "patients" of /,
    );
    expect(() => metricFromLibrary(library, name, { args: 5 as never, baseLr })).toThrow(/^args must be/);
    expect(() => metricFromLibrary(library, name, { args, baseLr, ...({ quirk: 1 } as object) })).toThrow(
      /^unknown option "quirk" of metricFromLibrary; did you mean "quirks"/,
    );
    const other = baseLr === undefined ? 0.1 : undefined;
    expect(() => metricFromLibrary(library, name, { args, baseLr: other })).toThrow(/^baseLr must be/);
  });
});

describe("the quirks", () => {
  const torch: (typeof calls)[number] = ["torch", "ReduceLROnPlateau", { patience: 0, factor: 0.5 }, 1];

  it("of a relative threshold below 0: worse counts as better, unless it is avoided", () => {
    expect(rates(torch, [-1, -0.99995, -0.99995])).toEqual([1, 1, 1]);
    expect(rates(torch, [-1, -0.99995, -0.99995], { quirks: "avoid" })).toEqual([1, 0.5, 0.25]);
    const optax: (typeof calls)[number] = [
      "optax",
      "contrib.reduce_on_plateau",
      { patience: 1, factor: 0.5 },
      undefined,
    ];
    expect(rates(optax, [-1, -0.99995, -0.99995])).toEqual([1, 1, 1]);
    expect(rates(optax, [-1, -0.99995, -0.99995], { quirks: "avoid" })).toEqual([1, 0.5, 0.25]);
  });

  it("of Optax with patience 0: it reduces when a metric is better", () => {
    const optax: (typeof calls)[number] = [
      "optax",
      "contrib.reduce_on_plateau",
      { patience: 0, factor: 0.5 },
      undefined,
    ];
    expect(rates(optax, [3, 3, 3, 2])).toEqual([0.5, 0.5, 0.5, 0.25]);
    expect(rates(optax, [3, 3, 3, 2], { quirks: "avoid" })).toEqual([1, 0.5, 0.25, 0.25]);
  });

  it("of Keras, where a first NaN is the best metric forever", () => {
    const args = { patience: 2, factor: 0.5 };
    const keras: (typeof calls)[number] = ["keras", "callbacks.ReduceLROnPlateau", args, 1];
    expect(rates(keras, [Number.NaN, 3, 2, 1, 0])).toEqual([1, 1, 0.5, 0.5, 0.25]);
    expect(rates(keras, [Number.NaN, 3, 2, 1, 0], { quirks: "avoid" })).toEqual([1, 1, 1, 1, 1]);
    const odd: (typeof calls)[number] = ["keras", "callbacks.ReduceLROnPlateau", { ...args, mode: "up" }, 1];
    expect(rates(odd, [3, 3, 3])).toEqual([1, 1, 0.5]);
    expect(() => rates(odd, [3], { quirks: "avoid" })).toThrow(/^mode must be/);
  });

  it("of transformers' greedy, whose mean is NaN forever after one", () => {
    const kwargs = { patience: 1, factor: 0.5, smooth: true, window_size: 2, min_lr: 0.1, max_lr: 4 };
    const greedy: (typeof calls)[number] = [
      "transformers",
      "greedy",
      { scheduler_specific_kwargs: kwargs },
      1,
    ];
    const seen = [Number.NaN, 5, 4, 3, 2];
    expect(rates(greedy, seen)).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
    expect(rates(greedy, seen, { quirks: "avoid" })).toEqual([1, 1, 2, 2, 4]);
  });

  it("of timm without a warm-up, which sets the rate to warmup_lr_init at step 0", () => {
    const timm = metricFromLibrary("timm", "PlateauLRScheduler", { baseLr: 0.1 });
    expect([timm.lr, timm.advance(0)[0]]).toEqual([0.1, 0]);
    expect(
      metricFromLibrary("timm", "PlateauLRScheduler", { baseLr: 0.1, quirks: "avoid" }).advance(0),
    ).toEqual([0.1]);
  });

  it("of a negative patience, which PyTorch takes: every metric is one too many", () => {
    expect(rates(["torch", "ReduceLROnPlateau", { patience: -1, factor: 0.5 }, 1], [3, 2, 1])).toEqual([
      0.5, 0.25, 0.125,
    ]);
  });
});

describe("each library", () => {
  it("waits, cools down and rounds in its own way", () => {
    const seen = [3, 3, 3, 3, 3, 3];
    const args = { patience: 1, factor: 0.1, cooldown: 1 };
    expect(rates(["torch", "ReduceLROnPlateau", args, 1], seen)).toEqual([
      1, 1, 0.1, 0.1, 0.1, 0.010000000000000002,
    ]);
    const f32 = Math.fround(0.1);
    expect(rates(["keras", "callbacks.ReduceLROnPlateau", args, 1], seen).slice(0, 4)).toEqual([
      1,
      f32,
      Math.fround(f32 * 0.1),
      Math.fround(Math.fround(f32 * 0.1) * 0.1),
    ]);
    expect(rates(["optax", "contrib.reduce_on_plateau", args, undefined], seen).slice(0, 3)).toEqual([
      1,
      f32,
      f32,
    ]);
    expect(
      rates(["optax", "contrib.reduce_on_plateau", args, undefined], seen, { precision: "float64" }).slice(
        0,
        3,
      ),
    ).toEqual([1, 0.1, 0.1]);
  });

  it("of timm and fairseq warms up by steps, in which no metric counts", () => {
    const timm = metricFromLibrary("timm", "PlateauLRScheduler", {
      args: { warmup_t: 2, patience_t: 0, mode: "min" },
      baseLr: [1, 2],
      lrScale: [1, 0.5],
    });
    expect(timm.lrs).toEqual([0, 0]);
    expect(timm.advance(1)).toEqual([0.5, 0.5]);
    expect(timm.step(-100)).toEqual([1, 1]);
    expect(timm.step(5)).toEqual([1, 1]);
    expect(timm.step(5)).toEqual([0.1, 0.1]);

    const fairseq = metricFromLibrary("fairseq", "reduce_lr_on_plateau", {
      args: { lr: [1], warmup_updates: 2 },
    });
    expect([fairseq.lr, ...fairseq.advance(1), ...fairseq.step(-100)]).toEqual([0, 0.5, 0.5]);
    expect([...fairseq.advance(2), ...fairseq.advance(3), ...fairseq.step(5), ...fairseq.step(5)]).toEqual([
      1, 1, 1, 0.1,
    ]);
  });
});

describe("invalid input", () => {
  const refusals: readonly [
    Library,
    string,
    object,
    number | readonly number[] | undefined,
    MetricOptions,
    string,
  ][] = [
    ["torch", "StepLR", { step_size: 3 }, 0.1, {}, "name"],
    ["deepspeed", "ReduceLROnPlateau", {}, 0.1, {}, "name"],
    ["torch", "constructor", {}, 0.1, {}, "name"],
    ["sonnet" as Library, "ReduceLROnPlateau", {}, 0.1, {}, "library"],
    ["torch", "ReduceLROnPlateau", { factor: 1 }, 0.1, {}, "factor"],
    ["torch", "ReduceLROnPlateau", { factor: Number.NaN }, 0.1, {}, "factor"],
    ["torch", "ReduceLROnPlateau", { mode: "up" }, 0.1, {}, "mode"],
    ["torch", "ReduceLROnPlateau", { threshold_mode: "ratio" }, 0.1, {}, "threshold_mode"],
    ["torch", "ReduceLROnPlateau", { min_lr: [0, 0] }, 0.1, {}, "min_lr.length"],
    ["torch", "ReduceLROnPlateau", {}, [], {}, "baseLr"],
    ["torch", "ReduceLROnPlateau", {}, 0.1, { precision: "float32" }, "precision"],
    ["transformers", "greedy", { scheduler_specific_kwargs: { factor: 1 } }, 0.1, {}, "factor"],
    ["transformers", "greedy", { scheduler_specific_kwargs: { max_lr: [1, 2] } }, 0.1, {}, "max_lr.length"],
    ["transformers", "greedy", { scheduler_specific_kwargs: { smooth: 1 } }, 0.1, {}, "smooth"],
    ["transformers", "greedy", { scheduler_specific_kwargs: { window_size: 0 } }, 0.1, {}, "window_size"],
    ["optax", "contrib.reduce_on_plateau", { factor: 0 }, undefined, {}, "factor"],
    ["optax", "contrib.reduce_on_plateau", { rtol: -1 }, undefined, {}, "rtol"],
    ["optax", "contrib.reduce_on_plateau", { rtol: 1.5 }, undefined, {}, "rtol"],
    ["optax", "contrib.reduce_on_plateau", { rtol: 0 }, undefined, {}, "rtol"],
    ["optax", "contrib.reduce_on_plateau", { accumulation_size: 0 }, undefined, {}, "accumulation_size"],
    ["braintools", "ReduceLROnPlateau", { min_lr: [0, 0] }, undefined, {}, "min_lr.length"],
    ["braintools", "ReduceLROnPlateau", { base_lr: [] }, undefined, {}, "base_lr"],
    ["keras", "callbacks.ReduceLROnPlateau", { monitor: "val_accuracy" }, 0.1, {}, "mode"],
    ["keras", "callbacks.ReduceLROnPlateau", { factor: 1 }, 0.1, {}, "factor"],
    ["timm", "PlateauLRScheduler", { noise_range_t: [1, 2] }, 0.1, {}, "noise_range_t"],
    ["timm", "PlateauLRScheduler", { decay_rate: 1 }, 0.1, {}, "decay_rate"],
    ["timm", "PlateauLRScheduler", {}, [0.1, 0.2], { lrScale: [1] }, "lrScale.length"],
    ["fairseq", "reduce_lr_on_plateau", {}, undefined, {}, "lr"],
    ["fairseq", "reduce_lr_on_plateau", { lr: [1, 2] }, undefined, {}, "lr"],
    ["fairseq", "reduce_lr_on_plateau", { lr: [1], lr_shrink: 1 }, undefined, {}, "lr_shrink"],
  ];

  it.each(refusals)("%s %s %j", (library, name, args, baseLr, options, argument) => {
    let blamed: string | null = null;
    try {
      metricFromLibrary(library, name, { args, baseLr: baseLr as number, ...options });
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      blamed = error.argument;
    }
    expect(blamed).toBe(argument);
  });

  it("is every name that a library doesn't have", () => {
    for (const library of libraryNames) {
      expect(() => metricFromLibrary(library, "nope", { baseLr: 0.1 })).toThrow(InvalidArgumentError);
    }
  });
});

describe("a list of rates", () => {
  it("gives the rates of each group, as if it were alone", () => {
    const cases = golden.filter(
      ({ id, raises }) => id.startsWith("torch/ReduceLROnPlateau") && raises === undefined,
    );
    expect(cases.length).toBeGreaterThan(5);
    for (const { args, metrics: recorded } of cases) {
      if (Array.isArray(args.min_lr)) continue;
      const together = metricFromLibrary("torch", "ReduceLROnPlateau", { args, baseLr: [0.1, 0.3] });
      const alone = [0.1, 0.3].map((rate) =>
        metricFromLibrary("torch", "ReduceLROnPlateau", { args, baseLr: rate }),
      );
      for (const value of recorded.map(Number)) {
        expect(together.step(value)).toEqual(alone.flatMap((each) => each.step(value)));
      }
    }
  });
});
