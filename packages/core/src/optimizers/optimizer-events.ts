/** The shared record of an optimizer: loaded states, what they are loaded into, and which scheduler writes which field. */
import type { ParameterArray } from "./parameter-array.js";
import type { OptimizerState } from "./state.js";

/** A scheduler that writes a field of the groups. */
export interface FieldWriter {
  /** The optimizer's state was loaded: its groups and its count have changed. */
  stateLoaded(): void;
}

/**
 * The arrays and groups that a loaded state replaces. Also available after an interrupted update, when the optimizer's
 * own methods throw.
 */
export interface LoadTarget {
  readonly groups: readonly object[];
  readonly params: readonly ParameterArray[];
  /** The current state, with views of the arrays. */
  readonly state: OptimizerState;
}

/** The shared record of one optimizer. */
export class OptimizerEvents {
  /** Whether the optimizer reports when its state is loaded. Ours do. */
  announcesLoads = false;
  /** Null: only the methods of the optimizer return it. */
  target: LoadTarget | null = null;
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
export function announceLoads(optimizer: object, target: LoadTarget | null = null): OptimizerEvents {
  const own = eventsOf(optimizer);
  own.announcesLoads = true;
  own.target = target;
  return own;
}

/** The arrays and groups that a loaded state replaces; null: only the optimizer's methods return them. */
export function loadTargetOf(optimizer: object): LoadTarget | null {
  return events.get(optimizer)?.target ?? null;
}
