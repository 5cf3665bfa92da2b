/** Writes curves into groups: all or, when anything is refused, nothing. */
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { type OpenGroup, refuseReadOnly } from "./groups.js";
import { LookAhead } from "./look-ahead.js";
import type { FieldCurve, ScheduleFunction } from "./plan.js";

/** A field of a group that follows a curve. */
class Target {
  /** What the field held before there was a scheduler. */
  readonly #before: unknown;

  constructor(
    readonly group: OpenGroup,
    readonly field: string,
    readonly factor: number,
    /** The place of the group. */
    readonly index: number,
  ) {
    this.#before = group[field];
  }

  set(value: number): void {
    const { group, field } = this;
    const own = value * this.factor;
    // By a name that is written here a field is found at once.
    if (field === "lr") group.lr = own;
    else if (field === "momentum") group.momentum = own;
    else if (field === "betas") group.betas = [own, ...(group.betas as number[]).slice(1)];
    else group[field] = own;
  }

  /** Undoes a write: `value` is the curve's before it, NaN where there was none. */
  restore(value: number): void {
    if (Number.isNaN(value)) Object.assign(this.group, { [this.field]: this.#before });
    else this.set(value);
  }
}

/** One curve, and every field that follows it. */
class Track extends LookAhead {
  readonly targets: Target[] = [];
  readonly #check: FieldCurve["check"];

  constructor(
    { curve, check }: FieldCurve,
    /** As errors name it: `momentum of groups[1]`. */
    readonly path: string,
  ) {
    super(curve);
    this.#check = check;
  }

  /** @throws InvalidArgumentError when the curve gives no finite number, or has none for the step. */
  at(step: number): number {
    this.#check?.(step);
    const value = this.valueAt(step);
    if (!Number.isFinite(value)) {
      throw new InvalidArgumentError(`${this.path} at step ${step}`, value, "a finite number");
    }
    return value;
  }
}

export class Tracks {
  readonly #tracks: readonly Track[];
  /** The one track and the one field that there are, as a rule: of a thousand schedulers little may be looked at. */
  readonly #only: Track | null;
  readonly #onlyTarget: Target | null;
  /** The value of each track that is in the groups, and the one that comes. */
  readonly #present: Float64Array;
  readonly #next: Float64Array;

  /** @throws InvalidArgumentError when a group has no such field. */
  constructor(groups: readonly OpenGroup[], curves: readonly (readonly FieldCurve[])[]) {
    const tracks = new Map<string, Map<ScheduleFunction, Track>>();
    for (const [i, group] of groups.entries()) {
      for (const fieldCurve of curves[i] ?? []) {
        const { field, curve, factor } = fieldCurve;
        checkField(group, field, i);
        const ofField = tracks.get(field) ?? new Map<ScheduleFunction, Track>();
        tracks.set(field, ofField);
        const track = ofField.get(curve) ?? new Track(fieldCurve, `${field} of groups[${i}]`);
        ofField.set(curve, track);
        track.targets.push(new Target(group, field, factor, i));
      }
    }
    this.#tracks = [...tracks.values()].flatMap((ofField) => [...ofField.values()]);
    const [first] = this.#tracks;
    const isOne = first !== undefined && this.#tracks.length === 1 && first.targets.length === 1;
    this.#only = isOne ? first : null;
    this.#onlyTarget = isOne ? (first.targets[0] as Target) : null;
    this.#present = new Float64Array(this.#tracks.length).fill(Number.NaN);
    this.#next = new Float64Array(this.#tracks.length);
  }

  /**
   * Gives every field the value of its curve at `step`.
   * @throws InvalidArgumentError when a curve gives no finite number, or a group refuses its value: nothing is changed.
   */
  write(step: number): void {
    const only = this.#only;
    if (only === null) {
      this.#writeAll(step);
      return;
    }
    const value = only.at(step);
    const target = this.#onlyTarget as Target;
    try {
      target.set(value);
    } catch (error) {
      refuseReadOnly(target);
      throw error;
    }
  }

  #writeAll(step: number): void {
    const tracks = this.#tracks;
    const present = this.#present;
    const next = this.#next;
    for (let i = 0; i < tracks.length; i++) next[i] = (tracks[i] as Track).at(step);
    let written = 0;
    try {
      for (let i = 0; i < tracks.length; i++) {
        const { targets } = tracks[i] as Track;
        for (let j = 0; j < targets.length; j++, written++) (targets[j] as Target).set(next[i] as number);
      }
    } catch (error) {
      const targets = tracks.flatMap((track, i) => track.targets.map((target) => ({ target, i })));
      for (const { target, i } of targets.slice(0, written)) target.restore(present[i] as number);
      const refused = targets[written];
      if (refused !== undefined) refuseReadOnly(refused.target);
      throw error;
    }
    for (let i = 0; i < tracks.length; i++) present[i] = next[i] as number;
  }
}

function checkField(group: OpenGroup, field: string, index: number): void {
  const path = `groups[${index}].${field}`;
  const held = group[field];
  refuseReadOnly({ group, field, index });
  if (field === "betas") {
    if (!isArray(held) || held.length === 0) throw new InvalidArgumentError(path, held, "a list of betas");
  } else if (field !== "lr" && typeof held !== "number") {
    throw new InvalidArgumentError(path, held, "a number, to be scheduled");
  }
}
