/** The callable that people hold: a tree that answers `lr(step)`. */
import { isFunction } from "../arguments.js";
import { describe, InvalidArgumentError } from "../errors.js";
import { type Compiled, compile } from "../evaluate/compile.js";
import { type ScheduleDocument, toDocument } from "../tree/document.js";
import type { ScheduleDraft } from "../tree/draft.js";
import type { ScheduleNode } from "../tree/node.js";
import { normalize } from "../tree/normalize.js";

/**
 * A pure function `step -> value` in float64 that carries the tree it was made from.
 *
 * It holds no counter and no optimizer: asking for the same step gives the same bits, in any order, on any engine.
 * Where a number is needed, as in `2 * lr`, it throws InvalidArgumentError: call `lr(step)`. As text it is its tree.
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

/** Gives a normalized tree its callable. The tree is compiled when it is first evaluated: many are only data. */
export function createSchedule(node: ScheduleNode): Schedule {
  let compiled: Compiled | undefined;
  const made = asSchedule((step: number): number => {
    if (!Number.isFinite(step)) throw new InvalidArgumentError("step", step, "a finite number");
    compiled ??= compile(node);
    return compiled.at(step);
  }, node);
  fills.set(made, (out, start) => {
    compiled ??= compile(node);
    compiled.fill(out, start);
  });
  return made;
}

/** The schedule of a tree that a constructor has put together. */
export function build(tree: ScheduleDraft): Schedule {
  return createSchedule(normalize(tree));
}

/** Gives a function all that makes it a schedule. */
export function asSchedule(call: (...args: never[]) => unknown, node: ScheduleNode): Schedule {
  const text = () => `schedule ${describe(node)}`;
  const inspected = () => {
    const { kind, ...fields } = node;
    return `[Schedule: ${kind} ${describe(fields)}]`;
  };
  return Object.defineProperties(refusingArithmetic(call, text), {
    name: { value: "schedule" },
    node: { value: node, enumerable: true },
    toJSON: { value: () => toDocument(node) },
    // What console.log prints in Node.
    [Symbol.for("nodejs.util.inspect.custom")]: { value: inspected },
  }) as unknown as Schedule;
}

/** A function of the step that throws where it is used as a number: `2 * lr` would be NaN, and train nothing. */
export function refusingArithmetic<Call extends (...args: never[]) => unknown>(
  call: Call,
  text: () => string,
): Call {
  return Object.defineProperties(call, {
    toString: { value: text },
    [Symbol.toPrimitive]: {
      value(hint: string) {
        if (hint === "string") return text();
        const expected = "asked for a step: call lr(step) where a number is needed";
        throw new InvalidArgumentError("schedule", call, expected);
      },
    },
  });
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
