/** The declarations of lint rules, and the form of their findings. */

/** `"error"`: the run fails. `"warning"`: it probably wastes something. `"info"`: unusual. */
export type Severity = "error" | "warning" | "info";

/** A rule of lint, by its code in `lintRules`. */
export interface LintRule {
  readonly severity: Severity;
  /** What it finds, in a few words. */
  readonly finds: string;
  /**
   * Changes of the constructor's options that often fix a finding, best first. A length may be a percentage of `totalSteps`;
   * `"run"` stands for the number of updates of the run.
   */
  readonly corrections: readonly Readonly<Record<string, string>>[];
}

/** The rules in a file, by their codes. */
export type Declarations = Readonly<Record<string, LintRule>>;

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
