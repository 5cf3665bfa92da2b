/** Tells those who have written a value that it has changed: a rule was given a metric. */

export interface ChangeListener {
  /** Functions of the step that depend on a metric have other values from now on. */
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

/** Says which source a function of the step depends on. */
export function dependsOn(curve: object, source: ChangeSource): void {
  sources.set(curve, source);
}

/** The source that a function depends on; undefined: it doesn't say. */
export function sourceOf(curve: object): ChangeSource | undefined {
  return sources.get(curve);
}
