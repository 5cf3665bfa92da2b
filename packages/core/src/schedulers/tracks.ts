/** Writes curves into groups: all or, when anything is refused, nothing. */
import { InvalidArgumentError } from "../errors.js";
import type { OpenGroup } from "./groups.js";
import type { FieldCurve, ScheduleFunction } from "./plan.js";

interface Target {
  readonly group: OpenGroup;
  readonly factor: number;
  /** What the field held before there was a scheduler. */
  readonly before: unknown;
}

/** One curve, and every group whose field follows it. */
class Track {
  /** The value of the curve that the groups have now. */
  value = Number.NaN;
  next = Number.NaN;
  readonly targets: Target[] = [];

  constructor(
    readonly field: string,
    readonly curve: ScheduleFunction,
    /** As errors name it: `momentum of groups[1]`. */
    readonly path: string,
  ) {}

  write(value: number): void {
    const { targets, field } = this;
    for (let i = 0; i < targets.length; i++) {
      const { group, factor } = targets[i] as Target;
      if (field === "lr") group.lr = value * factor;
      else if (field === "betas") group.betas = [value * factor, ...(group.betas as number[]).slice(1)];
      else group[field] = value * factor;
    }
  }

  /** Undoes a write that was broken off. */
  restore(): void {
    if (!Number.isNaN(this.value)) this.write(this.value);
    else
      for (const { group, before } of this.targets) (group as Record<string, unknown>)[this.field] = before;
  }
}

export class Tracks {
  readonly #tracks: readonly Track[];

  /** @throws InvalidArgumentError when a group has no such field. */
  constructor(groups: readonly OpenGroup[], curves: readonly (readonly FieldCurve[])[]) {
    const tracks = new Map<string, Map<ScheduleFunction, Track>>();
    for (const [i, group] of groups.entries()) {
      for (const { field, curve, factor } of curves[i] ?? []) {
        checkField(group, field, i);
        const ofField = tracks.get(field) ?? new Map<ScheduleFunction, Track>();
        tracks.set(field, ofField);
        const track = ofField.get(curve) ?? new Track(field, curve, `${field} of groups[${i}]`);
        ofField.set(curve, track);
        track.targets.push({ group, factor, before: group[field] });
      }
    }
    this.#tracks = [...tracks.values()].flatMap((ofField) => [...ofField.values()]);
  }

  /**
   * Gives every field the value of its curve at `step`.
   * @throws InvalidArgumentError when a curve gives no finite number, or a group refuses its value: nothing is changed.
   */
  write(step: number): void {
    const tracks = this.#tracks;
    for (let i = 0; i < tracks.length; i++) {
      const track = tracks[i] as Track;
      const value = track.curve(step);
      if (!Number.isFinite(value)) {
        throw new InvalidArgumentError(`${track.path} at step ${step}`, value, "a finite number");
      }
      track.next = value;
    }
    let done = 0;
    try {
      for (; done < tracks.length; done++) {
        const track = tracks[done] as Track;
        track.write(track.next);
      }
    } catch (error) {
      for (let i = 0; i <= done; i++) tracks[i]?.restore();
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
