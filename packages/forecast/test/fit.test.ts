/** Fits: they recover known laws, describe real runs, and report what the runs can't determine. */
import { InvalidArgumentError, warmupConstant, warmupCosine } from "@anneal/core";
import {
  annealingLaw,
  errorsOf,
  fitLossLaw,
  fitToJSON,
  lawFromJSON,
  lossIntervals,
  multiPowerLaw,
  publishedLaws,
  resampledFromJSON,
  type TrainedRun,
} from "@anneal/forecast";
import { describe, expect, it, test } from "vitest";
import { isDue, sampled } from "../../core/test/support/random-cases.js";
import { smooth } from "../src/fit/smooth.js";
import { NAMES, reference, runOf, SIZES } from "./support/reference.js";

const steps = Array.from({ length: 60 }, (_, i) => 120 + 30 * i);
const shared = { peak: 1e-3, warmupSteps: 100 };
const cosine = warmupCosine({ ...shared, totalSteps: 2000, end: 1e-4 });
const constant = warmupConstant(shared);
const cut = (step: number) => (step < 900 ? constant(step) : 3e-4);
const schedules = [cosine, constant, cut];

describe("simulated runs", () => {
  const parameters = { L0: 2, A: 0.4, alpha: 0.4, B: 150, C: 3, beta: 0.5, gamma: 0.5 };

  it("give back their multi-power law", () => {
    const law = multiPowerLaw(parameters);
    const runs = schedules.map((schedule) => ({ schedule, steps, losses: law.loss(schedule, steps) }));
    const fit = fitLossLaw(runs, { prior: "none" });
    for (const [name, value] of Object.entries(parameters)) {
      const found = (fit.law.parameters as unknown as Record<string, number>)[name];
      expect(Math.abs((found as number) / value - 1), name).toBeLessThan(1e-3);
    }
    expect(fit.warnings).toEqual([]);
    for (const { r2, warmupEnd } of fit.runs) expect([r2 > 0.999999, warmupEnd]).toEqual([true, 100]);
  });

  it("give back their annealing law", () => {
    const law = annealingLaw({ L0: 2, A: 0.4, alpha: 0.4, C: 2, lambda: 0.995 });
    const runs = schedules.map((schedule) => ({ schedule, steps, losses: law.loss(schedule, steps) }));
    const { law: found } = fitLossLaw(runs, { law: "annealing" });
    expect(found.name).toBe("annealing");
    for (const [name, value] of Object.entries(law.parameters)) {
      expect(Math.abs((found.parameters[name as "L0"] as number) / value - 1), name).toBeLessThan(1e-3);
    }
  });
});

describe("the reference runs", () => {
  describe.each(sampled(SIZES, 3))("%sM", (size) => {
    const runs = NAMES.map((name) => runOf(size, name));
    const fit = fitLossLaw(runs);

    it("are described better than by the authors' parameters", () => {
      const authors = multiPowerLaw(reference.law[size]);
      const error = (predicted: (run: (typeof runs)[0]) => readonly number[]) =>
        runs.reduce((sum, run) => sum + errorsOf(run.losses, predicted(run)).meanAbsoluteError, 0);
      const ours = error((run) => fit.law.loss(run.schedule, run.steps));
      expect(ours).toBeLessThan(error((run) => authors.loss(run.schedule, run.steps)));
      expect(fit.warnings).toEqual([]);
      for (const { r2 } of fit.runs) expect(r2).toBeGreaterThan(0.998);
    });

    // The purpose of a fit: a run that it has not seen.
    test.each(sampled(["cosine_24000", "wsdcon_9"] as const, 2))("the other two predict %s", (left) => {
      const { law } = fitLossLaw(runs.filter(({ label }) => label !== left));
      const run = runOf(size, left);
      const errors = errorsOf(run.losses, law.loss(run.schedule, run.steps));
      expect(errors.r2).toBeGreaterThan(0.998);
      expect(errors.meanAbsoluteError).toBeLessThan(0.004);
      expect(errors.largestRelativeError).toBeLessThan(0.0105);
    });
  });
});

