/** The declarations of lint rules, and the form of their findings. */

/** `"error"`: the run fails. `"warning"`: it probably wastes something. `"info"`: unusual. */
export type Severity = "error" | "warning" | "info";

/** The codes of the rules in a file, with severity and a short description for the README. */
export type Declarations = Readonly<Record<string, { readonly severity: Severity; readonly finds: string }>>;

/** A finding without its severity. */
export interface Draft<Code extends string> {
  readonly code: Code;
  /** The step of the schedule at which it shows. */
  readonly step: number;
  /** The problem, in a sentence. */
  readonly message: string;
  /** The cost, in a sentence. */
  readonly cost: string;
  /**
   * An expression of this library's functions over the variable `schedule` that returns the fixed schedule. It runs as
   * written: `shift({ schedule, steps: -1 })`.
   */
  readonly fix: string;
}

/** A finding with one of the declared codes. */
export type DraftOf<Of extends Declarations> = Draft<keyof Of & string>;
