/** The reference data, and the schedules that it was made with. */
import { readFileSync } from "node:fs";
import type { MultiPowerParameters, TrainedRun } from "@anneal/forecast";

export const SIZES = ["25", "100", "400"] as const;
export type Size = (typeof SIZES)[number];
export const NAMES = ["cosine_24000", "constant_24000", "wsdcon_9"] as const;

const folder = new URL("../data/", import.meta.url);
const json = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));

interface Reference {
  readonly law: Readonly<Record<Size, MultiPowerParameters>>;
  readonly optimized: {
    readonly peak: number;
    readonly warmupSteps: number;
    readonly totalSteps: number;
    readonly finalLoss: Readonly<Record<Size, number>>;
  };
  readonly predictions: Readonly<
    Record<string, { readonly points: readonly { readonly step: number; readonly predicted: number }[] }>
  >;
}

export const reference = json("reference.json") as Reference;

export const bounds = json("convex-bound.json") as readonly {
  readonly id: string;
  readonly etas: readonly number[];
  readonly G: number;
  readonly D: number;
  readonly T: number;
  readonly terms: readonly [number, number, number];
  readonly bound: number;
  readonly optimal_base: readonly [number, number];
}[];

const PEAK = 3e-4;
const WARMUP = 2160;

/** The rates of one of the runs, as `reference.json` describes them. */
export function ratesOf(name: (typeof NAMES)[number], count = 24_001): Float64Array {
  return Float64Array.from({ length: count }, (_, step) => {
    if (step < WARMUP) return (PEAK * step) / (WARMUP - 1);
    if (name === "constant_24000") return PEAK;
    if (name === "wsdcon_9") return step < 8000 ? PEAK : 9e-5;
    const turn = (Math.PI * (step - WARMUP)) / (24_000 - WARMUP);
    return 3e-5 + (PEAK - 3e-5) * 0.5 * (1 + Math.cos(turn));
  });
}

/** A run with its losses. */
export function runOf(
  size: Size,
  name: (typeof NAMES)[number],
): TrainedRun & {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
} {
  const [, ...lines] = readFileSync(new URL(`${size}M/${name}.csv`, folder), "utf8")
    .trim()
    .split("\n");
  const rows = lines.map((line) => line.split(",").map(Number) as [number, number, number]);
  return {
    label: name,
    schedule: ratesOf(name),
    steps: rows.map(([step]) => step),
    losses: rows.map(([, , loss]) => loss),
  };
}