describe("the same runs, logged in another way", () => {
  const runs = NAMES.map((name) => runOf("100", name));
  const only = (isKept: (i: number) => boolean) =>
    runs.map((run) => ({
      ...run,
      steps: run.steps.filter((_, i) => isKept(i)),
      losses: run.losses.filter((_, i) => isKept(i)),
    }));
  const decay = (step: number) => 3e-4 * Math.min(step / 2160, 1, (24_000 - step) / 4000);
  const later = Array.from({ length: 100 }, (_, i) => 3000 + 200 * i);
  const expected = fitLossLaw(runs).law.loss(decay, later);

  const others: [string, TrainedRun[], number][] = [
    ["every second loss", only((i) => i % 2 === 0), 1],
    ["every third loss", only((i) => i % 3 === 0), 1],
    ["another order of the runs", [...runs].reverse(), 1],
    [
      "outliers",
      runs.map((run) => ({
        ...run,
        losses: run.losses.map((loss, i) => (i % 23 === 7 ? 1.3 * loss : loss)),
      })),
      1,
    ],
    [
      "rates in other units",
      runs.map((run) => ({
        ...run,
        schedule: Float64Array.from(run.schedule as Float64Array, (rate) => 300 * rate),
      })),
      300,
    ],
  ];
  test.each(sampled(others, 5))("predict the same of another schedule: %s", (_, given, unit) => {
    const found = fitLossLaw(given).law.loss((step) => unit * decay(step), later);
    expect(errorsOf(expected, found).meanAbsoluteError).toBeLessThan(0.001);
  });
});

it.runIf(isDue(3, 1))("without the prior, the other two may predict a run much worse", () => {
  const [left, ...others] = ["wsdcon_9", "cosine_24000", "constant_24000"] as const;
  const run = runOf("25", left);
  const { law } = fitLossLaw(
    others.map((name) => runOf("25", name)),
    { prior: "none" },
  );
  const { meanAbsoluteError } = errorsOf(run.losses, law.loss(run.schedule, run.steps));
  expect(meanAbsoluteError).toBeGreaterThan(0.008);
});

describe("intervals", () => {
  const runs = NAMES.map((name) => runOf("100", name));
  const fit = fitLossLaw(runs, { resamples: 12, pointsPerRun: 40 });

  it("come from resampling", () => {
    expect(fit.resampled).toHaveLength(12);
    for (const [name, value] of Object.entries(fit.law.parameters)) {
      const { low, high } = fit.intervals?.[name] ?? { low: 0, high: 0 };
      expect(low, name).toBeLessThan(high);
      expect(Math.abs(value - (low + high) / 2), name).toBeLessThan(3 * (high - low));
    }
    expect(fitLossLaw(runs).intervals).toBeNull();
  });

  it.runIf(isDue(3, 0))("are the same for the same seed, and different for another", () => {
    const again = (seed: number) => fitLossLaw(runs, { resamples: 2, pointsPerRun: 40, seed }).intervals;
    expect(again(1)).toEqual(again(1));
    expect(again(1)).not.toEqual(again(2));
  });

  it("are kept in JSON with the law", () => {
    const text = JSON.stringify(fitToJSON(fit));
    expect(lawFromJSON(text).parameters).toEqual(fit.law.parameters);
    expect(resampledFromJSON(text).map(({ parameters }) => parameters)).toEqual(
      fit.resampled.map(({ parameters }) => parameters),
    );
    expect(resampledFromJSON(publishedLaws["25M"].toJSON())).toEqual([]);
  });

  it("of losses hold nine in ten resampled laws", () => {
    const { schedule } = runs[0] as TrainedRun;
    const at = [5000, 20_000];
    const all = fit.resampled.map((law) => law.loss(schedule, at));
    lossIntervals(fit.resampled, schedule, at).forEach(({ low, high }, i) => {
      const losses = all.map((each) => each[i] as number);
      const inside = losses.filter((loss) => loss >= low && loss <= high);
      expect(inside.length / losses.length).toBeGreaterThan(0.75);
      expect([Math.min(...losses) <= low, high <= Math.max(...losses), low < high]).toEqual([
        true,
        true,
        true,
      ]);
    });
    expect(() => lossIntervals([], schedule, at)).toThrow(/resampled must be at least one law/);
    expect(() => lossIntervals([1] as never, schedule, at)).toThrow(/resampled\[0\] must be a law/);
  });
});

describe("warnings", () => {
  const law = publishedLaws["100M"];
  const runOn = (schedule: TrainedRun["schedule"]) => ({
    schedule,
    steps,
    losses: law.loss(schedule, steps),
  });
  const codes = (runs: TrainedRun[]) => fitLossLaw(runs, { prior: "none" }).warnings.map(({ code }) => code);

  it("report that no run cuts its rate", () => expect(codes([runOn(constant)])).toContain("no-cut"));

  it("report that all runs have one shape", () => {
    const lower = warmupCosine({ peak: 5e-4, warmupSteps: 100, totalSteps: 2000, end: 5e-5 });
    expect(codes([runOn(cosine), runOn(lower)])).toContain("one-shape");
    expect(codes([runOn(cosine), runOn(constant)])).not.toContain("one-shape");
  });

  it("name the parameters whose other values fit as well", () => {
    const { warnings } = fitLossLaw([runOn(constant)], { prior: "none" });
    const open = warnings
      .filter(({ code }) => code === "undetermined")
      .flatMap(({ parameters }) => parameters);
    expect(open).toEqual(expect.arrayContaining(["L0", "B"]));
  });

  it("are absent if the runs suffice", () => {
    expect(codes(schedules.map(runOn))).toEqual([]);
  });
});

