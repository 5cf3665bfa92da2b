/**
 * The result of an export: the engine's own fields, their deviation from the schedule, and code if they are not exact.
 */

/** A file to write. */
export interface ExportedFile {
  /** A name whose extension gives the format: `training_args.yaml`. */
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

/** A schedule in the engine's own fields. */
export interface NativeExport {
  readonly file: ExportedFile;
  /** The fields by their paths: `{ "optimizer.lr": 3e-4 }`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /**
   * Whether the two agree at every update, within 1e-12 of the largest rate; in Keras, which computes in float32,
   * within 1e-6.
   */
  readonly isExact: boolean;
  /** Of the rates that the engine computes. */
  readonly deviation: Deviation;
  /**
   * The number of updates by which the engine's trainer lags behind the schedule that importing the file gives; 0 for
   * most.
   */
  readonly behind: number;
  /** The options with which `importSchedule` reads the file again. */
  readonly importOptions: {
    readonly engine: string;
    /** Null: the file contains it. */
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
  /** The file that gives the schedule at every update. */
  readonly file: ExportedFile;
  /**
   * Whether the rates of `file` are the schedule's, within 1e-12 of the largest rate; in Keras and Optax, which compute
   * in float32, within 1e-6. It is false only for rates that float32 can't hold: `deviation` and `notes` state the
   * difference.
   */
  readonly isExact: boolean;
  /** The largest difference between the rates of `file` and the schedule's. */
  readonly deviation: Deviation;
  /** The nearest schedule in the engine's own fields; null: it has nothing similar, and `notes` gives the reason. */
  readonly native: NativeExport | null;
  /** What was shifted, what the file needs, and the deviation of the engine's fields. */
  readonly notes: readonly string[];
}
