/** The training runs of the language model: five schedules in two lengths. */
import {
  constant,
  join,
  type Schedule,
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";

export const LENGTHS = [1500, 3000] as const;
export const SEED = 1;
/** The number of updates between two measurements. */
export const EVERY = 25;

const peak = 5e-3;
const warmupSteps = 100;

const shapes = {
  cosine: (totalSteps: number) => warmupCosine({ peak, warmupSteps, totalSteps, end: peak / 10 }),
  constant: () => warmupConstant({ peak, warmupSteps }),
  /** Cut to 0.3 of the peak halfway. */
  drop: (totalSteps: number) =>
    join({
      schedules: [warmupConstant({ peak, warmupSteps }), constant({ value: 0.3 * peak })],
      boundaries: [totalSteps / 2],
    }),
  linear: (totalSteps: number) => warmupLinear({ peak, warmupSteps, totalSteps, end: 0 }),
  "stable-decay": (totalSteps: number) =>
    warmupStableDecay({ peak, warmupSteps, totalSteps, decaySteps: totalSteps / 5, end: peak / 20 }),
};

export interface LanguageModelRun {
  /** The shape and the number of updates, such as `cosine-1500`; also the name of the file. */
  readonly name: string;
  readonly schedule: Schedule;
  readonly totalSteps: number;
}

export const runs: readonly LanguageModelRun[] = LENGTHS.flatMap((totalSteps) =>
  Object.entries(shapes).map(([shape, schedule]) => ({
    name: `${shape}-${totalSteps}`,
    schedule: schedule(totalSteps),
    totalSteps,
  })),
);