describe("the losses of a fit", () => {
  const law = publishedLaws["100M"];

  it("are those after warm-up", () => {
    const all = [0, 50, 99, ...steps];
    const losses = schedules.map((schedule) => law.loss(schedule, steps));
    const runs = (early: number) =>
      schedules.map((schedule, i) => ({ schedule, steps: all, losses: [9, 9, early, ...(losses[i] ?? [])] }));
    expect(fitLossLaw(runs(9)).law.parameters).toEqual(fitLossLaw(runs(1)).law.parameters);
  });

  it("may be in any order, and their number can be limited", () => {
    const runs = schedules.map((schedule) => ({ schedule, steps, losses: law.loss(schedule, steps) }));
    const turned = runs.map(({ schedule, losses }) => ({
      schedule,
      steps: [...steps].reverse(),
      losses: [...losses].reverse(),
    }));
    expect(fitLossLaw(turned).law.parameters).toEqual(fitLossLaw(runs).law.parameters);
    expect(fitLossLaw(runs, { pointsPerRun: 10 }).runs.map((run) => run.steps.length)).toEqual([10, 10, 10]);
    expect(fitLossLaw(runs).runs.map(({ label }) => label)).toEqual(["run 1", "run 2", "run 3"]);
  });

  it("may have other fields beside them", () => {
    const losses = law.loss(cosine, steps);
    const run = { schedule: cosine, steps, losses };
    const fit = fitLossLaw([{ ...run, seed: 1, file: "a.csv" } as TrainedRun]);
    expect(fit.law.parameters).toEqual(fitLossLaw([run]).law.parameters);
  });

  it("are not averaged with those of the warm-up", () => {
    const all = [0, 50, 99, ...steps];
    const measured = schedules.map((schedule) => law.loss(schedule, steps));
    const runs = (early: readonly number[]) =>
      schedules.map((schedule, i) => ({
        schedule,
        steps: early.length > 0 ? all : steps,
        losses: [...early, ...(measured[i] as number[])],
      }));
    const parameters = (early: readonly number[]) => fitLossLaw(runs(early), { smoothing: 5 }).law.parameters;
    expect(parameters([9, 8, 7])).toEqual(parameters([]));
  });

  it("are averaged with their neighbors, also at the ends", () => {
    expect(smooth([1, 2, 4, 8], 3)).toEqual([1, 2, 4, 8].map((value) => expect.closeTo(value, 12)));
    expect(smooth([1, 4, 1, 4], 1)).toEqual([1, 4, 1, 4]);
    expect(smooth([1, 8, 1], 3)[1]).toBeCloseTo(2, 12);
  });
});

describe("unusual runs", () => {
  const law = publishedLaws["100M"];

  it("may begin with rates of 0", () => {
    const late = (step: number) => (step < 300 ? 0 : cosine(step - 300));
    const later = steps.map((step) => step + 300);
    const losses = law.loss(late, later);
    const early = [{ schedule: late, steps: [0, 200, ...later], losses: [9, 9, ...losses] }];
    const fit = fitLossLaw(early);
    expect(fit.runs[0]?.warmupEnd).toBe(400);
    expect(fit.law.parameters).toEqual(fitLossLaw([{ schedule: late, steps: later, losses }]).law.parameters);
  });

  it.each<[string, (i: number) => number]>([
    ["level", () => 3],
    ["rising", (i) => 1 + i],
    ["at random", (i) => 1 + ((i * 7919) % 13)],
    ["in spikes", (i) => (i % 2 === 0 ? 1e-5 : 1e5)],
    ["huge", (i) => 1e90 / (i + 1)],
    ["tiny", (i) => 1e-300 / (i + 1)],
  ])("give finite numbers and a warning for losses that are %s", (_, lossAt) => {
    const fit = fitLossLaw([{ schedule: cosine, steps, losses: steps.map((__, i) => lossAt(i)) }], {
      resamples: 2,
    });
    const numbers = [
      ...Object.values(fit.law.parameters),
      ...fit.runs.flatMap(({ r2, meanAbsoluteError, largestRelativeError }) => [
        r2,
        meanAbsoluteError,
        largestRelativeError,
      ]),
    ];
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(fit.warnings.length).toBeGreaterThan(0);
  });

  it("may be long and noisy, with many points and a wide mean", () => {
    const all = Array.from({ length: 150_000 }, (_, i) => i);
    const losses = all.map((step) => 3 + (step % 2) * 0.01);
    const run = { schedule: () => 1e-3, steps: all, losses };
    const fit = fitLossLaw([run], { smoothing: 2 ** 53 - 1 });
    expect(fit.runs[0]?.steps).toHaveLength(200);
    expect(errorsOf(losses, losses).largestRelativeError).toBe(0);
  });
});

