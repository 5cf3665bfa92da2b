/** Writes curves into groups: all or, when anything is refused, nothing. */
import { InvalidArgumentError } from "../errors.js";
import type { OpenGroup } from "./groups.js";
import { LookAhead } from "./look-ahead.js";
import type { FieldCurve, ScheduleFunction } from "./plan.js";

/** One curve, and every group whose field follows it. */
class Track extends LookAhead {
  /** The value of the curve that the groups have now. */
  value = Number.NaN;
  next = Number.NaN;
  readonly #groups: OpenGroup[] = [];
  readonly #factors: number[] = [];
  /** What the fields held before there was a scheduler. */
  readonly #before: unknown[] = [];
  readonly #check: FieldCurve["check"];

  constructor(
    readonly field: string,
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

  add(group: OpenGroup, factor: number): void {
    this.#groups.push(group);
    this.#factors.push(factor);
    this.#before.push(group[this.field]);
  }

  write(value: number): void {
    const { field } = this;
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as OpenGroup;
      const own = value * (this.#factors[i] as number);
      // By a name that is written here a field is found at once.
      if (field === "lr") group.lr = own;
      else if (field === "momentum") group.momentum = own;
      else if (field === "betas") group.betas = [own, ...(group.betas as number[]).slice(1)];
      else group[field] = own;
    }
  }

  /** The value of a step, where no other track has to be asked first. */
  writeAlone(step: number): void {
    const value = this.at(step);
    try {
      this.write(value);
    } catch (error) {
      this.restore();
      throw error;
    }
    this.value = value;
  }

  /** Undoes a write that was broken off. */
  restore(): void {
    if (!Number.isNaN(this.value)) this.write(this.value);
    else
      for (const [i, group] of this.#groups.entries())
        Object.assign(group, { [this.field]: this.#before[i] });
  }
}

export class Tracks {
  readonly #tracks: readonly Track[];
  /** The one track that there is, as a rule; null: there are more. */
  readonly #only: Track | null;

  /** @throws InvalidArgumentError when a group has no such field. */
  constructor(groups: readonly OpenGroup[], curves: readonly (readonly FieldCurve[])[]) {
    const tracks = new Map<string, Map<ScheduleFunction, Track>>();
    for (const [i, group] of groups.entries()) {
      for (const fieldCurve of curves[i] ?? []) {
        const { field, curve, factor } = fieldCurve;
        checkField(group, field, i);
        const ofField = tracks.get(field) ?? new Map<ScheduleFunction, Track>();
        tracks.set(field, ofField);
        const track = ofField.get(curve) ?? new Track(field, fieldCurve, `${field} of groups[${i}]`);
        ofField.set(curve, track);
        track.add(group, factor);
      }
    }
    this.#tracks = [...tracks.values()].flatMap((ofField) => [...ofField.values()]);
    const [first = null, second] = this.#tracks;
    this.#only = second === undefined ? first : null;
  }

  /**
   * Gives every field the value of its curve at `step`.
   * @throws InvalidArgumentError when a curve gives no finite number, or a group refuses its value: nothing is changed.
   */
  write(step: number): void {
    if (this.#only === null) this.#writeAll(step);
    else this.#only.writeAlone(step);
  }

  #writeAll(step: number): void {
    const tracks = this.#tracks;
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i] as Track;
      track.next = track.at(step);
    }
    let begun = 0;
    try {
      while (begun < tracks.length) {
        const track = tracks[begun++] as Track;
        track.write(track.next);
      }
    } catch (error) {
      for (const track of tracks.slice(0, begun)) track.restore();
      throw error;
    }
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i] as Track;
      track.value = track.next;
    }
  }
}

function checkField(group: OpenGroup, field: string, index: number): void {
  const path = `groups[${index}].${field}`;
  const held = group[field];
  if (field === "betas") {
    if (!Array.isArray(held) || held.length === 0)
      throw new InvalidArgumentError(path, held, "a list of betas");
  } else if (field !== "lr" && typeof held !== "number") {
    throw new InvalidArgumentError(path, held, "a number, to be scheduled");
  }
}
