/**
 * Resuming never lies: whatever the class, the policy, the order of loading and the moment of saving, every update has the
 * rate that the policy names for it, or the state is refused.
 */
import { InvalidArgumentError, type LoadPolicy, LRScheduler, linear, type UpdateReport } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../../packages/core/test/support/random-cases.js";
import { type Candidate, type Kind, kinds, type Scheduler } from "./candidates.js";
import { type Engine, engines, type Saved, type Training } from "./trainings.js";

/** `between`: after the first of an update and a step of the scheduler, before the second. */
type Moment = "after both" | "between";

const ORDERS = [
  "optimizer, then a new scheduler",
  "optimizer, then scheduler",
  "scheduler, then optimizer",
  "scheduler only",
] as const;
type Order = (typeof ORDERS)[number];

interface Checkpoint {
  readonly optimizer: Saved;
  readonly scheduler: object;
  /** How many updates were made. */
  readonly updates: number;
}

const stored = <T>(state: T): T => JSON.parse(JSON.stringify(state));

/** A run up to a moment after so many updates. */
function runTo(
  kind: Kind,
  engine: Engine,
  candidate: Candidate,
  bases: readonly number[],
  updates: number,
  moment: Moment,
): Checkpoint {
  const training = engine.create(bases);
  const scheduler = candidate.make(training.optimizer);
  const expected = candidate.rates(bases, 0, updates);
  for (let i = 0; i < updates; i++) {
    if (kind.stepsBefore) scheduler.step();
    const isLast = i === updates - 1 && moment === "between";
    if (isLast && kind.stepsBefore) break;
    expect(training.update()).toEqual(expected[i]);
    if (!kind.stepsBefore && !isLast) scheduler.step();
  }
  return {
    optimizer: training.save(),
    scheduler: stored(scheduler.stateDict()),
    updates: moment === "between" && kind.stepsBefore ? updates - 1 : updates,
  };
}

interface Resumed {
  readonly training: Training;
  readonly scheduler: Scheduler;
}

function resume(
  engine: Engine,
  candidate: Candidate,
  bases: readonly number[],
  checkpoint: Checkpoint,
  order: Order,
  policy: LoadPolicy,
): Resumed {
  const training = engine.create(bases);
  const load = (scheduler: Scheduler) => scheduler.loadStateDict(checkpoint.scheduler as never, { policy });
  if (order === "optimizer, then a new scheduler") training.load(checkpoint.optimizer);
  const scheduler = candidate.make(training.optimizer);
  if (order === "optimizer, then scheduler") training.load(checkpoint.optimizer);
  load(scheduler);
  if (order === "scheduler, then optimizer") {
    training.load(checkpoint.optimizer);
    // Nobody hears of it when another library's optimizer is loaded: the scheduler has to be told.
    if (!engine.announces) rewrite(scheduler, load);
  }
  return { training, scheduler };
}

function rewrite(scheduler: Scheduler, load: (scheduler: Scheduler) => void): void {
  if (scheduler.moveTo === undefined) load(scheduler);
  else scheduler.moveTo((scheduler as unknown as { lastEpoch: number }).lastEpoch);
}

/** Goes on for some updates. @returns The rates of each. */
function goOn(
  kind: Kind,
  { training, scheduler }: Resumed,
  moment: Moment,
  updates: number,
): (readonly number[])[] {
  if (moment === "between" && !kind.stepsBefore) scheduler.step();
  return Array.from({ length: updates }, (_, i) => {
    const isDone = i === 0 && moment === "between";
    if (kind.stepsBefore && !isDone) scheduler.step();
    const rates = training.update();
    if (!kind.stepsBefore) scheduler.step({ stepped: true } satisfies UpdateReport);
    return [...rates];
  });
}

const UPDATES = 6;
/** So many steps tell two schedules apart. */
const HORIZON = 120;

interface When {
  readonly updates: number;
  readonly moment: Moment;
  readonly order: Order;
}

const moments: fc.Arbitrary<When> = fc.record({
  updates: fc.integer({ min: 1, max: 25 }),
  moment: fc.constantFrom<Moment>("after both", "between"),
  order: fc.constantFrom(...ORDERS),
});
const base = fc.constantFrom(1e-3, 0.1);

/** The same program goes on: every update has the rate of a run without a break. */
function checkSame(
  kind: Kind,
  engine: Engine,
  candidate: Candidate,
  rate: number,
  { updates, moment, order }: When,
  policy: LoadPolicy,
): void {
  const bases = [rate, rate / 4];
  const checkpoint = runTo(kind, engine, candidate, bases, updates, moment);
  const resumed = resume(engine, candidate, bases, checkpoint, order, policy);
  const rates = attempt(() => goOn(kind, resumed, moment, UPDATES));
  if (rates === null) expect(isUnknowable(engine, order)).toBe(true);
  else expect(rates).toEqual(candidate.rates(bases, checkpoint.updates, UPDATES));
}

