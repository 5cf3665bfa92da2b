/** The optimizer of the model that a callback belongs to. */
import { InvalidArgumentError } from "@anneal/core";
import type { Optimizer } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** @throws InvalidArgumentError for a model that is not compiled */
export function optimizerOf(model: LayersModel): Optimizer {
  const { optimizer } = model as unknown as { readonly optimizer?: Optimizer };
  if (optimizer === undefined) throw new InvalidArgumentError("model", model, "a compiled model");
  return optimizer;
}
