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
  /** Samples per update. */
  readonly batch: () => number;
  readonly total: number;
  readonly decayEnd: number;
  readonly warmup: number;
  readonly wsdDecay: number | undefined;
}

/** The batch of the file; otherwise the samples of the run, divided by the updates that the caller gives. */
function batchOf({ samples, batch }: MegatronLengths, report: Report): number {
  const known = report.knownTotal;
  if (report.states("batch") || samples === undefined || !(samples > 0) || known === undefined)
    return batch();
  report.assume(`global_batch_size = train_samples / the ${known} updates given`);
  return samples / known;
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
  const batch = () => batchOf(given, report);
  const unit = inSamples ? batch() : 1;
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
  return { batch, total, decayEnd, warmup, wsdDecay: wsd === undefined ? undefined : wsd / unit };
}