describe("errors of predictions", () => {
  it("are defined for equal losses", () => {
    expect(errorsOf([3, 3], [3, 3])).toEqual({ r2: 1, meanAbsoluteError: 0, largestRelativeError: 0 });
    expect(errorsOf([2], [1])).toEqual({ r2: 0, meanAbsoluteError: 1, largestRelativeError: 0.5 });
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ["none", [], [], /measured must be at least one loss/],
    ["a loss of 0", [0], [1], /measured\[0\] must be a finite number above 0/],
    ["a prediction that is NaN", [1], [Number.NaN], /predicted\[0\] must be a finite number/],
    ["other lengths", [1, 2], [1], /predicted.length must be 2/],
  ])("reject %s", (_, measured, predicted, message) => {
    expect(() => errorsOf(measured as never, predicted as never)).toThrow(message);
  });
});

describe("invalid input", () => {
  const losses = publishedLaws["25M"].loss(cosine, steps);
  const run = { schedule: cosine, steps, losses };
  const withLoss = (loss: number) => [{ ...run, losses: [loss, ...losses.slice(1)] }];

  it.each<[string, unknown, object, RegExp]>([
    [
      "a loss that is NaN",
      withLoss(Number.NaN),
      {},
      /runs\[0\].losses\[0\] must be a finite number above 0; got NaN/,
    ],
    ["a loss of 0", withLoss(0), {}, /runs\[0\].losses\[0\] must be a finite number above 0; got 0/],
    ["a negative loss", withLoss(-1), {}, /runs\[0\].losses\[0\] must be a finite number above 0; got -1/],
    ["an infinite loss", withLoss(Number.POSITIVE_INFINITY), {}, /runs\[0\].losses\[0\] must be/],
    [
      "a run that is shorter than its warm-up",
      [run, { schedule: cosine, steps: [10, 50], losses: [4, 3] }],
      {},
      /runs\[1\].steps must be at least one step after warm-up; the rate rises until step \d+; got 50/,
    ],
    [
      "fewer losses than parameters",
      [{ schedule: cosine, steps: steps.slice(0, 6), losses: losses.slice(0, 6) }],
      {},
      /runs must be at least 7 losses of different steps after warm-up, the number of the law's parameters; got 6/,
    ],
    [
      "many losses of one step",
      [{ ...run, steps: steps.map(() => 500) }],
      {},
      /runs must be at least 7 losses of different steps after warm-up, .*; got 1/,
    ],
    ["a loss that is too large", withLoss(1e200), {}, /runs\[0\].losses\[0\] must be at most 1e\+100/],
    [
      "a text instead of a loss",
      [{ ...run, losses: losses.map(String) }],
      {},
      /runs\[0\].losses\[0\] must be/,
    ],
    [
      "rates that are all 0",
      [{ ...run, schedule: () => 0 }],
      {},
      /runs\[0\].schedule must be a rate above 0 at some step up to 1890/,
    ],
    ["a label that is no text", [{ ...run, label: 1 }], {}, /runs\[0\].label must be a string; got 1/],
    ["too many resamples", [run], { resamples: 1e6 }, /resamples must be at most 10000/],
    ["no runs", [], {}, /runs must be at least one run/],
    ["no list", run, {}, /runs must be an array of runs/],
    ["no steps", [{ ...run, steps: [], losses: [] }], {}, /runs\[0\].steps must be at least one step/],
    ["another number of losses", [{ ...run, losses: [1] }], {}, /runs\[0\].losses.length must be 60/],
    ["what is no run", [1], {}, /runs\[0\] must be an object with schedule, steps and losses/],
    ["too few rates", [{ ...run, schedule: [1e-3] }], {}, /runs\[0\].schedule.length must be at least/],
    ["an unknown law", [run], { law: "x" }, /law must be "multi-power" or "annealing"/],
    ["an even width", [run], { smoothing: 2 }, /smoothing must be an odd number/],
    ["a negative count", [run], { resamples: -1 }, /resamples must be a whole number/],
  ])("%s", (_, runs, options, message) => {
    expect(() => fitLossLaw(runs as never, options)).toThrow(message);
    expect(() => fitLossLaw(runs as never, options)).toThrow(InvalidArgumentError);
  });
});
