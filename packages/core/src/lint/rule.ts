/** What a rule of lint declares, and what it gives for each mistake. */

/** `"error"`: the run goes wrong. `"warning"`: it most likely wastes something. `"info"`: it is not what others do. */
export type Severity = "error" | "warning" | "info";

/** The codes of the rules in a file: how bad each is, and what it finds in a few words, as the README lists it. */
export type Declarations = Readonly<Record<string, { readonly severity: Severity; readonly finds: string }>>;

/** A finding before it knows how bad it is. */
export interface Draft<Code extends string> {
  readonly code: Code;
  /** Where it shows: a step of the schedule. */
  readonly step: number;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What it costs, in a sentence. */
  readonly cost: string;
  /**
   * An expression of this library's functions over the variable `schedule` that gives the fixed schedule. It runs as it
   * stands: `shift({ schedule, steps: -1 })`.
   */
  readonly fix: string;
}

/** A finding with one of the declared codes. */
export type DraftOf<Of extends Declarations> = Draft<keyof Of & string>;
