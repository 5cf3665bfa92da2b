/** Decay shapes with parameters of their own, shared by several families. */
import { arePowers } from "../family.js";
import { fallingPower, hyperbolicTangent, type Progress, wave } from "../shapes.js";

export interface DecayShape {
  /** The names of its numbers. */
  readonly own: readonly string[];
  isValid(own: readonly number[]): boolean;
  progress(...own: readonly number[]): Progress;
}

export const POWER: DecayShape = {
  own: ["power"],
  isValid: arePowers,
  progress: (exponent = 1) => fallingPower(exponent),
};

export const TIME_EXPONENT: DecayShape = {
  own: ["timeExponent"],
  isValid: arePowers,
  progress: (exponent = 1) => wave(1, 1, exponent),
};

export const POWER_AND_TIME: DecayShape = {
  own: ["power", "timeExponent"],
  isValid: arePowers,
  progress: (exponent = 1, timeExponent = 1) => fallingPower(exponent, timeExponent),
};

export const TANH: DecayShape = {
  own: ["lower", "upper"],
  isValid: ([lower = 0, upper = 0]) => lower < upper && lower > -20 && upper < 20,
  progress: (lower = -6, upper = 3) => hyperbolicTangent(lower, upper),
};
