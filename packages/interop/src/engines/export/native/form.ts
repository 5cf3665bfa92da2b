/** An engine's own way to say a schedule: which fields it would take for a fit, and the file that they are written to. */
import type { ScheduleDraft } from "@anneal/core";
import type { EngineName } from "../../registry.js";
import type { ExportedFile } from "../result.js";
import type { DecayShape, Fit } from "./segments.js";

export interface ExportContext {
  readonly total: number;
  /** Updates of an epoch, for engines that count epochs; null: it was not given. */
  readonly stepsPerEpoch: number | null;
  /** The version of the engine that was asked for, `[5, 24]`; null: the newest that is known. */
  readonly version: readonly number[] | null;
}

/** Fields by their paths. What an engine does not need is left out. */
export type NativeFields = Readonly<Record<string, unknown>>;

export interface Candidate {
  readonly fields: NativeFields;
  /** The updates of the engine's run, where it can't have as many as the schedule's. */
  readonly total?: number;
  /** What an import needs besides the file. */
  readonly set?: Readonly<Record<string, number>>;
  /** What was shifted, and what else to know. */
  readonly notes?: readonly string[];
}

export interface NativeForm {
  /** The engine whose rules read the fields; PyTorch has no files, so those forms have a curve of their own. */
  readonly engine: EngineName | "torch" | "lightning";
  /** The engine's count at update 0; its lengths, and the fits that it is given, are in that count. Default: 0. */
  readonly countsFrom?: number;
  /** By how many updates the engine's trainer runs behind its own schedule, which is what files are read as. Default: 0. */
  readonly behind?: number;
  /** The decays that it has, besides a constant rate. */
  readonly shapes: readonly DecayShape[];
  /** The fields for a fit; none where the engine has nothing for it. */
  candidates(fit: Fit, context: ExportContext): readonly Candidate[];
  write(candidate: Candidate, context: ExportContext): ExportedFile;
  /** The curve of the fields. Default: what the import makes of them. */
  curve?(candidate: Candidate, context: ExportContext): ScheduleDraft;
}

/** Whole numbers as they are, with what floating-point arithmetic added to them removed; null: it is a fraction. */
export function wholeOrNull(value: number): number | null {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-9 * Math.max(1, Math.abs(value)) ? whole : null;
}

/** A count that an engine takes as a whole number only: the nearest. */
export function nearest(value: number): number {
  return Math.max(0, Math.round(value));
}

/** A ratio of two rates: of equal ones exactly 1. */
export function ratioOf(rate: number, peak: number): number {
  return peak === 0 ? 0 : rate / peak;
}
