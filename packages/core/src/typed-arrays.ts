/** Typed arrays over their own memory, in declarations that all supported compilers read. */

/** `Float32Array<ArrayBuffer>` from TypeScript 5.7 on; `Float32Array` before. */
export type OwnedFloat32Array = ReturnType<typeof Float32Array.of>;

/** `Float64Array<ArrayBuffer>` likewise. */
export type OwnedFloat64Array = ReturnType<typeof Float64Array.of>;

/** `Uint32Array<ArrayBuffer>` likewise. */
export type OwnedUint32Array = ReturnType<typeof Uint32Array.of>;
