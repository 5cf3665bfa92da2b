/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const abi_version: () => number;
export const schedule_at: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;
export const schedule_narrow: (a: number, b: number, c: number) => void;
export const schedule_range: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number) => void;
export const schedule_range_narrow: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number) => void;
