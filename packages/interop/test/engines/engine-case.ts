/** A configuration of an engine, and the rate that its rules give at update i, written out by hand. */

export interface EngineCase {
  readonly engine: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly total?: number;
  readonly set?: Readonly<Record<string, string | number>>;
  /** Whether the engine must be recognized from the text. Default: true. */
  readonly recognized?: boolean;
  readonly steps: readonly number[];
  rate(i: number): number;
}

const { cos, PI } = Math;
export const halfCosine = (u: number) => (1 + cos(PI * u)) / 2;

/** A warm-up to 1 by `share`, then `rest`. */
export const warm = (i: number, steps: number, share: number, rest: () => number) =>
  i < steps ? share : rest();
