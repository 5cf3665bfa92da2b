/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const abi_version: () => number;
export const adam_step: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
export const all_finite: (a: number, b: number) => number;
export const scale: (a: number, b: number, c: number) => void;
export const schedule_at: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;
export const schedule_narrow: (a: number, b: number, c: number) => void;
export const schedule_range: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number) => void;
export const schedule_range_narrow: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number) => void;
export const sum_of_squares: (a: number, b: number) => number;
