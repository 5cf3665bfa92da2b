/**
 * Which code for Optax a node becomes. `to-optax.ts` writes it, and `toEngine` computes its rates in float32 to find its
 * rounding errors (`optax-rates.ts`).
 */
import type { ScheduleNode } from "@anneal/core";
import { rebased } from "./rebase.js";

type Node<Kind extends ScheduleNode["kind"]> = Extract<ScheduleNode, { kind: Kind }>;

/** The smallest positive float32 that JAX does not replace by 0. */
export const SMALLEST_FLOAT32 = 2 ** -126;
/** The shortest ramp. XLA multiplies the reciprocal of its length by other constants, which must stay finite. */
const SHORTEST_RAMP = 2 ** -64;

/**
 * A time as it is written: 0 if JAX replaces it by 0. Python would otherwise compare a count that is an int with a number
 * that JAX, which computes the rest, does not have.
 */
export function writtenTime(value: number): number {
  return Math.abs(value) < SMALLEST_FLOAT32 ? 0 : value;
}

/** Whether a count is written as an int. Whole numbers are, as long as JAX's ints hold them. */
export function isInt(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}

/**
 * The ramp with its end moved if it is too short for float32, where 0 / 0 would be NaN. Such a ramp is between two
 * updates, so its exact length does not matter.
 */
export function withFloat32Length(ramp: Node<"ramp">): Node<"ramp"> {
  const length = ramp.end - ramp.start;
  return length > 0 && length < SHORTEST_RAMP ? { ...ramp, end: ramp.start + SHORTEST_RAMP } : ramp;
}

/** A schedule of Optax, or the helper `ramp`. */
export type RampForm =
  | "exponential_decay"
  | "linear_schedule"
  | "polynomial_schedule"
  | "cosine_decay_schedule"
  | "ramp";

/** @param fromZero Whether the ramp is never evaluated before 0, where some of Optax's schedules differ. */
export function rampForm(ramp: Node<"ramp">, fromZero: boolean): RampForm {
  const { start, end, from, to, easing } = ramp;
  const holdsAfter = ramp.after === "hold";
  const holdsBefore = ramp.before === "hold" || (fromZero && start <= 0);
  if (end === start || easing.timeExponent !== 1 || !holdsBefore) return "ramp";
  if (ramp.interpolation === "geometric") {
    return start === 0 && !holdsAfter && easing.kind === "linear" ? "exponential_decay" : "ramp";
  }
  if (!holdsAfter || start < 0) return "ramp";
  if (easing.kind === "linear") return "linear_schedule";
  if (easing.kind === "reversePower") {
    if (easing.exponent === 1) return "linear_schedule";
    // Under jit the remainder of Optax's ramp may end at -6e-8, whose fractional powers are NaN.
    return Number.isInteger(easing.exponent) ? "polynomial_schedule" : "ramp";
  }
  const isHalfCosine = easing.kind === "cosine" && easing.halfCycles === 1;
  const hasRatio = from !== 0 && Number.isFinite(to / from);
  return isHalfCosine && hasRatio && start === 0 && fromZero ? "cosine_decay_schedule" : "ramp";
}

/**
 * The period by which the helper `ramp` reduces the time, because the angle of a count far beyond the end would lose
 * digits in float32; null: the ramp is not a wave that continues beyond its end.
 */
export function wavePeriod({ start, end, easing, after }: Node<"ramp">): number | null {
  const isWave = easing.kind === "cosine" && easing.timeExponent === 1 && easing.halfCycles > 0;
  return isWave && after === "extend" && end > start ? (2 * (end - start)) / easing.halfCycles : null;
}

/** Whether stairs are Optax's own schedule, which multiplies by the quotient of two values at each boundary. */
export function isPiecewiseConstant({ boundaries, values, side }: Node<"stairs">): boolean {
  return (
    side === "right" &&
    values.every((value, i) => value > 0 && isNormal(value / (values[i - 1] ?? value))) &&
    new Set(boundaries.map(writtenTime)).size === boundaries.length
  );
}

/** Whether float32 holds a positive number with all its digits. */
function isNormal(value: number): boolean {
  return value >= SMALLEST_FLOAT32 && value < 2 ** 128;
}

/** The ramp that a clock with equal steps makes Optax's decay by stairs; null: it does not. */
export function staircaseOf(node: Node<"time">, fromZero: boolean): Node<"ramp"> | null {
  const { child, shift, scale, minimum, maximum, quantum } = node;
  const isStaircase =
    child.kind === "ramp" &&
    quantum === child.end &&
    shift === 0 &&
    scale === 1 &&
    minimum === null &&
    maximum === null &&
    fromZero;
  if (!isStaircase || child.interpolation !== "geometric" || child.after !== "extend") return null;
  const { start, end, easing } = child;
  const isLine = start === 0 && easing.kind === "linear" && easing.timeExponent === 1;
  return isLine && reachesWholes(end) ? child : null;
}

/** Whether whole multiples of a length are whole numbers of lengths when XLA multiplies by its reciprocal in float32. */
function reachesWholes(length: number): boolean {
  return Math.fround(1 / Math.fround(length)) * Math.fround(length) >= 1;
}

/** Whether the child of a changed clock is never evaluated before 0. */
export function isChildFromZero({ shift, minimum }: Node<"time">, fromZero: boolean): boolean {
  return (fromZero && shift <= 0) || (minimum !== null && minimum >= 0);
}

/** The schedules of `optax.join_schedules`, each from its own start; null: the helper `parts` joins them. */
export function joinedSchedules({ children, boundaries, rebase, side }: Node<"join">): ScheduleNode[] | null {
  if (side !== "right") return null;
  const own = children.map((child, i) =>
    rebase || i === 0 ? child : rebased(child, boundaries[i - 1] as number),
  );
  return own.every((child) => child !== null) ? own : null;
}
