/** What an export gives: the engine's own fields, how far they are from the schedule, and code where they are not exact. */

/** A file, ready to be written. */
export interface ExportedFile {
  /** A name that tells the format: `training_args.yaml`. */
  readonly name: string;
  readonly format: "yaml" | "json" | "flags" | "toml" | "python" | "typescript";
  readonly text: string;
}

/** The largest difference between two curves over the updates of the run. */
export interface Deviation {
  readonly step: number;
  /** The exported rate minus the schedule's. */
  readonly difference: number;
  /** The same as a share of the schedule's largest rate. */
  readonly relative: number;
}

/** The engine's own way to say the schedule. */
export interface NativeExport {
  readonly file: ExportedFile;
  /** The fields by their paths: `{ "optimizer.lr": 3e-4 }`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the two agree at every update, within 1e-12 of the largest rate. */
  readonly isExact: boolean;
  readonly deviation: Deviation;
  /** By how many updates the engine's trainer runs behind the schedule that importing the file gives; 0 for most. */
  readonly behind: number;
  /** What `importSchedule` needs besides the file to read it again. */
  readonly importOptions: {
    readonly engine: string;
    /** Null: the file says it. */
    readonly total: number | null;
    readonly set: Readonly<Record<string, number>>;
  };
}

export interface ExportResult {
  /** One of `exportEngineNames`. */
  readonly engine: string;
  /** The version whose rules were applied. */
  readonly engineVersion: string;
  readonly totalSteps: number;
  /** `"native"`: the engine's own fields are exact, and `file` has them; `"code"`: `file` is code. */
  readonly form: "native" | "code";
  /** What gives the schedule at every update. */
  readonly file: ExportedFile;
  /** The nearest that the engine's own fields come; null: they can't say anything like it, and `notes` says why. */
  readonly native: NativeExport | null;
  /** What was shifted, what the file needs, and where the engine's fields fall short. */
  readonly notes: readonly string[];
}
