/** Writes curves into groups: all or, when anything is refused, nothing. */
import { InvalidArgumentError } from "../errors.js";
import type { OpenGroup } from "./groups.js";
import { LookAhead } from "./look-ahead.js";
import type { FieldCurve, ScheduleFunction } from "./plan.js";

/** A field of a group that follows a curve. */
class Target {
  constructor(
    readonly group: OpenGroup,
    readonly field: string,
    readonly factor: number,
  ) {}

  /** What the field holds. */
  get held(): unknown {
    return this.group[this.field];
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

  restore(held: unknown): void {
    Object.assign(this.group, { [this.field]: held });
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
        track.targets.push(new Target(group, field, factor));
      }
    }
    this.#tracks = [...tracks.values()].flatMap((ofField) => [...ofField.values()]);
    const [first] = this.#tracks;
    const isOne = first !== undefined && this.#tracks.length === 1 && first.targets.length === 1;
    this.#only = isOne ? first : null;
    this.#onlyTarget = isOne ? (first.targets[0] as Target) : null;
  }

  /**
   * Gives every field the value of its curve at `step`.
   * @throws InvalidArgumentError when a curve gives no finite number, or a group refuses its value: nothing is changed.
   */
  write(step: number): void {
    const only = this.#only;
    if (only === null) this.#writeAll(step);
    else (this.#onlyTarget as Target).set(only.at(step));
  }

  #writeAll(step: number): void {
    const tracks = this.#tracks;
    const values = tracks.map((track) => track.at(step));
    const before: unknown[] = [];
    try {
      for (let i = 0; i < tracks.length; i++) {
        for (const target of (tracks[i] as Track).targets) {
          const { held } = target;
          target.set(values[i] as number);
          before.push(held);
        }
      }
    } catch (error) {
      const written = tracks.flatMap(({ targets }) => targets);
      for (const [i, held] of before.entries()) written[i]?.restore(held);
      throw error;
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
