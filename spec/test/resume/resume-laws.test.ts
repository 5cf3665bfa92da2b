/**
 * Resuming never lies: whatever the class, the policy, the order of loading and the moment of saving, every update has the
 * rate that the policy names for it, or the state is refused.
 */
import { InvalidArgumentError, type LoadPolicy, type UpdateReport } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

const moments = fc.record({
  updates: fc.integer({ min: 1, max: 25 }),
  moment: fc.constantFrom<Moment>("after both", "between"),
  order: fc.constantFrom(...ORDERS),
});
const base = fc.constantFrom(1e-3, 0.1);

describe.each(kinds)("$name:", (kind) => {
  it.each(engines)("goes on as if it had never stopped, over $name", (engine) => {
    fc.assert(
      fc.property(kind.candidates, base, moments, fc.constantFrom("match", "checkpoint", "keep"), (...given) => {
        const [candidate, rate, { updates, moment, order }, policy] = given;
        const bases = [rate, rate / 4];
        const checkpoint = runTo(kind, engine, candidate, bases, updates, moment);
        const resumed = resume(engine, candidate, bases, checkpoint, order, policy as LoadPolicy);
        const rates = attempt(() => goOn(kind, resumed, moment, UPDATES));
        if (rates === null) expect(isUnknowable(engine, order)).toBe(true);
        else expect(rates).toEqual(candidate.rates(bases, checkpoint.updates, UPDATES));
      }),
      { numRuns: engine.runs },
    );
  });

  it.each(engines)("has the schedule that the policy names, or is refused, over $name", (engine) => {
    fc.assert(
      fc.property(
        fc.tuple(kind.candidates, base),
        fc.tuple(kind.candidates, base),
        moments,
        fc.constantFrom<LoadPolicy>("match", "checkpoint", "keep"),
        ([saved, savedRate], [own, ownRate], { updates, moment, order }, policy) => {
          const [savedBases, given] = [savedRate, ownRate].map((rate) => [rate, rate / 4]) as number[][];
          const checkpoint = runTo(kind, engine, saved, savedBases as number[], updates, moment);
          // Groups that were replaced before a scheduler saw them have nothing left of the program's rate.
          const isLost = order === "optimizer, then a new scheduler" && !engine.announces;
          const ownBases = (isLost ? savedBases : given) as number[];
          const resumed = attempt(() => resume(engine, own, given as number[], checkpoint, order, policy));
          const [theirs, ours] = [
            saved.rates(savedBases as number[], 0, HORIZON),
            own.rates(ownBases, 0, HORIZON),
          ];
          const isOne = saved === own && savedRate === ownRate;
          const isSame = JSON.stringify(theirs) === JSON.stringify(ours);
          if (resumed === null) {
            expect([policy, isOne]).toEqual(["match", false]);
            return;
          }
          if (policy === "match") expect(isSame).toBe(true);
          const expected = (policy === "keep" ? ours : theirs).slice(
            checkpoint.updates,
            checkpoint.updates + UPDATES,
          );
          const rates = attempt(() => goOn(kind, resumed, moment, UPDATES));
          if (rates === null) expect(isUnknowable(engine, order)).toBe(true);
          else expect(rates).toEqual(expected);
        },
      ),
      { numRuns: engine.runs },
    );
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
