/** Calls of the packages above core that work. */
import { PassThrough } from "node:stream";
import { run } from "@anneal/cli";
import { analyzeRangeTest, cosine } from "@anneal/core";
import * as forecast from "@anneal/forecast";
import * as interop from "@anneal/interop";
import * as jax from "@anneal/jax";
import * as monitor from "@anneal/monitor";
import { toWgsl } from "@anneal/node-gpu";
import * as plot from "@anneal/plot";
import * as wasm from "@anneal/wasm";
import type { Example, Examples } from "./attack.js";
import { warmUpExamples } from "./examples-warm-up.js";

const schedule = cosine({ peak: 0.1, totalSteps: 100 });
const curve = { rates: [1e-3, 1e-2, 0.1, 1, 10], losses: [3, 2, 1, 2, 30] };
const result = analyzeRangeTest(curve, { skipStart: 0, skipEnd: 0 });

const of =
  (call: (...args: never[]) => unknown, ...args: unknown[]) =>
  (): Example => ({ call, args });
const groups = () => ({
  paramGroups: [
    { lr: 0.1, momentum: 0.9 },
    { lr: 0.2, momentum: 0.9 },
  ],
});

export const wasmExamples: Examples = {
  sample: of(wasm.sample as never, schedule, { start: 1, count: 5, stride: 2, engine: "wasm" }),
  "sample of steps": of(wasm.sample as never, schedule, { steps: [1, 2], out: new Float64Array(2) }),
  prepareSample: of((given: never) => wasm.prepareSample(given).sample({ count: 3 }), schedule),
  "prepareSample.sample": of((options: never) => wasm.prepareSample(schedule).sample(options), {
    count: 3,
    dtype: "float32",
  }),
  sampleArray: of(wasm.sampleArray as never, 10, "float32"),
  AdamW: of((params: never, options: never) => new wasm.AdamW(params, options), [3, Float32Array.of(1)], {
    lr: 0.1,
    betas: [0.9, 0.99],
    engine: "wasm",
  }),
  "AdamW.step": () => {
    const optimizer = new wasm.AdamW([Float32Array.of(1, 2), Float32Array.of(3)], { memory: "caller" });
    return {
      call: (options: never) => optimizer.step(options),
      args: [{ grads: [Float32Array.of(1, 2), null], gradScale: 2 }],
      state: () => [optimizer.stateDict(), optimizer.params],
    };
  },
  engineInfo: of(wasm.engineInfo),
};

const law = forecast.publishedLaws["25M"];
export const forecastExamples: Examples = {
  multiPowerLaw: of(forecast.multiPowerLaw as never, { ...law.parameters }),
  annealingLaw: of(forecast.annealingLaw as never, { L0: 2, A: 0.5, alpha: 0.5, C: 0.7, lambda: 0.998 }),
  lawFromJSON: of(forecast.lawFromJSON, JSON.parse(JSON.stringify(law))),
  "law.loss": of(law.loss as never, [1e-3, 1e-3, 1e-4], [0, 2]),
  fitLossLaw: of(
    forecast.fitLossLaw as never,
    [{ schedule, steps: [1, 9, 20, 30, 50, 70], losses: [5, 4, 3.5, 3, 2.5, 2.4], label: "a" }],
    { law: "annealing", pointsPerRun: 6 },
  ),
  compareSchedules: of(forecast.compareSchedules as never, {
    law,
    schedules: [{ label: "a", schedule: [1e-3, 1e-4] }],
    totalSteps: 2,
  }),
  lossIntervals: of(forecast.lossIntervals as never, [law], [1e-3, 1e-3, 1e-4], [0, 2]),
  bestSchedule: of(forecast.bestSchedule as never, {
    law,
    totalSteps: 20,
    peak: 1e-3,
    warmupSteps: 2,
    family: "warmupLinear",
  }),
  errorsOf: of(forecast.errorsOf as never, [3, 2], [3.1, 2]),
  convexBound: of(forecast.convexBound as never, [0.1, 0.1, 0.05], { gradientNorm: 1, distance: 2, at: 3 }),
  transferPeak: of(forecast.transferPeak as never, {
    peak: 0.1,
    from: 10,
    to: 20,
    schedule: (peak: number, totalSteps: number) => cosine({ peak, totalSteps }),
  }),
};

