/** Trains with several rates on the same budget: as constant rates, and as peaks of a schedule. */
import { constant, type Schedule, warmupCosine } from "@anneal/core";
import { mean } from "../compare-states.js";
import type { Digits } from "./digits.js";
import { type Outcome, train } from "./train.js";

export interface Budget {
  /** Constant rates for one kind of run, peaks of schedules for the other. */
  readonly rates: readonly number[];
  /** Every rate is trained once with each seed, to average out chance. */
  readonly seeds: readonly number[];
  /** The number of steps of every run. */
  readonly steps: number;
  readonly batchSize: number;
}

export type Kind = "warm-up and cosine" | "constant";

/** The results of a rate, as means over the seeds. */
export interface Contender {
  readonly kind: Kind;
  readonly rate: number;
  readonly schedule: Schedule;
  /** The mean over the last tenth of the steps. */
  readonly trainingLoss: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** The lowest and highest accuracy over the seeds. */
  readonly accuracyRange: readonly [number, number];
  /** The mean loss of each batch with the first seed. */
  readonly losses: Float32Array;
}

/** Callbacks for progress. */
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

/** A schedule that rises over the first tenth of the steps and falls to 0 at the last. */
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

/** The contender of a kind that recognizes most of the test digits. */
export function bestOf(contenders: readonly Contender[], kind: Kind): Contender {
  const [first, ...others] = contenders.filter((contender) => contender.kind === kind);
  if (first === undefined) throw new Error(`nothing was trained with ${kind}`);
  return others.reduce((best, other) => (other.testAccuracy > best.testAccuracy ? other : best), first);
}
