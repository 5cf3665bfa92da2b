/** The callable that people hold: a tree that answers `lr(step)`. */
import { isFunction } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { compile } from "../evaluate/compile.js";
import { type ScheduleDocument, toDocument } from "./document.js";
import type { ScheduleNode } from "./node.js";

/**
 * A pure function `step -> value` in float64 that carries the tree it was made from.
 *
 * It holds no counter and no optimizer: asking for the same step gives the same bits, in any order, on any engine.
 */
export interface Schedule {
  /**
   * The value at `step`, a finite number counted in updates from 0 (fractions are fine: the schedule is continuous).
   * @throws InvalidArgumentError when `step` is not a finite number.
   */
  (step: number): number;
  /** The tree: immutable plain data. */
  readonly node: ScheduleNode;
  /** What `JSON.stringify` writes and `fromJSON` reads. */
  toJSON(): ScheduleDocument;
}

/** Gives a normalised tree its callable. */
export function createSchedule(node: ScheduleNode): Schedule {
  const { at, fill } = compile(node);
  const call = (step: number): number => {
    if (!Number.isFinite(step)) throw new InvalidArgumentError("step", step, "a finite number");
    return at(step);
  };
  const schedule = Object.defineProperties(call, {
    node: { value: node, enumerable: true },
    toJSON: { value: () => toDocument(node) },
  }) as unknown as Schedule;
  fills.set(schedule, fill);
  return schedule;
}

const fills = new WeakMap<Schedule, (out: Float64Array, start: number) => void>();

/** The values at `out.length` steps from a whole one on: the bits of `schedule(step)`, sooner. */
export function fillSteps(schedule: Schedule, out: Float64Array, start: number): void {
  const fill = fills.get(schedule);
  // One that only looks like ours is asked for each step.
  if (fill === undefined) for (let i = 0; i < out.length; i++) out[i] = schedule(start + i);
  else fill(out, start);
}

/** Whether `value` is a schedule made by this library. */
export function isSchedule(value: unknown): value is Schedule {
  return isFunction(value) && "node" in value && "toJSON" in value;
}
