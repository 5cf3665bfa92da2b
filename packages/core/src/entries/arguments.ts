/**
 * Checks of arguments, with the errors of this library: each names the argument, the value that it got and what is
 * allowed. All anneal packages use them, so their errors have one form. docs/entries.md lists the exports.
 */

export {
  choice,
  Fields,
  fieldsOf,
  finiteNumber,
  flag,
  isFunction,
  isInstance,
  isRecord,
  list,
  listOf,
  numberAtLeast,
  numberList,
  numbersOf,
  positiveNumber,
  text,
  wholeNumber,
} from "../arguments.js";
export { isArray, isDetached, isFloat32Array, isRevoked, isTypedArray, viewOf } from "../arrays.js";
export { SYNONYMS, synonymOf } from "../closest-name.js";
export { clip, renamed } from "../errors.js";
export { refuseDeepNesting } from "../nesting.js";
export { float32Array } from "../optimizers/float32.js";
export { exclusiveOptions, joinWords, unknownName, unknownOption } from "../option-errors.js";
export type { OwnedFloat32Array, OwnedFloat64Array, OwnedUint32Array } from "../typed-arrays.js";
