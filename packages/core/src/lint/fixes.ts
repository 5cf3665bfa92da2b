/** The code of fixes: expressions over `schedule` that work for every schedule. */

/** A factor that can be written as a number; the ratio of two very different rates may overflow or underflow. */
function written(factor: number): number {
  return factor > 0 ? Math.max(Number.MIN_VALUE, Math.min(factor, Number.MAX_VALUE)) : factor;
}

/** Everything `steps` earlier. */
export function earlier(steps: number): string {
  return `shift({ schedule, steps: ${-steps} })`;
}

/** The same curve over `factor` times as many steps. */
export function stretched(factor: number): string {
  return `scheduleFromTree({ kind: "time", scale: ${written(1 / factor)}, child: schedule.node })`;
}

/** Constant from `step` on. */
export function heldFrom(step: number): string {
  return `scheduleFromTree({ kind: "time", maximum: ${step}, child: schedule.node })`;
}

/** Constant until `step`. */
export function heldUntil(step: number): string {
  return `scheduleFromTree({ kind: "time", minimum: ${step}, child: schedule.node })`;
}

export function notBelow(minimum: number): string {
  return `clamp({ schedule, minimum: ${minimum} })`;
}

export function scaled(factor: number): string {
  return `scale({ schedule, factor: ${written(factor)} })`;
}

/** With a warm-up of the whole schedule over its first `steps` steps. */
export function warmedUp(steps: number): string {
  return `product({ schedules: [schedule, warmupConstant({ peak: 1, warmupSteps: ${steps}, warmupRule: "(t+1)/W" })] })`;
}

/** Multiplied by `factor` before the step, unchanged from there on. */
export function scaledBefore(step: number, factor: number): string {
  return `product({ schedules: [schedule, piecewiseConstant({ boundaries: [${step}], values: [${written(factor)}, 1] })] })`;
}

/** Lowered gradually between two steps, to `factor` times its value. */
export function loweredBetween(from: number, to: number, factor: number): string {
  return `product({ schedules: [schedule, piecewiseInterpolated({ points: [[${from}, 1], [${to}, ${written(factor)}]] })] })`;
}

/** A rate, the rate at the other end of the curve, and the intended value of that other rate. */
export interface Mirror {
  readonly from: number;
  readonly to: number;
  readonly wanted: number;
}

/** The same curve from a step on, between the same rate and another one. */
export function mirroredFrom(step: number, mirror: Mirror): string {
  const other = mirrored(mirror);
  return step === 0
    ? other
    : `join({ schedules: [schedule, ${other}], boundaries: [${step}], rebase: false, labels: ["warm-up", "decay"] })`;
}

/** The same curve until a step, between another rate and the same one. */
export function mirroredUntil(step: number, mirror: Mirror): string {
  const other = mirrored(mirror);
  return `join({ schedules: [${other}, schedule], boundaries: [${step}], rebase: false, labels: ["warm-up", "main"] })`;
}

function mirrored({ from, to, wanted }: Mirror): string {
  const factor = (wanted - from) / (to - from);
  return `sum({ schedules: [scale({ schedule, factor: ${factor} }), constant({ value: ${from - factor * from} })] })`;
}

/** From the step `from` on, faster or slower so that the value at `to` is reached at `wanted`. */
export function stretchedAfter(from: number, to: number, wanted: number): string {
  if (from <= 0) return stretched(wanted / to);
  const rest = moved({ from, to }, { from, to: wanted });
  return `join({ schedules: [schedule, ${rest}], boundaries: [${from}], rebase: false })`;
}

/** The first `steps` steps in `wanted` steps; then the rest from there to `end`, if it has an end. */
export function warmUpInstead(
  steps: number,
  wanted: number,
  end: { readonly is: number; readonly wanted: number } | null,
): string {
  const rise = `scheduleFromTree({ kind: "time", scale: ${written(steps / wanted)}, child: schedule.node })`;
  const main =
    end === null
      ? `shift({ schedule, steps: ${wanted - steps} })`
      : moved({ from: steps, to: end.is }, { from: wanted, to: end.wanted });
  return `join({ schedules: [${rise}, ${main}], boundaries: [${wanted}], rebase: false, labels: ["warm-up", "main"] })`;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The curve of one span, moved and stretched to another. */
function moved(span: Span, wanted: Span): string {
  const scale = written((span.to - span.from) / (wanted.to - wanted.from));
  return `scheduleFromTree({ kind: "time", shift: ${wanted.from - span.from / scale}, scale: ${scale}, child: schedule.node })`;
}