const svg = { from: 0, to: 50, title: "title", width: 300, height: 200 };
export const plotExamples: Examples = {
  plotSvg: of(plot.plotSvg as never, [{ label: "one", schedule }, schedule], svg),
  "plotSvg of a recorded curve": of(plot.plotSvg as never, {
    label: "run",
    steps: [0, 1, 2],
    values: [1, 2, 3],
  }),
  plotTerminal: of(plot.plotTerminal as never, [{ label: "one", schedule }], {
    from: 0,
    to: 50,
    width: 60,
    height: 10,
  }),
  plotFinderSvg: of(plot.plotFinderSvg as never, result, { title: "title", width: 300 }),
  plotFinderTerminal: of(plot.plotFinderTerminal as never, result, { width: 60 }),
  restsAt: of(plot.restsAt, schedule.node),
  wantsColor: of(plot.wantsColor as never, { isTTY: true }, { NO_COLOR: "" }),
};

export const monitorExamples: Examples = {
  consoleSink: of((options: never) => monitor.consoleSink(options).log({ step: 1, lr: 1 }), {
    every: 1,
    write: () => {},
  }),
  trackerSink: of((tracker: never) => monitor.trackerSink(tracker).log({ step: 1, lr: 1 }), {
    log: () => {},
  }),
  Recorder: of((options: never) => new monitor.Recorder(options).log({ step: 1, lr: 1 }), {
    sinks: [{ name: "mine", log: () => {} }, { log: () => {} }],
    onError: () => {},
  }),
  "Recorder.log": of((record: never) => new monitor.Recorder({ sinks: [{ log: () => {} }] }).log(record), {
    step: 1,
    lr: [0.1, 0.2],
    loss: Number.NaN,
    rates: Float64Array.of(1, 2),
  }),
  "a sink that throws": of((error: never) => {
    const recorder = new monitor.Recorder({
      sinks: [
        {
          log() {
            throw error;
          },
        },
      ],
      onError: ({ message }) => void message,
    });
    recorder.log({ step: 1 });
  }, "reason"),
  recordRates: () => {
    const optimizer = { ...groups(), step: () => 1 };
    return {
      call: (recorder: never, source: never, options: never) => {
        const stop = monitor.recordRates(recorder, source, options);
        stop();
      },
      args: [{ log: () => {} }, optimizer, { every: 2, name: "rate", values: () => ({ loss: 1 }) }],
    };
  },
};

