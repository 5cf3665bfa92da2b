/** Notifies schedulers that a value has changed, because a rule received a metric. */

export interface ChangeListener {
  /** Called when functions of the step that depend on a metric have new values. */
  curvesChanged(): void;
}

/** Listeners are held weakly: a rule may outlive many schedulers. */
export class ChangeSource {
  readonly #listeners = new Set<WeakRef<ChangeListener>>();

  add(listener: ChangeListener): void {
    for (const reference of this.#listeners) {
      const held = reference.deref();
      if (held === listener) return;
      if (held === undefined) this.#listeners.delete(reference);
    }
    this.#listeners.add(new WeakRef(listener));
  }

  notify(): void {
    for (const reference of this.#listeners) reference.deref()?.curvesChanged();
  }
}

const sources = new WeakMap<object, ChangeSource>();

/** Records the source that a function of the step depends on. */
export function dependsOn(curve: object, source: ChangeSource): void {
  sources.set(curve, source);
}

/** The source that a function depends on; undefined: unknown. */
export function sourceOf(curve: object): ChangeSource | undefined {
  return sources.get(curve);
}
