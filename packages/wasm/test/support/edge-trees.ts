/** Short trees for tests of the places where an evaluation changes its way. */
import type { ScheduleDraft } from "@anneal/core";

export type Ramp = Extract<ScheduleDraft, { kind: "ramp" }>;
type Easing = NonNullable<Ramp["easing"]>;

export const extended = { before: "extend", after: "extend" } as const;
export const wave: Easing = { kind: "cosine" };
export const ramp = (end: number, others: Partial<Ramp> = {}): Ramp => ({
  kind: "ramp",
  start: 0,
  end,
  from: 0.1,
  to: 0.3,
  ...others,
});
export const line = (start: number, end: number): Ramp => ({
  kind: "ramp",
  start,
  end,
  from: 0,
  to: 1,
  ...extended,
});
export const decay = (end: number, to: number): Ramp => ({
  kind: "ramp",
  start: 0,
  end,
  from: 1,
  to,
  interpolation: "geometric",
});
export const cycles = (length: number, child: ScheduleDraft, multiplier = 1): ScheduleDraft => ({
  kind: "cycles",
  length,
  multiplier,
  child,
  afterwards: 7,
});
export const time = (scale: number, child: ScheduleDraft, shift = 0): ScheduleDraft => ({
  kind: "time",
  shift,
  scale,
  child,
});
export const steady = (value: number): ScheduleDraft => ({ kind: "constant", value });
/** A sum with nothing, which evaluates ranges at once even where its parts don't. */
export const sum = (child: ScheduleDraft): ScheduleDraft => ({ kind: "sum", children: [child, steady(0)] });
export const powerOf = (offset: number, exponent: number, scale = 1, slope = 1): ScheduleDraft => ({
  kind: "power",
  scale,
  offset,
  slope,
  exponent,
});

/** The first step and the number of steps of each range, in the order in which they are evaluated. */
export type Ranges = readonly (readonly [start: number, count: number])[];

export type Edge = readonly [name: string, tree: ScheduleDraft, ranges: Ranges];
