/** A run with defaults filled in; null: unknown. */
export interface KnownRun {
  readonly totalSteps: number | null;
  readonly epochs: number | null;
  readonly isAdamLike: boolean;
  readonly accumulation: number;
  readonly worldSize: number;
  readonly schedulerStepsPerUpdate: number;
}
