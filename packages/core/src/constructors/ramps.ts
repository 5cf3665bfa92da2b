/** Ramps from one rate to another, shared by the constructors. Steps are those of the whole schedule. */
import type { Fields } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { EasingDraft, ScheduleDraft } from "../tree/draft.js";
import { readAfterEnd, type Steps } from "./options.js";

/** From the step `start`, at the rate `from`, to the step `end`, at the rate `to`. */
export interface Leg {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** The behavior after `end`. Default: hold. */
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

/** `from + (to - from) * 2 * (1 - 2^-u)` */
export function halfLifeRamp(leg: Leg): ScheduleDraft {
  return { kind: "ramp", ...leg, easing: { kind: "halfLife" } };
}

/** `from * (to / from)^u`. Errors name `fromName` and `toName`, the arguments of the two rates. */
export function geometricRamp(leg: Leg, fromName: string, toName: string): ScheduleDraft {
  checkRatio(leg, fromName, toName);
  return { kind: "ramp", ...leg, interpolation: "geometric" };
}

/** `1 / ((1 - u) / from + u / to)`, linear in the inverse rate. Errors as in `geometricRamp`. */
export function inverseRamp(leg: Leg, fromName: string, toName: string): ScheduleDraft {
  const ratio = checkRatio(leg, fromName, toName);
  return { kind: "ramp", ...leg, easing: { kind: "rational", curvature: ratio - 1 } };
}

/** The ratio of the two rates of a leg: finite and above 0. */
function checkRatio(leg: Leg, fromName: string, toName: string): number {
  if (!(leg.from > 0)) {
    throw new InvalidArgumentError(fromName, leg.from, "above 0, because the rate changes by a factor");
  }
  const ratio = leg.to / leg.from;
  if (!(ratio > 0 && Number.isFinite(ratio))) {
    const expected = `above 0 and a finite multiple of ${leg.from}, because the rate changes by a factor`;
    throw new InvalidArgumentError(toName, leg.to, expected);
  }
  return ratio;
}

/** The options of a generalized cosine. */
export interface CosineShapeOptions {
  /** The number of half periods of the cosine; 1 ends at `end`. Default: 1. */
  readonly halfCycles?: number;
  /** The power of the cosine term; above 1 the rate falls earlier. Default: 1. */
  readonly exponent?: number;
  /** The power of the share of the decay that is done; above 1 the rate falls later (k-decay). Default: 1. */
  readonly timeExponent?: number;
}

/** The option of a cosine that reaches its end early. */
export interface TailOptions {
  /** Number of last steps of `totalSteps` that keep the rate at `end`. Default: 0. */
  readonly tailSteps?: Steps;
}

/** The cosine of the options, over a leg or, with a tail, over its first part. */
export function cosineDecay(
  options: Fields<"halfCycles" | "exponent" | "timeExponent" | "tailSteps" | "afterEnd">,
  leg: Leg,
): ScheduleDraft {
  const tailSteps = options.whole("tailSteps", 0, 0);
  const after = readAfterEnd(options);
  if (tailSteps > 0 && after === "extend") {
    throw new InvalidArgumentError("afterEnd", "continue", `"hold" with a tail`);
  }
  if (tailSteps > 0 && tailSteps >= leg.end - leg.start) {
    const expected = `below ${leg.end - leg.start}, the number of steps after the warm-up`;
    throw new InvalidArgumentError("tailSteps", tailSteps, expected);
  }
  const easing: EasingDraft = {
    kind: "cosine",
    halfCycles: options.positive("halfCycles", 1),
    exponent: options.positive("exponent", 1),
    timeExponent: options.positive("timeExponent", 1),
  };
  return { kind: "ramp", ...leg, end: leg.end - tailSteps, easing, after };
}

/** The easing of a hyperbolic tangent. */
export function readTanhShape(options: Fields<"lower" | "upper">) {
  const lower = options.finite("lower", -6);
  const upper = options.finite("upper", 3);
  if (lower >= upper) throw new InvalidArgumentError("lower", lower, `below upper, which is ${upper}`);
  return { kind: "tanh", lower, upper } as const;
}

/** The options of a polynomial. */
export interface PolynomialShapeOptions {
  /** The power, above 0: 1 is a straight line, above 1 the rate falls earlier. Default: 1. */
  readonly power?: number;
  /** The power of the share of the decay that is done; above 1 the rate falls later (k-decay). Default: 1. */
  readonly timeExponent?: number;
}

/** The fields `power`, `timeExponent` and `afterEnd` of a polynomial decay. */
export function readPolynomialShape(options: Fields<"power" | "timeExponent" | "afterEnd">) {
  const power = options.positive("power", 1);
  const timeExponent = options.positive("timeExponent", 1);
  const after = readAfterEnd(options);
  if (after === "extend" && !Number.isInteger(power)) {
    const expected = `"hold" with a power of ${power}, which has no value after the end`;
    throw new InvalidArgumentError("afterEnd", "continue", expected);
  }
  const easing: EasingDraft = {
    ...(power === 1 ? { kind: "linear" } : { kind: "reversePower", exponent: power }),
    timeExponent,
  };
  return { easing, after };
}
