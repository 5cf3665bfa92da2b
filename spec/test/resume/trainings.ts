/** Optimizers that a run may use, each with its own way of being saved and loaded. */
import { AdamW as HostAdamW, type ScheduledOptimizer } from "@anneal/core";
import { AdamW as WasmAdamW } from "@anneal/wasm";

/** A saved optimizer. */
export type Saved = unknown;

export interface Training {
  readonly optimizer: ScheduledOptimizer;
  /** Makes an update. @returns The rate of each group in it. */
  update(): readonly number[];
  save(): Saved;
  load(saved: Saved): void;
}

export interface Engine {
  readonly name: string;
  /** Whether it counts its updates and doesn't say when that count is loaded. */
  readonly countsSilently?: true;
  /** How many runs of it a law takes: those of the module have a memory each, and the same class as the host's. */
  readonly runs: number;
  /** Whether it says when it is loaded: ours do. */
  readonly announces: boolean;
  create(rates: readonly number[]): Training;
}

function ours(Class: typeof HostAdamW, rates: readonly number[]): Training {
  const optimizer = new Class(
    rates.map((lr) => ({ params: [1], lr })),
    {},
  );
  const grads = rates.map(() => Float32Array.of(1));
  return {
    optimizer,
    update: () => optimizer.step({ grads }).lr,
    save: () => structuredClone(optimizer.stateDict()),
    load: (saved) => optimizer.loadStateDict(saved as ReturnType<typeof optimizer.stateDict>),
  };
}

/** Another library's optimizer, whose groups are replaced when it is loaded. */
function foreign(rates: readonly number[], counts: boolean): Training {
  const optimizer = {
    paramGroups: rates.map((lr) => ({ lr, momentum: 0.9 })),
    ...(counts ? { stepCount: 0 } : {}),
  };
  return {
    optimizer,
    update() {
      if (optimizer.stepCount !== undefined) optimizer.stepCount++;
      return optimizer.paramGroups.map(({ lr }) => lr);
    },
    save: () => JSON.stringify(optimizer),
    load: (saved) => void Object.assign(optimizer, JSON.parse(saved as string)),
  };
}

export const engines: readonly Engine[] = [
  {
    name: "AdamW on the host",
    runs: 25,
    announces: true,
    create: (rates) => ours(HostAdamW, rates),
  },
  {
    name: "AdamW on the module",
    runs: 4,
    announces: true,
    create: (rates) => ours(WasmAdamW as unknown as typeof HostAdamW, rates),
  },
  {
    name: "another optimizer",
    runs: 25,
    announces: false,
    create: (rates) => foreign(rates, false),
  },
  {
    name: "another optimizer that counts",
    countsSilently: true,
    runs: 25,
    announces: false,
    create: (rates) => foreign(rates, true),
  },
];
