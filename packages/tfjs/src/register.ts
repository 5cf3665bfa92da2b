/** The optimizers by their names in saved models. */
import { serialization } from "@tensorflow/tfjs-core";
import * as classes from "./classes.js";

/** Registers the optimizers for `tf.loadLayersModel`, so that it reads models that were saved with one of them. */
export function registerOptimizers(): void {
  for (const type of Object.values(classes)) {
    serialization.registerClass(
      type as unknown as serialization.SerializableConstructor<serialization.Serializable>,
    );
  }
}
