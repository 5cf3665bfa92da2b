/** The run of a Composer schedule, as in its `State`. A step is a batch. */
export interface ComposerRun {
  /** `max_duration` as a time: `"10ep"`, `"4800ba"`, `"300000sp"`, `"2e9tok"`. `dur` is a fraction of it. */
  readonly maxDuration: string;
  /** Batches per epoch. Required for times in epochs. */
  readonly dataloaderLen?: number;
  /** Samples per batch. Required for times in samples. */
  readonly batchSize?: number;
  /** Tokens per batch. Required for times in tokens. */
  readonly tokensPerBatch?: number;
  /** The scale schedule ratio, a factor on every time except the warm-up and `dur`. Default: 1. */
  readonly ssr?: number;
}
