/** Composer's times in a run. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { Fields, text, wholeNumber } from "@anneal/core/arguments";
import type { Group } from "../lowering/definition.js";

/** The units of schedules: epochs and fractions are converted to batches, samples or tokens. */
export type Unit = "ba" | "sp" | "tok";

/** A time of the schedule. */
export interface Time {
  readonly value: number;
  readonly unit: Unit;
}

/** A time as written. */
interface WrittenTime {
  readonly value: number;
  readonly unit: Unit | "ep" | "dur";
}

const UNITS = ["ep", "ba", "sp", "tok", "dur"] as const;
const TIME = /^\s*(?<number>\+?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(?<unit>ep|ba|sp|tok|dur)$/i;

/**
 * @throws InvalidArgumentError for anything but a time, and for wall-clock times and iterations, which are not
 * supported.
 */
export function readTime(argument: string, value: unknown): WrittenTime {
  const { number = "", unit = "" } = TIME.exec(text(argument, value))?.groups ?? {};
  const amount = Number(number.replaceAll("_", ""));
  const lower = unit.toLowerCase() as WrittenTime["unit"];
  if (unit === "" || (lower !== "dur" && !Number.isSafeInteger(amount))) {
    throw new InvalidArgumentError(
      argument,
      value,
      `a time: a whole number and one of ${UNITS.join(", ")}; a fraction of dur`,
    );
  }
  return { value: amount, unit: lower };
}

/** Times of a run. */
export class RunTimes {
  readonly #fields: Fields<"maxDuration" | "dataloaderLen" | "batchSize" | "tokensPerBatch" | "ssr">;
  /** `max_duration` as written. */
  readonly maxDuration: WrittenTime;
  readonly ssr: number;

  /** @throws InvalidArgumentError if the options have no run, or lack a required field of it. */
  constructor({ context: { options } }: Group) {
    const names = ["maxDuration", "dataloaderLen", "batchSize", "tokensPerBatch", "ssr"] as const;
    this.#fields = new Fields("a run", "run", options.run, names, "run.");
    this.maxDuration = this.#fields.read("maxDuration", readTime);
    this.ssr = this.#fields.positive("ssr", 1);
    if (this.maxDuration.unit === "dur") {
      throw new InvalidArgumentError("run.maxDuration", options.run?.maxDuration, "in ep, ba, sp or tok");
    }
  }

  /**
   * A time in the units of schedules. Fractions of a run are not scaled, because the run already is.
   * @param ssr The factor, by default the scale schedule ratio of the run.
   */
  convert(argument: string, value: unknown, ssr = this.ssr): Time {
    const time = readTime(argument, value);
    const { maxDuration } = this;
    if (time.unit === "dur") {
      const { unit, value: total } = maxDuration;
      if (unit === "ep") return { value: Math.trunc(time.value * this.#epoch * total), unit: "ba" };
      return { value: Math.trunc(time.value * total), unit: unit as Unit };
    }
    const isEpochs = time.unit === "ep";
    const amount = isEpochs ? time.value * this.#epoch : time.value;
    return { value: Math.trunc(amount * ssr), unit: isEpochs ? "ba" : (time.unit as Unit) };
  }

  /** The run's length in `unit`, or in batches; null if the two can't be compared. */
  durationIn(unit: Unit): number | null {
    const { maxDuration } = this;
    if (maxDuration.unit === unit) return maxDuration.value;
    return unit === "ba" && maxDuration.unit === "ep" ? maxDuration.value * this.#epoch : null;
  }

  /** The run's length in steps. */
  get steps(): number {
    const { value, unit } = this.maxDuration;
    return unit === "ep" ? value * this.#epoch : Math.ceil(value / this.perStep(unit as Unit));
  }

  /** The amount of time per step. */
  perStep(unit: Unit): number {
    if (unit === "ba") return 1;
    return this.#fields.whole(unit === "sp" ? "batchSize" : "tokensPerBatch", 1);
  }

  /** The first step at or after a time. */
  firstStep({ value, unit }: Time): number {
    return Math.ceil(value / this.perStep(unit));
  }

  /** Converts a tree over times to a tree over steps. */
  bySteps(tree: ScheduleDraft, unit: Unit): ScheduleDraft {
    const scale = this.perStep(unit);
    return scale === 1 || tree.kind === "constant" ? tree : { kind: "time", child: tree, scale };
  }

  get #epoch(): number {
    return this.#fields.read("dataloaderLen", (argument, value) => wholeNumber(argument, value, 1));
  }
}

/** A time that is used as a divisor. */
export function divisorTime(argument: string, written: unknown, time: Time): Time {
  if (time.value === 0) throw new InvalidArgumentError(argument, written, "above 0, because it is a divisor");
  return time;
}
