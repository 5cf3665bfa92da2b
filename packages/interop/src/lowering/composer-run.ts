/** The run that a Composer schedule is for: what its `State` would know. A step is a batch. */
export interface ComposerRun {
  /** `max_duration` as a time: `"10ep"`, `"4800ba"`, `"300000sp"`, `"2e9tok"`. What `dur` is a fraction of. */
  readonly maxDuration: string;
  /** Batches in an epoch. Needed where a time is in epochs. */
  readonly dataloaderLen?: number;
  /** Samples in a batch. Needed where a time is in samples. */
  readonly batchSize?: number;
  /** Tokens in a batch. Needed where a time is in tokens. */
  readonly tokensPerBatch?: number;
  /** The scale schedule ratio, by which every time but the warm-up and `dur` is multiplied. Default: 1. */
  readonly ssr?: number;
}
