/** What schedulers follow of an optimizer besides its groups: loaded states, and which scheduler writes which field. */

/** A scheduler that writes a field of the groups. */
export interface FieldWriter {
  /** The optimizer's state was loaded: its groups and its count are other ones. */
  stateLoaded(): void;
}

/** What schedulers over the same optimizer know of each other: who writes which field, and when a state was loaded. */
export class OptimizerEvents {
  /** Whether the optimizer says when its state is loaded. Ours do. */
  announcesLoads = false;
  /** What it counted when its state was loaded last; null: never. */
  countAtLoad: number | null = null;
  readonly #writers = new Map<string, FieldWriter>();

  /** From now on `writer` writes the field; an earlier writer of it is no longer notified. */
  claim(field: string, writer: FieldWriter): void {
    this.#writers.set(field, writer);
  }

  isWriter(field: string, writer: FieldWriter): boolean {
    return this.#writers.get(field) === writer;
  }

  /** To be called by the optimizer once its state is loaded. */
  stateLoaded(stepCount: number): void {
    this.countAtLoad = stepCount;
    for (const writer of new Set(this.#writers.values())) writer.stateLoaded();
  }
}

const events = new WeakMap<object, OptimizerEvents>();

/** The events of an optimizer; the same object at each call. */
export function eventsOf(optimizer: object): OptimizerEvents {
  const known = events.get(optimizer);
  if (known !== undefined) return known;
  const created = new OptimizerEvents();
  events.set(optimizer, created);
  return created;
}

/** For optimizers that call `stateLoaded` whenever they load a state. */
export function announceLoads(optimizer: object): OptimizerEvents {
  const own = eventsOf(optimizer);
  own.announcesLoads = true;
  return own;
}
