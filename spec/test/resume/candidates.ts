/** Every class of schedulers, with random arguments: defaults are left out as often as they are given. */
import {
  type Curves,
  type LoadPolicy,
  LRScheduler,
  linear,
  type ScheduledOptimizer,
  type UpdateReport,
  warmupCosine,
} from "@anneal/core";
import {
  CosineWarmupScheduler,
  cosineWarmupLr,
  getCosineWarmupScheduler,
  torch,
  WarmupCosineSchedule,
} from "@anneal/interop";
import fc from "fast-check";

/** What the laws use of a scheduler. */
export interface Scheduler {
  step(report?: UpdateReport): unknown;
  stateDict(): object;
  loadStateDict(state: never, options?: { readonly policy?: LoadPolicy }): void;
  moveTo?(lastEpoch: number): void;
}

/** A class with its arguments. */
export interface Candidate {
  /** Its arguments, to be shown where a law fails. */
  readonly given: unknown;
  make(optimizer: ScheduledOptimizer): Scheduler;
  /** The rates of the groups at `count` steps of a run without a break, for the rates that they begin with. */
  rates(bases: readonly number[], from: number, count: number): readonly (readonly number[])[];
}

export interface Kind {
  readonly name: string;
  readonly candidates: fc.Arbitrary<Candidate>;
  /** Whether it is stepped before each update instead of after. */
  readonly stepsBefore?: true;
}

type PyTorchLike = Scheduler & { moveTo(step: number): void; getLastLr(): readonly number[] };

const steps = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** Rates by going straight to the step, over an optimizer of its own. */
function candidate(given: unknown, make: (optimizer: ScheduledOptimizer) => PyTorchLike): Candidate {
  return {
    given,
    make,
    rates(bases, from, count) {
      const scheduler = make({
        paramGroups: bases.map((lr) => ({ lr, momentum: 0.9 })),
      } as ScheduledOptimizer);
      return steps(from, count).map((step) => {
        scheduler.moveTo(step);
        return scheduler.getLastLr();
      });
    },
  };
}

const rate = fc.constantFrom(0.001, 0.01, 0.02, 0.1);
const factor = fc.constantFrom(0.1, 0.25, 0.5, 0.9, 1);
const length = fc.integer({ min: 1, max: 30 });
const later = fc.integer({ min: 150, max: 200 });

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
type Made = ConstructorParameters<typeof torch.StepLR>[1];

/** Options with the needed ones, and any of the others. */
const optionsOf = (needed: Fields, others: Fields) =>
  fc
    .tuple(fc.record(needed), fc.record(others, { requiredKeys: [] }))
    .map(([first, second]) => ({ ...first, ...second }) as never);

const torchOptions = {
  StepLR: optionsOf({ stepSize: length }, { gamma: factor }),
  MultiStepLR: optionsOf({ milestones: fc.array(fc.nat(40), { maxLength: 4 }) }, { gamma: factor }),
  ConstantLR: optionsOf({}, { factor, totalIters: length }),
  LinearLR: optionsOf({}, { startFactor: factor, endFactor: factor, totalIters: length }),
  ExponentialLR: optionsOf({ gamma: factor }, {}),
  PolynomialLR: optionsOf({}, { totalIters: length, power: fc.constantFrom(0.5, 1, 2) }),
  CosineAnnealingLR: optionsOf({ tMax: length }, { etaMin: fc.constantFrom(0, 1e-4) }),
  CosineAnnealingWarmRestarts: optionsOf(
    { t0: length },
    { tMult: fc.constantFrom(1, 2), etaMin: fc.constantFrom(0, 1e-4) },
  ),
  SWALR: optionsOf(
    { swaLr: rate },
    { annealEpochs: fc.nat(20), annealStrategy: fc.constantFrom("cos", "linear") },
  ),
  OneCycleLR: optionsOf(
    { maxLr: rate, totalSteps: later },
    { pctStart: fc.constantFrom(0.1, 0.3), divFactor: fc.constantFrom(10, 25), threePhase: fc.boolean() },
  ),
  CyclicLR: optionsOf(
    { baseLr: fc.constant(1e-4), maxLr: rate, stepSizeUp: length },
    { stepSizeDown: length, mode: fc.constantFrom("triangular", "triangular2") },
  ),
} as const;

type TorchName = keyof typeof torchOptions;

const ofTorch = (name: TorchName): fc.Arbitrary<Candidate> =>
  (torchOptions[name] as fc.Arbitrary<Made>).map((options) =>
    candidate(options, (optimizer) => new (torch[name] as typeof torch.StepLR)(optimizer, options)),
  );

/** One class inside another. */
const child = (names: readonly TorchName[]) =>
  fc.constantFrom(...names).chain((name) => torchOptions[name].map((options) => ({ name, options })));

