/** A run with nothing left out; null: not known. */
export interface KnownRun {
  readonly totalSteps: number | null;
  readonly epochs: number | null;
  readonly isAdamLike: boolean;
  readonly accumulation: number;
  readonly worldSize: number;
  readonly schedulerStepsPerUpdate: number;
}
