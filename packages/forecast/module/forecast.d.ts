/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const abi_version: () => number;
export const annealed: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const block_sums: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number, n: number) => void;
export const compress: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const suffixes: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
export const terms: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
