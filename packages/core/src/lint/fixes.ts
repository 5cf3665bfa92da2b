/** The code of fixes: expressions over `schedule` that every schedule understands. */

/** A factor as a number that can be written down; that of two rates far apart may overflow. */
function written(factor: number): number {
  return Math.min(factor, Number.MAX_VALUE);
}

/** Everything happens `steps` earlier. */
export function earlier(steps: number): string {
  return `shift({ schedule, steps: ${-steps} })`;
}

/** The same curve over `factor` times as many steps. */
export function stretched(factor: number): string {
  return `scheduleFromTree({ kind: "time", scale: ${1 / factor}, child: schedule.node })`;
}

/** As at `step` from there on. */
export function heldFrom(step: number): string {
  return `scheduleFromTree({ kind: "time", maximum: ${step}, child: schedule.node })`;
}

/** As at `step` until then. */
export function heldUntil(step: number): string {
  return `scheduleFromTree({ kind: "time", minimum: ${step}, child: schedule.node })`;
}

export function notBelow(minimum: number): string {
  return `clamp({ schedule, minimum: ${minimum} })`;
}

export function scaled(factor: number): string {
  return `scale({ schedule, factor: ${written(factor)} })`;
}

/** With a warm-up of the whole over its first `steps` steps. */
export function warmedUp(steps: number): string {
  return `product({ schedules: [schedule, warmupConstant({ peak: 1, warmupSteps: ${steps}, warmupRule: "(t+1)/W" })] })`;
}

/** Times `factor` before the step, as it is from there on. */
export function scaledBefore(step: number, factor: number): string {
  return `product({ schedules: [schedule, piecewiseConstant({ boundaries: [${step}], values: [${written(factor)}, 1] })] })`;
}

/** Lowered more and more between two steps, to `factor` times what it was. */
export function loweredBetween(from: number, to: number, factor: number): string {
  return `product({ schedules: [schedule, piecewiseInterpolated({ points: [[${from}, 1], [${to}, ${written(factor)}]] })] })`;
}

/** The first `steps` steps in `wanted`, and what comes after them so much earlier or later. */
export function warmUpInstead(steps: number, wanted: number): string {
  const rise = `scheduleFromTree({ kind: "time", scale: ${steps / wanted}, child: schedule.node })`;
  return `join({ schedules: [${rise}, shift({ schedule, steps: ${wanted - steps} })], boundaries: [${wanted}], rebase: false, labels: ["warm-up", "main"] })`;
}
