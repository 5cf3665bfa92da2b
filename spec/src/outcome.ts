/** What comes of a case, and how a failure is written down. */

/** A place where a run is not what the case says. */
export interface Deviation {
  /** `step 12`, `parameter 0, element 3`. */
  readonly where: string;
  readonly expected: number | string;
  readonly got: number | string;
  /** The largest difference that is allowed. */
  readonly tolerance: number;
}

/** How near a case came, where it has numbers. */
export interface Nearness {
  /** The largest difference, relative to the largest value of the case. */
  readonly deviation: number;
  /** The largest share of what is allowed at a step that the difference there is; at most 1. */
  readonly allowance: number;
  /** The largest difference that is allowed, relative to the largest value of the case. */
  readonly bound: number;
}

/** What came of one case. Skipped: nothing here knows its library or its name. */
export type Outcome =
  | { readonly status: "passed"; readonly id: string; readonly nearness?: Nearness }
  | { readonly status: "failed"; readonly id: string; readonly reasons: readonly string[] }
  | { readonly status: "skipped"; readonly what: string };

/** More of them don't say more. */
const REASONS_SHOWN = 3;

/** Failed for these reasons; passed where there are none. */
export function outcome(id: string, reasons: readonly string[]): Outcome {
  if (reasons.length === 0) return { status: "passed", id };
  const hidden = reasons.length - REASONS_SHOWN;
  const shown = reasons.slice(0, REASONS_SHOWN);
  return {
    status: "failed",
    id,
    reasons: hidden > 0 ? [...shown, `and ${hidden} more like these`] : shown,
  };
}

/** Runs a case; whatever it throws is the reason why it failed. */
export function attempt(id: string, run: () => readonly string[]): Outcome {
  try {
    return outcome(id, run());
  } catch (error) {
    return outcome(id, [error instanceof Error ? `${error.name}: ${error.message}` : String(error)]);
  }
}

export function describeDeviation({ where, expected, got, tolerance }: Deviation): string {
  const error =
    typeof expected === "number" && typeof got === "number" ? Math.abs(got - expected) : Number.NaN;
  return `${where}: expected ${expected}, got ${got}, error ${brief(error)}, tolerance ${brief(tolerance)}`;
}

function brief(value: number): string {
  return value === 0 ? "0" : value.toExponential(2);
}
