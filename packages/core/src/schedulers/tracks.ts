/** Writes curves into groups: all of them, or nothing if anything fails. */
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { type OpenGroup, refuseReadOnly } from "./groups.js";
import { LookAhead } from "./look-ahead.js";
import type { FieldCurve, ScheduleFunction } from "./plan.js";

/** A field of a group that follows a curve. */
class Target {
  /** The value of the field before any scheduler changed it. */
  readonly #before: unknown;

  constructor(
    readonly group: OpenGroup,
    readonly field: string,
    readonly factor: number,
    /** The index of the group. */
    readonly index: number,
  ) {
    this.#before = group[field];
  }

  /** The field's value. @throws InvalidArgumentError when it is not finite */
  valueOf(value: number): number {
    const own = value * this.factor;
    if (Number.isFinite(own)) return own;
    throw new InvalidArgumentError(`${this.field} of groups[${this.index}]`, own, "a finite number");
  }

  set(value: number): void {
    const { group, field } = this;
    const own = this.valueOf(value);
    // A literal property name is faster than a computed one.
    if (field === "lr") group.lr = own;
    else if (field === "momentum") group.momentum = own;
    else if (field === "betas") group.betas = [own, ...(group.betas as number[]).slice(1)];
    else group[field] = own;
  }

  /** Undoes a write: `value` is the curve's previous value, NaN if there was none. */
  restore(value: number): void {
    if (Number.isNaN(value)) Object.assign(this.group, { [this.field]: this.#before });
    else this.set(value);
  }
}

/** One curve, and every field that follows it. */
class Track extends LookAhead {
  readonly targets: Target[] = [];
  readonly field: string;
  /** The current value in the groups, NaN before the first, and the next value. */
  present = Number.NaN;
  next = Number.NaN;
  readonly #check: FieldCurve["check"];

  constructor(
    { curve, check, field }: FieldCurve,
    /** The name for errors: `momentum of groups[1]`. */
    readonly path: string,
  ) {
    super(curve);
    this.field = field;
    this.#check = check;
  }

  /** @throws InvalidArgumentError if the curve returns no finite number, or has no value for the step. */
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
  /** The names of the written fields. */
  readonly fields: readonly string[];
  readonly #groups: readonly OpenGroup[];
  readonly #tracks: readonly Track[];
  /** The only track and field in the usual case. A fast path: with a thousand schedulers, every access counts. */
  readonly #only: Track | null;
  readonly #onlyTarget: Target | null;

  /** @throws InvalidArgumentError if a group has no such field. */
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
    this.fields = [...tracks.keys()];
    this.#groups = [...groups];
    this.#tracks = [...tracks.values()].flatMap((ofField) => [...ofField.values()]);
    const [first] = this.#tracks;
    const isOne = first !== undefined && this.#tracks.length === 1 && first.targets.length === 1;
    this.#only = isOne ? first : null;
    this.#onlyTarget = isOne ? (first.targets[0] as Target) : null;
  }

  /** Whether these are the groups that are written: the optimizer's list may have been replaced. */
  isOf(groups: readonly OpenGroup[]): boolean {
    const own = this.#groups;
    if (groups.length !== own.length) return false;
    for (let i = 0; i < own.length; i++) if (groups[i] !== own[i]) return false;
    return true;
  }

  /** @throws InvalidArgumentError when a curve gives no finite number for the step. */
  check(step: number): void {
    for (const track of this.#tracks) {
      const value = track.at(step);
      for (const target of track.targets) target.valueOf(value);
    }
  }

  /**
   * Sets every field to the value of its curve at `step`.
   * @throws InvalidArgumentError if a curve returns no finite number, or a group rejects its value; nothing has
   * changed.
   */
  write(step: number): void {
    const only = this.#only;
    if (only === null) {
      this.#writeAll(step, this.#tracks);
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

  /** The same for some fields only. @throws InvalidArgumentError as `write` does. */
  writeFields(step: number, isWritten: (field: string) => boolean): void {
    this.#writeAll(
      step,
      this.#tracks.filter(({ field }) => isWritten(field)),
    );
  }

  #writeAll(step: number, tracks: readonly Track[]): void {
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i] as Track;
      track.next = track.at(step);
    }
    let written = 0;
    try {
      for (let i = 0; i < tracks.length; i++) {
        const { targets, next } = tracks[i] as Track;
        for (let j = 0; j < targets.length; j++, written++) (targets[j] as Target).set(next);
      }
    } catch (error) {
      const targets = tracks.flatMap(({ targets, present }) =>
        targets.map((target) => ({ target, present })),
      );
      for (const { target, present } of targets.slice(0, written)) target.restore(present);
      const refused = targets[written];
      if (refused !== undefined) refuseReadOnly(refused.target);
      throw error;
    }
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i] as Track;
      track.present = track.next;
    }
  }
}

function checkField(group: OpenGroup, field: string, index: number): void {
  const path = `groups[${index}].${field}`;
  const held = group[field];
  refuseReadOnly({ group, field, index });
  if (field === "betas") {
    if (!isArray(held) || held.length === 0) throw new InvalidArgumentError(path, held, "a list of betas");
  } else if (field !== "lr" && typeof held !== "number") {
    throw new InvalidArgumentError(path, held, "a number, so that it can be scheduled");
  }
}
