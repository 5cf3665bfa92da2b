/** The callable schedule: a tree with a value at each step, `lr(step)`. */
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
 * It has no counter and no optimizer: the same step gives the same bits, in any order, on any engine. Using it as a
 * number, as in `2 * lr`, throws InvalidArgumentError: call `lr(step)`. Converted to a string it is its tree.
 */
export interface Schedule {
  /**
   * The value at `step`, a finite number of updates from 0. Fractions are allowed: the schedule is continuous.
   * @throws InvalidArgumentError if `step` is not a finite number.
   */
  (step: number): number;
  /** The tree: immutable plain data. */
  readonly node: ScheduleNode;
  /** The result of `JSON.stringify`, which `fromJSON` reads. */
  toJSON(): ScheduleDocument;
}

/**
 * Creates the callable of a normalized tree. The tree is compiled on the first evaluation, because many schedules are
 * only data.
 */
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

/** The schedule of a tree that a constructor has assembled. */
export function build(tree: ScheduleDraft): Schedule {
  return createSchedule(normalize(tree));
}

/** Adds the properties of a schedule to a function. */
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
    // The output of console.log in Node.
    [Symbol.for("nodejs.util.inspect.custom")]: { value: inspected },
  }) as unknown as Schedule;
}

/**
 * A function of the step that throws if it is used as a number: `2 * lr` would be NaN, and training would do nothing.
 */
export function refusingArithmetic<Call extends (...args: never[]) => unknown>(
  call: Call,
  text: () => string,
): Call {
  return Object.defineProperties(call, {
    toString: { value: text },
    [Symbol.toPrimitive]: {
      value(hint: string) {
        if (hint === "string") return text();
        throw new InvalidArgumentError("schedule", call, "a number: call lr(step)");
      },
    },
  });
}

const fills = new WeakMap<Schedule, (out: Float64Array, start: number) => void>();

/** The values at `out.length` steps from a whole step on, with the bits of `schedule(step)`, but faster. */
export function fillSteps(schedule: Schedule, out: Float64Array, start: number): void {
  const fill = fills.get(schedule);
  // An object of the same form that is not ours is called for each step.
  if (fill === undefined) for (let i = 0; i < out.length; i++) out[i] = schedule(start + i);
  else fill(out, start);
}

/** Whether `value` is a schedule made by this library. */
export function isSchedule(value: unknown): value is Schedule {
  return isFunction(value) && "node" in value && "toJSON" in value;
}
