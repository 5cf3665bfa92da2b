/** Writes the calls for each block of a run as words, which every thread reads. */
import type { BlockCall, BlockNumber, KernelCall } from "@anneal/core/optimizer-engine";
import { ARGUMENT } from "../threads/index.js";
import { HEADER } from "./abi.js";

/** The exported functions of conversions whose names differ. */
const EXPORTS: Readonly<Record<string, string>> = { roundAtRandom: "round_at_random" };

/** The part of an arena and its kernels that calls refer to. */
export interface CallContext {
  /** The start of the arena. */
  readonly byteOffset: number;
  /** The index of an exported function. */
  indexOf(name: string): number;
  /** The kernel of a call: its function, the position of its header, and the number of its sums. */
  kernelOf(call: KernelCall): { readonly function: number; readonly header: number; readonly sums: number };
}

export const isKernelCall = (call: BlockCall): call is KernelCall => "kernel" in call;

/**
 * The number of calls; then for each: its function, the header of a kernel or 0, the number of sums, the number of words of
 * the header to replace, the number of arguments, these words with their positions, and the arguments.
 */
export function encodeCalls(calls: readonly BlockCall[], context: CallContext): readonly number[] {
  const encode = (number: BlockNumber | "count"): readonly number[] => {
    if (number === "count") return [ARGUMENT.COUNT, 0, 0];
    const { kind, start, step } = number;
    if (kind === "number") return [ARGUMENT.VALUE, start, step];
    return [kind === "scratch" ? ARGUMENT.SCRATCH : ARGUMENT.VALUE, context.byteOffset + start, step];
  };
  const words = calls.flatMap((call) => {
    if (!isKernelCall(call)) {
      const { conversion, numbers } = call;
      const index = context.indexOf(EXPORTS[conversion] ?? conversion);
      return [index, 0, 0, 0, numbers.length, ...numbers.flatMap(encode)];
    }
    const kernel = context.kernelOf(call);
    const replaced = (field: number, number: BlockNumber) => [field / 4, ...encode(number)];
    const pointers = [
      replaced(HEADER.p, call.p),
      replaced(HEADER.g, call.g),
      ...(call.arrays ?? []).map((array, i) => replaced(HEADER.arrays + 4 * i, array)),
    ];
    const numbers = [call.first, call.slotFirst, call.workFirst, "count" as const];
    return [
      kernel.function,
      kernel.header,
      kernel.sums,
      pointers.length,
      numbers.length,
      ...pointers.flat(),
      ...numbers.flatMap(encode),
    ];
  });
  return [calls.length, ...words];
}