type Child = { readonly name: TorchName; readonly options: Made };

const made = (optimizer: ScheduledOptimizer, { name, options }: Child) =>
  new (torch[name] as typeof torch.StepLR)(optimizer, options);

const multiplying = ["StepLR", "MultiStepLR", "ExponentialLR", "LinearLR"] as const;

const sequences = fc
  .tuple(
    child(["LinearLR", "ConstantLR"]),
    child(["CosineAnnealingLR", "StepLR", "ExponentialLR"]),
    fc.integer({ min: 1, max: 20 }),
  )
  .map(([first, second, milestone]) =>
    candidate(
      [first, second, milestone],
      (optimizer) =>
        new torch.SequentialLR(optimizer, {
          schedulers: [made(optimizer, first as Child), made(optimizer, second as Child)],
          milestones: [milestone],
        }),
    ),
  );

const chains = fc.array(child(multiplying), { minLength: 1, maxLength: 3 }).map((children) =>
  candidate(
    children,
    (optimizer) =>
      new torch.ChainedScheduler(optimizer, {
        schedulers: children.map((each) => made(optimizer, each as Child)),
      }),
  ),
);

/** A function is not in a state: both runs have the same one. */
const ofFunction = (name: "LambdaLR" | "MultiplicativeLR"): Kind => ({
  name: `torch.${name}`,
  candidates: fc.constant(
    candidate(
      name,
      (optimizer) => new torch[name](optimizer, { lrLambda: (step: number) => 1 - (step % 50) / 100 }),
    ),
  ),
});

const shape = fc.record({
  warmupSteps: fc.nat(10),
  totalSteps: fc.integer({ min: 11, max: 40 }),
});

const curves = fc.tuple(shape, rate, fc.boolean(), fc.boolean()).map(([steps, peak, relative, decays]) =>
  candidate({ ...steps, peak, relative, decays }, (optimizer) => {
    const lr = warmupCosine({ peak: relative ? 1 : peak, ...steps });
    const more = { weightDecay: linear({ start: 0.1, end: 0, totalSteps: 30 }) };
    const hasDecay = decays && "groups" in optimizer;
    return new LRScheduler(optimizer, (hasDecay ? { lr, ...more } : { lr }) as Curves, { relative });
  }),
);

const ratios = fc
  .tuple(shape, fc.constantFrom(0, 0.1, 0.5))
  .map(([{ warmupSteps, totalSteps }, ratio]) =>
    candidate([warmupSteps, totalSteps, ratio], (optimizer) =>
      getCosineWarmupScheduler(optimizer, warmupSteps, totalSteps, ratio),
    ),
  );

const courses = fc
  .tuple(shape, rate, fc.constantFrom(undefined, 0, 1e-4))
  .map(([lengths, maxLr, minLr]): Candidate => {
    const options = { ...lengths, maxLr, ...(minLr === undefined ? {} : { minLr }) };
    return {
      given: options,
      make: (optimizer) => new CosineWarmupScheduler({ optimizer, ...options }),
      rates: (bases, from, count) =>
        steps(from, count).map((step) => bases.map(() => cosineWarmupLr(step, options))),
    };
  });

const braintools = fc
  .tuple(shape, rate, fc.constantFrom(undefined, 1e-4))
  .map(([lengths, baseLr, etaMin]): Candidate => {
    const options = { ...lengths, baseLr, ...(etaMin === undefined ? {} : { etaMin }) };
    return {
      given: options,
      make(optimizer) {
        const schedule = new WarmupCosineSchedule(options);
        schedule.attachOptimizer(optimizer);
        return bound(schedule);
      },
      rates(bases, from, count) {
        const schedule = new WarmupCosineSchedule(options);
        return steps(from, count).map((step) => {
          schedule.step(step);
          return bases.map(() => schedule.getLr()[0] as number);
        });
      },
    };
  });

const bound = (schedule: WarmupCosineSchedule): Scheduler => ({
  step: () => schedule.step(),
  stateDict: () => schedule.stateDict(),
  loadStateDict: (state, options) => schedule.loadStateDict(state, options),
});

export const kinds: readonly Kind[] = [
  { name: "LRScheduler", candidates: curves },
  { name: "getCosineWarmupScheduler", candidates: ratios },
  { name: "CosineWarmupScheduler", candidates: courses, stepsBefore: true },
  { name: "WarmupCosineSchedule", candidates: braintools },
  ...(Object.keys(torchOptions) as TorchName[]).map((name) => ({
    name: `torch.${name}`,
    candidates: ofTorch(name),
  })),
  { name: "torch.SequentialLR", candidates: sequences },
  { name: "torch.ChainedScheduler", candidates: chains },
  ofFunction("LambdaLR"),
  ofFunction("MultiplicativeLR"),
];
