/** Optax's optimizers: chains of its transformations. */
export { type AdafactorOptions, adafactor } from "./adafactor.js";
export {
  adabelief,
  adam,
  adamax,
  adamaxw,
  adamw,
  adan,
  amsgrad,
  nadam,
  nadamw,
  radam,
  yogi,
} from "./adam.js";
export { type AdadeltaOptions, adadelta, adagrad, type RmspropOptions, rmsprop } from "./adaptive.js";
export { lion, rprop, type SgdOptions, type SignumOptions, sgd, signSgd, signum } from "./gradient.js";
export { type LarsOptions, lamb, lars, novograd } from "./layerwise.js";
export type { DecayOptions } from "./options.js";
