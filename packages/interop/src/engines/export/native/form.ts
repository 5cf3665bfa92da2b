/** An engine's native form of a schedule: the fields for a fit, and the file format. */
import type { ScheduleDraft } from "@anneal/core";
import type { EngineName } from "../../registry.js";
import type { Arithmetic } from "../arithmetic.js";
import type { ExportedFile } from "../result.js";
import type { DecayShape, Fit } from "./segments.js";

export interface ExportContext {
  readonly total: number;
  /** Updates per epoch, for engines that count epochs; null: not given. */
  readonly stepsPerEpoch: number | null;
  /** The requested version of the engine, `[5, 24]`; null: the newest known one. */
  readonly version: readonly number[] | null;
}

/** Fields by their paths. Unneeded fields are absent. */
export type NativeFields = Readonly<Record<string, unknown>>;

export interface Candidate {
  readonly fields: NativeFields;
  /** The number of updates of the engine's run, if it can't equal the schedule's. */
  readonly total?: number;
  /** Values that an import needs besides the file. */
  readonly set?: Readonly<Record<string, number>>;
  /** Notes about shifts and other deviations. */
  readonly notes?: readonly string[];
}

export interface NativeForm {
  /** The engine whose rules read the fields. PyTorch has no files, so those forms have their own curve. */
  readonly engine: EngineName | "torch" | "lightning";
  /** The engine's count at update 0; its lengths and fits are in that count. Default: 0. */
  readonly countsFrom?: number;
  /**
   * The number of updates by which the engine's trainer lags behind its own schedule, which is how files are read.
   * Default: 0.
   */
  readonly behind?: number;
  /** Its decays, besides a constant rate. */
  readonly shapes: readonly DecayShape[];
  /** The fields for a fit; empty if the engine can't express it. */
  candidates(fit: Fit, context: ExportContext): readonly Candidate[];
  write(candidate: Candidate, context: ExportContext): ExportedFile;
  /** The type in which the engine computes. Default: float64. */
  readonly arithmetic?: Arithmetic;
  /** The rates that it computes in that type, if their rounding counts. Default: those of the curve. */
  computed?(candidate: Candidate): (update: number) => number;
  /** The curve of the fields. Default: the import's. */
  curve?(candidate: Candidate, context: ExportContext): ScheduleDraft;
}

/** Rounds numbers that are whole except for floating-point error; null: a fraction. */
export function wholeOrNull(value: number): number | null {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-9 * Math.max(1, Math.abs(value)) ? whole : null;
}

/** A count that must be whole: the nearest. */
export function nearest(value: number): number {
  return Math.max(0, Math.round(value));
}

/** A ratio of two rates; exactly 1 for equal rates. */
export function ratioOf(rate: number, peak: number): number {
  return peak === 0 ? 0 : rate / peak;
}