const torchScheduler = () => new interop.torch.StepLR(groups(), { stepSize: 3 });
export const interopExamples: Examples = {
  ...warmUpExamples,
  toOptax: of(interop.toOptax, schedule),
  fromLibrary: of(interop.fromLibrary as never, "torch", "StepLR", {
    args: { step_size: 2, gamma: 0.5 },
    baseLr: [0.1, 0.2],
    quirks: "avoid",
  }),
  "fromLibrary, a chain": of(interop.fromLibrary as never, "torch", "SequentialLR", {
    args: {
      schedulers: [
        { name: "ConstantLR", args: { factor: 0.5 } },
        { name: "StepLR", args: { step_size: 2 } },
      ],
      milestones: [4],
    },
    baseLr: 0.1,
  }),
  "fromLibrary, fairseq": of(interop.fromLibrary as never, "fairseq", "manual", {
    args: {
      lr: [0.1],
      epoch2lr: "{}",
      update2lr: "{}",
    },
  }),
  "fromLibrary, optax": of(interop.fromLibrary as never, "optax", "piecewise_constant_schedule", {
    args: {
      init_value: 1,
      boundaries_and_scales: { 3: 0.5 },
    },
  }),
  groupsFromLibrary: of(interop.groupsFromLibrary as never, "torch", "OneCycleLR", {
    args: { max_lr: 0.1, total_steps: 10 },
    baseLr: 0.1,
    steps: [1, 2],
  }),
  scheduleNames: of(interop.scheduleNames, "torch"),
  metricNames: of(interop.metricNames, "torch"),
  metricFromLibrary: of(interop.metricFromLibrary as never, "torch", "ReduceLROnPlateau", {
    args: { factor: 0.5, patience: 1 },
    baseLr: [0.1, 0.2],
  }),
  "metricFromLibrary.step": of(
    (metric: never, step: never) => {
      interop.metricFromLibrary("torch", "ReduceLROnPlateau", { baseLr: 0.1 }).step(metric, step);
    },
    1,
    2,
  ),
  ReduceLROnPlateau: () => ({
    call: (optimizer: never, options: never) => new interop.ReduceLROnPlateau(optimizer, options),
    args: [groups(), { factor: 0.5, patience: 1, minLr: [0, 0.01], mode: "min" }],
  }),
  "ReduceLROnPlateau.step": () => {
    const scheduler = new interop.ReduceLROnPlateau(groups(), { patience: 0 });
    return {
      call: (metric: never) => scheduler.step(metric),
      args: [1],
      state: () => scheduler.stateDict(),
    };
  },
  "ReduceLROnPlateau.loadStateDict": () => {
    const scheduler = new interop.ReduceLROnPlateau(groups());
    return {
      call: (state: never, options: never) => scheduler.loadStateDict(state, options),
      args: [JSON.parse(JSON.stringify(scheduler.stateDict()))],
      state: () => scheduler.stateDict(),
    };
  },
  savedStep: of(interop.savedStep as never, "torch", { last_epoch: 3 }),
  "torch.StepLR": () => ({
    call: (optimizer: never, options: never, more: never) =>
      new interop.torch.StepLR(optimizer, options, more),
    args: [groups(), { stepSize: 3, gamma: 0.5 }, { counter: "calls", quirks: "avoid" }],
  }),
  "torch.StepLR.loadStateDict": () => {
    const scheduler = torchScheduler();
    return {
      call: (state: never, options: never) => scheduler.loadStateDict(state, options),
      args: [JSON.parse(JSON.stringify(scheduler.stateDict())), { policy: "keep" }],
      state: () => [scheduler.stateDict(), scheduler.optimizer],
    };
  },
  "torch.SequentialLR": () => {
    const optimizer = groups();
    return {
      call: (given: never, options: never, more: never) =>
        new interop.torch.SequentialLR(given, options, more),
      args: [
        optimizer,
        {
          schedulers: [
            new interop.torch.ConstantLR(optimizer, { factor: 0.5 }),
            new interop.torch.StepLR(optimizer, { stepSize: 3 }),
          ],
          milestones: [4],
        },
      ],
    };
  },
  "torch.ChainedScheduler": () => {
    const optimizer = groups();
    return {
      call: (given: never, options: never) => new interop.torch.ChainedScheduler(given, options),
      args: [optimizer, { schedulers: [new interop.torch.StepLR(optimizer, { stepSize: 3 })] }],
    };
  },
  "torch.LambdaLR": () => ({
    call: (optimizer: never, options: never) => new interop.torch.LambdaLR(optimizer, options),
    args: [groups(), { lrLambda: [() => 1, () => 0.5] }],
  }),
  "torch.cyclicLR": of(interop.torch.cyclicLR as never, { baseLr: 0.1, maxLr: 1, stepSizeUp: 3 }, 0.1),
  "composer.multiStepScheduler": of(
    interop.composer.multiStepScheduler as never,
    { milestones: ["2ep", "30ba"], gamma: 0.5 },
    0.1,
    { run: { maxDuration: "4ep", dataloaderLen: 10 } },
  ),
  "optax.sgdrSchedule": of(interop.optax.sgdrSchedule as never, {
    cosineKwargs: [{ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 5, endValue: 0 }],
  }),
  "transformers.getScheduler": of(
    interop.transformers.getScheduler as never,
    "cosine_with_restarts",
    { numWarmupSteps: 2, numTrainingSteps: 9, schedulerSpecificKwargs: { numCycles: 2 } },
    0.1,
  ),
};

export const jaxExamples: Examples = {
  traceable: of(jax.traceable as never, schedule),
  adam: of(jax.adam as never, jax.traceable(schedule), { b1: 0.9 }),
  adamw: of(jax.adamw as never, 0.1, { weightDecay: 0.1 }),
  sgd: of(jax.sgd as never, 0.1, { momentum: 0.9 }),
  lion: of(jax.lion as never, 0.1, { b1: 0.9 }),
  chain: of(jax.chain as never, jax.scale(0.5), jax.identity()),
  clipByGlobalNorm: of(jax.clipByGlobalNorm as never, 1),
  masked: of(jax.masked as never, jax.scale(0.5), { w: true }),
  partition: of(jax.partition as never, { a: jax.scale(0.5) }, { w: "a" }),
  multiSteps: of(jax.multiSteps as never, jax.scale(0.5), { everyK: 2 }),
  injectHyperparams: of(jax.injectHyperparams as never, ({ lr }: { lr: never }) => jax.scale(lr), {
    lr: 0.1,
  }),
  reduceOnPlateau: of(jax.reduceOnPlateau as never, { factor: 0.5, patience: 2 }),
  linearSchedule: of(jax.linearSchedule as never, { initValue: 1, endValue: 0, transitionSteps: 5 }),
};

export const gpuExamples: Examples = { toWgsl: of(toWgsl as never, schedule, { name: "rate" }) };

export const cliExamples: Examples = {
  run: () => {
    const sink = () => new PassThrough().resume();
    const surroundings = { stdin: new PassThrough().end(), stdout: sink(), stderr: sink(), env: {} };
    return {
      call: (args: never) => run(args, surroundings),
      args: [["sample", "cosine", "--peak", "0.1", "--total-steps", "9"]],
    };
  },
};
