/** Typed arrays over memory of their own, for declarations that every compiler reads. */

/** `Float32Array<ArrayBuffer>` where TypeScript has the parameter, from 5.7 on; before, `Float32Array`. */
export type OwnedFloat32Array = ReturnType<typeof Float32Array.of>;

/** `Float64Array<ArrayBuffer>` likewise. */
export type OwnedFloat64Array = ReturnType<typeof Float64Array.of>;

/** `Uint32Array<ArrayBuffer>` likewise. */
export type OwnedUint32Array = ReturnType<typeof Uint32Array.of>;
