/** Converts Megatron's lengths, in iterations or samples, to updates. */
import type { Report } from "../../building/engine.js";
import { countOfRun } from "./tokens.js";

export interface MegatronLengths {
  readonly iterations: number | undefined;
  readonly samples: number | undefined;
  readonly decayIterations: number | undefined;
  readonly decaySamples: number | undefined;
  readonly warmupFraction: number | undefined;
  readonly warmupIterations: number | undefined;
  readonly warmupSamples: number | undefined;
  readonly wsdIterations: number | undefined;
  readonly wsdSamples: number | undefined;
  /** Samples per update; read only for lengths in samples. */
  readonly batch: () => number;
  /** The run in updates; read only if the file does not contain it. */
  readonly total: () => number;
}

export interface MegatronSteps {
  readonly total: number;
  readonly decayEnd: number;
  readonly warmup: number;
  readonly wsdDecay: number | undefined;
}

/** The share of a warm-up is one of the decay, not of the run, and is not rounded. */
export function megatronSteps(
  given: MegatronLengths,
  names: { readonly warmup: string; readonly decay: string },
  report: Report,
): MegatronSteps {
  const { samples, decaySamples, warmupSamples, wsdSamples } = given;
  const inSamples = [samples, decaySamples, warmupSamples, wsdSamples].some(
    (length) => length !== undefined && length > 0,
  );
  const unit = inSamples ? given.batch() : 1;
  const known = report.knownTotal;
  const total =
    samples !== undefined && samples > 0
      ? countOfRun(samples, unit, report) / unit
      : (known ?? given.iterations ?? Number.NaN);
  const written = inSamples ? decaySamples : given.decayIterations;
  const run = () => (Number.isNaN(total) ? given.total() : total);
  if (written === undefined) report.assume(`${names.decay} = the run`);
  const decayEnd = written === undefined ? run() : written / unit;
  const { warmupFraction } = given;
  const stated = inSamples ? warmupSamples : given.warmupIterations;
  if (warmupFraction === undefined && stated === undefined) report.assume(`${names.warmup} = 0`);
  const warmup = warmupFraction === undefined ? (stated ?? 0) / unit : warmupFraction * decayEnd;
  const wsd = inSamples ? wsdSamples : given.wsdIterations;
  return { total, decayEnd, warmup, wsdDecay: wsd === undefined ? undefined : wsd / unit };
}
