/** The ways from one rate to another that constructors share, each as one ramp over the steps of a whole schedule. */
import type { Fields } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { EasingDraft, ScheduleDraft } from "../schedule/draft.js";
import { readAfterEnd } from "./options.js";

/** From the step `start`, at the rate `from`, to the step `end`, at the rate `to`. */
export interface Leg {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** After `end`. Default: hold. */
  readonly after?: "hold" | "extend";
}

/** `from + (to - from) * u` */
export function linearRamp(leg: Leg): ScheduleDraft {
  return { kind: "ramp", ...leg };
}

/** `to + (from - to) * (1 + cos(pi * u)) / 2` */
export function cosineRamp(leg: Leg): ScheduleDraft {
  return { kind: "ramp", ...leg, easing: { kind: "cosine" } };
}

/** `from + (to - from) * sqrt(u)` */
export function squareRootRamp(leg: Leg): ScheduleDraft {
  return { kind: "ramp", ...leg, easing: { kind: "power", exponent: 0.5 } };
}

/** `from * (to / from)^u`; `fromName` and `toName` are the arguments that an impossible rate came from. */
export function geometricRamp(leg: Leg, fromName: string, toName: string): ScheduleDraft {
  if (!(leg.from > 0)) {
    throw new InvalidArgumentError(fromName, leg.from, "above 0, because the rate changes by a factor");
  }
  const ratio = leg.to / leg.from;
  if (!(ratio > 0 && Number.isFinite(ratio))) {
    const expected = `above 0 and a finite multiple of ${leg.from}, because the rate changes by a factor`;
    throw new InvalidArgumentError(toName, leg.to, expected);
  }
  return { kind: "ramp", ...leg, interpolation: "geometric" };
}

/** The fields of a cosine that is not the usual one. */
export interface CosineShapeOptions {
  /** How many times the cosine goes from one side to the other; 1 ends at `end`. Default: 1. */
  readonly halfCycles?: number;
  /** The power of the cosine term; above 1 the rate falls earlier. Default: 1. */
  readonly exponent?: number;
}

export function readCosineEasing(options: Fields<"halfCycles" | "exponent">): EasingDraft {
  return {
    kind: "cosine",
    halfCycles: options.positive("halfCycles", 1),
    exponent: options.positive("exponent", 1),
  };
}

/** The fields `power` and `afterEnd` of a polynomial decay. */
export function readPolynomialShape(options: Fields<"power" | "afterEnd">) {
  const power = options.positive("power", 1);
  const after = readAfterEnd(options);
  if (after === "extend" && !Number.isInteger(power)) {
    const expected = `"hold" with a power of ${power}, which has no value after the end`;
    throw new InvalidArgumentError("afterEnd", "continue", expected);
  }
  const easing: EasingDraft = power === 1 ? { kind: "linear" } : { kind: "reversePower", exponent: power };
  return { easing, after };
}
