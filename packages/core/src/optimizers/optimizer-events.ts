/** The shared record of an optimizer's schedulers: loaded states, and which scheduler writes which field. */

/** A scheduler that writes a field of the groups. */
export interface FieldWriter {
  /** The optimizer's state was loaded: its groups and its count have changed. */
  stateLoaded(): void;
}

/** The shared record of the schedulers of one optimizer: who writes which field, and when a state was loaded. */
export class OptimizerEvents {
  /** Whether the optimizer reports when its state is loaded. Ours do. */
  announcesLoads = false;
  /** The count after the last loaded state; null: none was loaded. */
  countAtLoad: number | null = null;
  readonly #writers = new Map<string, FieldWriter>();

  /** Makes `writer` the writer of the field; the previous writer is no longer notified. */
  claim(field: string, writer: FieldWriter): void {
    this.#writers.set(field, writer);
  }

  isWriter(field: string, writer: FieldWriter): boolean {
    return this.#writers.get(field) === writer;
  }

  /** Called by the optimizer after its state is loaded. */
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
