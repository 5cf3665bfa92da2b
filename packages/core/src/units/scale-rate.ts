/** Scales the peak with the batch size. */
import { Fields, rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

export interface ScaleRateOptions {
  /** The rate at `referenceBatchSize`. */
  readonly rate: number;
  /** The samples (or tokens) per update, over all devices and accumulated micro-batches. */
  readonly batchSize: number;
  /** The batch size of `rate`, counted in the same way. */
  readonly referenceBatchSize: number;
  /**
   * `"linear"`: the rate grows with the batch size, as is usual for SGD. `"square-root"`: with its square root, as is
   * usual for Adam and LARS. Default: `"linear"`.
   */
  readonly rule?: "linear" | "square-root";
}

/**
 * `rate * batchSize / referenceBatchSize`, or `rate * sqrt(batchSize / referenceBatchSize)`
 *
 * The peak for another batch size. Both are rules of thumb that hold up to some batch size, with a warm-up.
 *
 * @throws InvalidArgumentError for a rate that is negative or not finite, batch sizes that are not above 0, or a result
 * that is too large for a float64.
 * @see Goyal et al., Accurate, Large Minibatch SGD, 2017 (linear); Krizhevsky, One weird trick for parallelizing
 * convolutional neural networks, 2014, and Malladi et al., On the SDEs and Scaling Rules for Adaptive Gradient
 * Algorithms, 2022 (square root).
 */
export function scaleRate(options: ScaleRateOptions): number {
  const names = ["rate", "batchSize", "referenceBatchSize", "rule"] as const;
  const given = new Fields("scaleRate", "options", options, names);
  const reference = given.read("rate", rate);
  const ratio = given.positive("batchSize") / given.positive("referenceBatchSize");
  const rule = given.choice("rule", ["linear", "square-root"], "linear");
  const scaled = reference * (rule === "linear" ? ratio : Math.sqrt(ratio));
  if (Number.isFinite(scaled)) return scaled;
  throw new InvalidArgumentError("batchSize", given.get("batchSize"), "one that gives a finite rate");
}
