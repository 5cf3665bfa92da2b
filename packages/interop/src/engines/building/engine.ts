/** The definition of an engine: a table of its fields and defaults, and their conversion to curves over the updates. */
import type { ScheduleDraft } from "@anneal/core";
import type { Call } from "../reading/document.js";
import type { ImportFinding } from "../result.js";
import type { Fields, Values } from "../settings/field.js";
import type { Settings } from "../settings/settings.js";

export interface GroupCurve {
  readonly name: string;
  readonly lr: ScheduleDraft;
}

/** The lengths of a run that are checked, in updates; absent ones are not checked. */
export interface RunFacts {
  /** The number of updates of the run. */
  readonly total?: number | undefined;
  /** The end of the warm-up. */
  readonly warmup?: number | undefined;
  /** The end of the decay. */
  readonly decayEnd?: number | undefined;
  readonly peak?: number | undefined;
  /** The lowest rate of the decay. */
  readonly floor?: number | undefined;
}

export interface EngineCurves {
  readonly lr: ScheduleDraft;
  /** Other parameter groups. */
  readonly groups?: readonly GroupCurve[];
  readonly weightDecay?: ScheduleDraft | undefined;
  readonly momentum?: ScheduleDraft | undefined;
  readonly facts?: RunFacts;
}

/** Reports of a definition about an import, besides the curves. */
export interface Report {
  /** Reports a default: `min_lr = 0.01 * lr`. */
  assume(text: string): void;
  note(text: string): void;
  find(finding: ImportFinding): void;
  /** Asks for a value that the file can't contain; returns NaN until it is given. */
  ask(name: string): number;
  /** The caller's value for a name that is not a field; null: none. */
  given(name: string): number | null;
  /** The same as text. */
  givenText(name: string): string | null;
  /** The number of updates of the run, if it is known; not reported as missing. */
  readonly knownTotal: number | undefined;
  /** Whether the file or the caller states the field. */
  states(name: string): boolean;
  /** Throws an error that names the field and its line. */
  refuse(name: string, reason: string): never;
  /** The calls of a Python file. */
  readonly calls: readonly Call[];
}

/** Marks that identify a file: it has all the paths of one list. `path=value` also compares the value. */
export type Clues = readonly (readonly string[])[];

export interface EngineTable<F extends Fields> {
  readonly name: string;
  /** The display name. */
  readonly title: string;
  readonly version: string;
  readonly clues: Clues;
  /** The sections that may contain the fields. Default: the file itself. */
  readonly roots?: readonly string[];
  /** Calls of a Python file, by the section that their arguments form; `""`: the fields themselves. */
  readonly calls?: Readonly<Record<string, readonly string[]>>;
  readonly fields: F;
  curves(fields: Values<F>, report: Report): EngineCurves;
}

export interface Engine extends Omit<EngineTable<Fields>, "curves" | "roots"> {
  readonly roots: readonly string[];
  read(settings: Settings, report: Report): EngineCurves;
}

export function defineEngine<F extends Fields>(table: EngineTable<F>): Engine {
  const { roots = [""], curves, ...rest } = table;
  return { ...rest, roots, read: (settings, report) => curves(settings.values(table.fields), report) };
}