/** Another program loads the state: the schedule that the policy names, or, by default, a refusal where they differ. */
function checkOther(
  kind: Kind,
  engine: Engine,
  [saved, savedRate]: readonly [Candidate, number],
  [own, ownRate]: readonly [Candidate, number],
  { updates, moment, order }: When,
  policy: LoadPolicy,
): void {
  const [savedBases, given] = [
    [savedRate, savedRate / 4],
    [ownRate, ownRate / 4],
  ];
  const checkpoint = runTo(kind, engine, saved, savedBases, updates, moment);
  const resumed = attempt(() => resume(engine, own, given, checkpoint, order, policy));
  if (resumed === null) {
    expect([policy, saved === own && savedRate === ownRate]).toEqual(["match", false]);
    return;
  }
  // Groups that were replaced before a scheduler saw them have nothing left of the program's rate.
  const isLost = order === "optimizer, then a new scheduler" && !engine.announces;
  const ours = own.rates(isLost ? savedBases : given, 0, HORIZON);
  const theirs = saved.rates(savedBases, 0, HORIZON);
  if (policy === "match") expect(ours).toEqual(theirs);
  const expected = (policy === "keep" ? ours : theirs).slice(checkpoint.updates);
  const rates = attempt(() => goOn(kind, resumed, moment, UPDATES));
  if (rates === null) expect(isUnknowable(engine, order)).toBe(true);
  else expect(rates).toEqual(expected.slice(0, UPDATES));
}

const policies = fc.constantFrom<LoadPolicy>("match", "checkpoint", "keep");

describe.each(kinds)("$name:", (kind) => {
  const programs = fc.tuple(kind.candidates, base);

  it.each(engines)("continues as if it had never stopped, over $name", (engine) => {
    fc.assert(
      fc.property(programs, moments, policies, ([candidate, rate], when, policy) =>
        checkSame(kind, engine, candidate, rate, when, policy),
      ),
      { numRuns: cases(engine.runs) },
    );
  });

  it.each(engines)("has the schedule that the policy names, or is rejected, over $name", (engine) => {
    fc.assert(
      fc.property(programs, programs, moments, policies, (saved, own, when, policy) =>
        checkOther(kind, engine, saved, own, when, policy),
      ),
      { numRuns: cases(engine.runs) },
    );
  });
});

describe("the laws", () => {
  const [engine] = engines as readonly [Engine];
  const kind: Kind = { name: "a scheduler that lies", candidates: fc.constant(programOf(100)) };
  const when: When = { updates: 5, moment: "after both", order: "scheduler, then optimizer" };

  function programOf(totalSteps: number, lie?: (scheduler: Scheduler) => Scheduler): Candidate {
    const lr = linear({ start: 1, end: 0, totalSteps });
    return {
      given: totalSteps,
      make: (optimizer) => (lie ?? ((scheduler) => scheduler))(new LRScheduler(optimizer, lr)),
      rates: (bases, from, count) => Array.from({ length: count }, (_, i) => bases.map(() => lr(from + i))),
    };
  }

  it("hold for a scheduler that tells the truth", () => {
    checkSame(kind, engine, programOf(100), 0.1, when, "match");
    checkOther(kind, engine, [programOf(100), 0.1], [programOf(200), 0.1], when, "keep");
  });

  it("fail for one that forgets its step, and one that takes every state", () => {
    const forgetful = programOf(100, (scheduler) => ({
      step: (report) => scheduler.step(report),
      stateDict: () => scheduler.stateDict(),
      loadStateDict() {},
    }));
    const early = { ...when, order: "scheduler only" } as const;
    expect(() => checkSame(kind, engine, forgetful, 0.1, early, "match")).toThrow("expected");
    const careless = programOf(200, (scheduler) => ({
      step: (report) => scheduler.step(report),
      stateDict: () => scheduler.stateDict(),
      loadStateDict: (state) => scheduler.loadStateDict(state, { policy: "checkpoint" }),
    }));
    const both = [[programOf(100), 0.1] as const, [careless, 0.1] as const] as const;
    expect(() => checkOther(kind, engine, ...both, when, "match")).toThrow("expected");
    expect(() => checkOther(kind, engine, ...both, when, "keep")).toThrow("expected");
  });
});

/** A count that grew past the saved one was loaded, or these are updates: nobody can tell. */
const isUnknowable = ({ countsSilently }: Engine, order: Order) =>
  countsSilently === true && order === "scheduler only";

/** Null: refused, by a typed error. */
function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return null;
  }
}
