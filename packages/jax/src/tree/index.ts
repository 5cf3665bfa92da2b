/** Optax's `tree`: arithmetic on trees, and fields found in states. */
export { fullLike, onesLike, zerosLike } from "./filled.js";
export {
  add,
  addScale,
  cast,
  castLike,
  clip,
  div,
  max,
  min,
  mul,
  norm,
  scale,
  size,
  sub,
  sum,
  vdot,
  where,
} from "./math.js";
export { biasCorrection, updateInfinityMoment, updateMoment, updateMomentPerElemNorm } from "./moments.js";
export { type Filtering, get, getAllWithPath, type Path, set } from "./state.js";
