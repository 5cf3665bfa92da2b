/** Writes curves into groups: all of them, or nothing if anything fails. */
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { type OpenGroup, refuseReadOnly } from "./groups.js";
import { RowsAhead } from "./look-ahead.js";
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
    /** The index of the curve. */
    readonly track: number,
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

/** One curve of one field. */
interface Track {
  readonly field: string;
  readonly curve: ScheduleFunction;
  /** The name for errors: `momentum of groups[1]`. */
  readonly path: string;
}

type Check = NonNullable<FieldCurve["check"]>;

export class Tracks {
  /** The names of the written fields. */
  readonly fields: readonly string[];
  readonly #groups: readonly OpenGroup[];
  /** The only group in the usual case. A fast path: with a thousand schedulers, every access counts. */
  readonly #onlyGroup: OpenGroup | null;
  readonly #tracks: readonly Track[];
  readonly #targets: readonly Target[];
  /** The functions that reject steps, and the first step that they may reject; -1: there are none. */
  readonly #checks: readonly Check[];
  readonly #checkedFrom: number;
  readonly #ahead: RowsAhead;
  /** The step whose values the groups hold; -1 before the first. */
  #written = -1;
  /** These values, by track, if a second call of the curves may return other values; null: it can't. */
  readonly #present: Float64Array | null;

  /** @throws InvalidArgumentError if a group has no such field. */
  constructor(groups: readonly OpenGroup[], curves: readonly (readonly FieldCurve[])[]) {
    const tracks: Track[] = [];
    const targets: Target[] = [];
    const checks = new Set<Check>();
    let checkedFrom = Number.POSITIVE_INFINITY;
    for (const [i, group] of groups.entries()) {
      for (const { field, curve, factor, check, checkedFrom: from = 0 } of curves[i] ?? []) {
        checkField(group, field, i);
        if (check !== undefined) {
          checks.add(check);
          checkedFrom = Math.min(checkedFrom, from);
        }
        let track = tracks.findIndex((each) => each.field === field && each.curve === curve);
        if (track < 0) track = tracks.push({ field, curve, path: `${field} of groups[${i}]` }) - 1;
        targets.push(new Target(group, field, factor, i, track));
      }
    }
    this.fields = [...new Set(tracks.map(({ field }) => field))];
    this.#groups = [...groups];
    this.#onlyGroup = groups.length === 1 ? (groups[0] as OpenGroup) : null;
    this.#tracks = tracks;
    this.#targets = targets;
    this.#checks = [...checks];
    this.#checkedFrom = checks.size === 0 ? -1 : checkedFrom;
    this.#ahead = new RowsAhead(tracks.map(({ curve }) => curve));
    this.#present = this.#ahead.arePure ? null : new Float64Array(tracks.length);
  }

  /** Whether these are the groups that are written: the optimizer's list may have been replaced. */
  isOf(groups: readonly OpenGroup[]): boolean {
    if (this.#onlyGroup !== null) return groups.length === 1 && groups[0] === this.#onlyGroup;
    const own = this.#groups;
    if (groups.length !== own.length) return false;
    for (let i = 0; i < own.length; i++) if (groups[i] !== own[i]) return false;
    return true;
  }

  /** @throws InvalidArgumentError if a curve returns no finite number for the step, or has no value for it. */
  check(step: number): void {
    this.#refuseStep(step);
    const row = this.#ahead.rowOf(step);
    const { values } = this.#ahead;
    this.#refuseInfinite(step, values, row, this.#targets);
    for (const target of this.#targets) target.valueOf(values[row + target.track] as number);
  }

  /**
   * Sets every field to the value of its curve at `step`.
   * @throws InvalidArgumentError if a curve returns no finite number, or a group rejects its value; nothing has
   * changed.
   */
  write(step: number): void {
    this.#refuseStep(step);
    const ahead = this.#ahead;
    const row = ahead.rowOf(step);
    this.#writeValues(step, ahead.values, row, this.#targets);
  }

  /** The same for some fields only. @throws InvalidArgumentError as `write` does. */
  writeFields(step: number, isWritten: (field: string) => boolean): void {
    this.#refuseStep(step);
    const values = this.#tracks.map(({ field, curve }, i) =>
      isWritten(field) ? curve(step) : (this.#present?.[i] ?? 0),
    );
    const targets = this.#targets.filter(({ field }) => isWritten(field));
    this.#writeValues(step, Float64Array.from(values), 0, targets);
  }

  /** @throws InvalidArgumentError if a curve has no value for the step. */
  #refuseStep(step: number): void {
    if (this.#checkedFrom < 0 || step < this.#checkedFrom) return;
    const checks = this.#checks;
    for (let i = 0; i < checks.length; i++) (checks[i] as Check)(step);
  }

  /** @throws InvalidArgumentError if the value of a target's curve is not a finite number. */
  #refuseInfinite(step: number, values: Float64Array, row: number, targets: readonly Target[]): void {
    for (let i = 0; i < targets.length; i++) {
      const { track } = targets[i] as Target;
      const value = values[row + track] as number;
      if (!Number.isFinite(value))
        throw new InvalidArgumentError(
          `${(this.#tracks[track] as Track).path} at step ${step}`,
          value,
          "a finite number",
        );
    }
  }

  /** @param row Where the values of the step start. */
  #writeValues(step: number, values: Float64Array, row: number, targets: readonly Target[]): void {
    this.#refuseInfinite(step, values, row, targets);
    let written = 0;
    try {
      for (; written < targets.length; written++) {
        const target = targets[written] as Target;
        target.set(values[row + target.track] as number);
      }
    } catch (error) {
      for (const target of targets.slice(0, written)) target.restore(this.#presentValue(target.track));
      const refused = targets[written];
      if (refused !== undefined) refuseReadOnly(refused);
      throw error;
    }
    this.#written = step;
    const present = this.#present;
    if (present === null) return;
    for (let i = 0; i < present.length; i++) present[i] = values[row + i] as number;
  }

  /** The current value of a curve, NaN before the first. */
  #presentValue(track: number): number {
    if (this.#written < 0) return Number.NaN;
    return this.#present?.[track] ?? (this.#tracks[track] as Track).curve(this.#written);
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
