/** The module `@anneal/node-gpu`, passed in by callers so that other packages need not depend on it. */
import { isFunction, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { Rule } from "./rule/rule.js";

/** What other packages use of the module `@anneal/node-gpu`. */
export interface NodeGpu<Options> {
  borrowGpu(device: never): unknown;
  createOptimizer(gpu: never, rule: never, params: never, options?: Options): Promise<unknown>;
}

/** Creates an optimizer over parameters on a device that belongs to another library. */
export type CreateOnDevice<Options> = (
  device: object,
  rule: Rule,
  params: readonly object[],
  options: Options | undefined,
) => Promise<unknown>;

/** A function that creates optimizers on a device. @throws InvalidArgumentError for a value that is not the module */
export function readNodeGpu<Options>(nodeGpu: NodeGpu<Options>): CreateOnDevice<Options> {
  if (!isRecord(nodeGpu) || !isFunction(nodeGpu.createOptimizer) || !isFunction(nodeGpu.borrowGpu))
    throw new InvalidArgumentError("nodeGpu", nodeGpu, "the module @anneal/node-gpu");
  const { borrowGpu, createOptimizer } = nodeGpu as NodeGpu<Options>;
  return (device, rule, params, options) =>
    createOptimizer(borrowGpu(device as never) as never, rule as never, params as never, options);
}
