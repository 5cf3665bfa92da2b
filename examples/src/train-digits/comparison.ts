/** Trains with several rates on one budget: constant ones, and the same numbers as peaks of a schedule. */
import { constant, type Schedule, warmupCosine } from "@anneal/core";
import type { Digits } from "./digits.js";
import { type Outcome, train } from "./train.js";

export interface Budget {
  /** Rates for the constant runs, and peaks for the schedules: both kinds get the same choice. */
  readonly rates: readonly number[];
  /** Every rate is trained once with each seed, so that luck evens out. */
  readonly seeds: readonly number[];
  /** Of every run. */
  readonly steps: number;
  readonly batchSize: number;
}

export type Kind = "warm-up and cosine" | "constant";

/** A rate and how it did, as means over the seeds. */
export interface Contender {
  readonly kind: Kind;
  readonly rate: number;
  readonly schedule: Schedule;
  /** Over the last tenth of the steps. */
  readonly trainingLoss: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** The accuracy with the seed that did worst, and with the one that did best. */
  readonly accuracyRange: readonly [number, number];
  /** The mean loss of each batch with the first seed. */
  readonly losses: Float32Array;
}

/** What is told while it goes on. */
export interface Progress {
  onRun(name: string): void;
  onStep(loss: number): void;
}

export function compareRates(
  digits: { readonly training: Digits; readonly test: Digits },
  { rates, seeds, steps, batchSize }: Budget,
  { onRun, onStep }: Progress,
): Contender[] {
  const kinds: readonly Kind[] = ["warm-up and cosine", "constant"];
  return kinds.flatMap((kind) =>
    rates.map((rate) => {
      const schedule = scheduleOf(kind, rate, steps);
      const outcomes = seeds.map((seed) => {
        onRun(`${kind} ${rate}, seed ${seed}`);
        return train({ ...digits, lr: schedule, seed, steps, batchSize, onStep });
      });
      return {
        kind,
        rate,
        schedule,
        ...meansOf(outcomes),
        losses: outcomes[0]?.losses ?? new Float32Array(),
      };
    }),
  );
}

/** The schedule rises over the first tenth of the steps and has come down to 0 at the last. */
function scheduleOf(kind: Kind, rate: number, totalSteps: number): Schedule {
  if (kind === "constant") return constant({ value: rate });
  return warmupCosine({ peak: rate, warmupSteps: Math.round(totalSteps / 10), totalSteps });
}

function meansOf(outcomes: readonly Outcome[]) {
  const accuracies = outcomes.map(({ testAccuracy }) => testAccuracy);
  return {
    trainingLoss: mean(outcomes.map(({ losses }) => mean(losses.slice(-Math.ceil(losses.length / 10))))),
    testLoss: mean(outcomes.map(({ testLoss }) => testLoss)),
    testAccuracy: mean(accuracies),
    accuracyRange: [Math.min(...accuracies), Math.max(...accuracies)] as const,
  };
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** The one of a kind that recognizes most of the test digits. */
export function bestOf(contenders: readonly Contender[], kind: Kind): Contender {
  const [first, ...others] = contenders.filter((contender) => contender.kind === kind);
  if (first === undefined) throw new Error(`nothing was trained with ${kind}`);
  return others.reduce((best, other) => (other.testAccuracy > best.testAccuracy ? other : best), first);
}
