/** What an engine is here: a table of its fields and defaults, and how they become curves over the updates. */
import type { ScheduleDraft } from "@anneal/core";
import type { Call } from "../reading/document.js";
import type { ImportFinding } from "../result.js";
import type { Fields, Values } from "../settings/field.js";
import type { Settings } from "../settings/settings.js";

export interface GroupCurve {
  readonly name: string;
  readonly lr: ScheduleDraft;
}

/** What is checked about a run; whatever is left out is not. All lengths in updates. */
export interface RunFacts {
  /** The updates that the run makes. */
  readonly total?: number | undefined;
  /** Where the warm-up ends. */
  readonly warmup?: number | undefined;
  /** Where the decay ends. */
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

/** What a definition can say about an import besides its curves. */
export interface Report {
  /** A default was taken: `min_lr = 0.01 * lr`. */
  assume(text: string): void;
  note(text: string): void;
  find(finding: ImportFinding): void;
  /** Asks for a value that the file can't know; what it stands for is NaN until it is given. */
  ask(name: string): number;
  /** What the caller gave under a name that is not a field; null: nothing. */
  given(name: string): number | null;
  /** The same as text. */
  givenText(name: string): string | null;
  /** The updates of the run where they are known; nothing is asked for. */
  readonly knownTotal: number | undefined;
  /** Whether the file or the caller states the field. */
  states(name: string): boolean;
  /** Throws an error that names the field and its line. */
  refuse(name: string, reason: string): never;
  /** The calls of a Python file. */
  readonly calls: readonly Call[];
}

/** Marks by which a file is known: it has all the paths of one list. `path=value` compares the value as well. */
export type Clues = readonly (readonly string[])[];

export interface EngineTable<F extends Fields> {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly version: string;
  readonly clues: Clues;
  /** The sections that the fields may be in. Default: the file itself. */
  readonly roots?: readonly string[];
  /** Calls of a Python file, by the section that their arguments are; `""`: the fields themselves. */
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
