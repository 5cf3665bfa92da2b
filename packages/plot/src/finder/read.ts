/** Reads the result of a range test, which may come from JSON, where NaN is null. */
import { InvalidArgumentError, type RangeTestResult } from "@anneal/core";
import { Fields, isRecord, list, positiveNumber } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";

/** The plotted part of a `RangeTestResult`. */
export type FinderCurve = Pick<RangeTestResult, "rates" | "losses" | "smoothed" | "suggestions"> &
  Partial<Pick<RangeTestResult, "method" | "suggestion" | "ended" | "stoppedAt">>;

export interface NamedRate {
  readonly name: string;
  readonly rate: number;
}

export interface CheckedFinderCurve {
  /** The rates, in ascending order. */
  readonly rates: readonly number[];
  /** The losses; NaN where there is no number. */
  readonly losses: readonly number[];
  readonly smoothed: readonly number[];
  /** The available suggestions. */
  readonly suggestions: readonly NamedRate[];
}

const NAMES = [
  "rates",
  "losses",
  "smoothed",
  "suggestions",
  "method",
  "suggestion",
  "ended",
  "stoppedAt",
  "warnings",
] as const;

export function readFinderCurve(result: unknown): CheckedFinderCurve {
  const fields = new Fields("the result of a range test", "result", result, NAMES, "result.");
  const rates = fields.read("rates", (path, value) =>
    list(path, value, "rates").map((rate, i) => positiveNumber(`${path}[${i}]`, rate)),
  );
  if (rates.length < 2)
    throw new InvalidArgumentError(`${fields.path("rates")}.length`, rates.length, "at least 2");
  rates.forEach((rate, i) => {
    const previous = rates[i - 1] ?? 0;
    if (rate > previous) return;
    throw new InvalidArgumentError(
      `${fields.path("rates")}[${i}]`,
      rate,
      `above ${previous}, the one before it`,
    );
  });
  const losses = (name: "losses" | "smoothed") =>
    fields.counted(name, fields.read(name, readLosses), rates.length, "one for each rate");
  return {
    rates,
    losses: losses("losses"),
    smoothed: losses("smoothed"),
    suggestions: readSuggestions(fields),
  };
}

function readLosses(path: string, value: unknown): readonly number[] {
  return list(path, value, "losses").map((loss, i) => {
    if (loss === null) return Number.NaN;
    if (typeof loss !== "number") throw new InvalidArgumentError(`${path}[${i}]`, loss, "a number");
    return loss;
  });
}

/** All suggestions by name, and the chosen one, which may be one of them or that of another library. */
function readSuggestions(fields: Fields<(typeof NAMES)[number]>): NamedRate[] {
  const path = fields.path("suggestions");
  const given = fields.get("suggestions");
  if (!isRecord(given)) throw new InvalidArgumentError(path, given, "the suggestions by name");
  const chosen = fields.has("suggestion")
    ? rateOf(fields.path("suggestion"), fields.get("suggestion"))
    : null;
  const method = fields.has("method") ? fields.read("method", cleanLabel) : null;
  const found = Object.entries(given).flatMap(([name, suggestion]) => {
    const rate = rateOf(`${path}.${name}`, suggestion);
    const full = `${name}${divisorOf(suggestion, rate)}`;
    const label = name === method && chosen !== null ? `${full} (suggested)` : full;
    return rate === null ? [] : [{ name: cleanLabel(path, label), rate }];
  });
  if (chosen === null || method === null || Object.hasOwn(given, method)) return found;
  return [...found, { name: `${method} (suggested)`, rate: chosen }];
}

/** If the suggested rate is a fraction of the rate at its point, the label says so: `minimum / 10`. */
function divisorOf(suggestion: unknown, rate: number | null): string {
  const place = isRecord(suggestion) && isRecord(suggestion.point) ? suggestion.point.rate : null;
  if (typeof place !== "number" || rate === null) return "";
  const divisor = Number((place / rate).toPrecision(3));
  return divisor > 1 ? ` / ${divisor}` : "";
}

function rateOf(path: string, suggestion: unknown): number | null {
  const rate = isRecord(suggestion) ? suggestion.rate : undefined;
  return rate === null ? null : positiveNumber(`${path}.rate`, rate);
}
