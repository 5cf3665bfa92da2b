/** A compiled rule, as engines read it: straight-line programs as plain data, which JSON can represent. */
import type { WholePowers } from "../whole-powers.js";
import type { ElementOperation, ScalarOperation, WholeOperation } from "./expression.js";

/** Float64 arithmetic of a few numbers: registers in order, each from an input, a literal or earlier registers. */
export interface ScalarProgram {
  /** A hash of the program. */
  readonly key: string;
  readonly instructions: readonly ScalarInstruction[];
  /** The registers that are the results. */
  readonly outputs: readonly number[];
}

/** Runs a scalar program; `powers` has a table for each `wholePower`, in order. */
export type ScalarFunction = (
  inputs: Float64Array,
  powers: readonly WholePowers[],
  out: Float32Array | Float64Array,
  start: number,
) => void;

/** The functions printed from the programs of a rule, by their keys. */
export interface PrintedRules {
  readonly loops: Readonly<Record<string, Loop>>;
  readonly scalars: Readonly<Record<string, ScalarFunction>>;
}

/** One instruction of a scalar program. Its arguments are registers of earlier instructions. */
export type ScalarInstruction =
  | { readonly operation: "literal"; readonly value: number }
  /** An input, by its place in `RuleProgram.inputs`. */
  | { readonly operation: "input"; readonly index: number }
  | { readonly operation: ScalarOperation; readonly args: readonly number[] };

/** Float32 arithmetic of one element, the same for every element of a tensor. */
export interface ElementProgram {
  /** A hash of the program: equal programs have equal keys, also if they are of different rules. */
  readonly key: string;
  /** The arrays besides the parameters and gradients: names of slots, or `"work"`. */
  readonly arrays: readonly string[];
  /** The number of scalars that it reads. The first multiplies every gradient. */
  readonly scalarCount: number;
  /** The scalars that are conditions, 0 or 1: engines choose between loops, not inside one. */
  readonly conditions: readonly number[];
  readonly instructions: readonly ElementInstruction[];
  /** The register that becomes the parameter; null: it does not change. */
  readonly parameter: number | null;
  /** The register that becomes the value of each array; null: it is only read. */
  readonly results: readonly (number | null)[];
  /** The registers whose values are summed over the elements. */
  readonly sums: readonly number[];
}

/** One instruction of an element program. Its arguments are registers of earlier instructions. */
export type ElementInstruction =
  | { readonly operation: "parameter" | "gradient" }
  | { readonly operation: "array"; readonly index: number }
  | { readonly operation: "scalar"; readonly index: number }
  | { readonly operation: "literal"; readonly value: number }
  | { readonly operation: Exclude<ElementOperation, "select">; readonly args: readonly number[] }
  | {
      readonly operation: "select";
      /** A register that holds a comparison, or the place of a condition in `conditions`. */
      readonly by: { readonly register: number } | { readonly condition: number };
      readonly args: readonly [number, number];
    };

/** One pass over the elements, the numbers it needs, and what follows it. */
export interface Stage {
  /** Computes the scalars of `elements`, except the first: `scalarCount - 1` outputs. */
  readonly scalars: ScalarProgram;
  readonly elements: ElementProgram;
  /** The pass visits every nth element of a tensor, from the first on; 1: all. */
  readonly stride: number;
  /** The inputs that the sums of `elements` become. */
  readonly sums: readonly { readonly input: number; readonly over: "tensor" | "optimizer" }[];
  /** An operation on the whole of `"work"`, and its numbers. */
  readonly whole: { readonly operation: WholeOperation; readonly scalars: ScalarProgram } | null;
}

/** A whole update. */
export interface RuleProgram {
  /** The inputs of the scalar programs, in order: hyper-parameters, counts, sizes, carried numbers, sums. */
  readonly inputs: readonly string[];
  readonly stages: readonly Stage[];
  /** The new values of carried numbers, with their names. */
  readonly carried: { readonly names: readonly string[]; readonly scalars: ScalarProgram };
  /** Whether every tensor needs its own scalars. */
  readonly perTensor: boolean;
}

/** The arrays of one call on the host. */
export interface ElementArrays {
  readonly p: Float32Array;
  readonly g: Float32Array;
  readonly arrays: readonly Float32Array[];
  readonly scalars: Float32Array;
  /** The sums of the call. */
  readonly sums: Float64Array;
}

/**
 * Runs an element program over `count` elements, at most a block: parameters and gradients from `first`, slots from
 * `slotFirst`, `"work"` from `workFirst`.
 */
export type Loop = (
  arrays: ElementArrays,
  first: number,
  slotFirst: number,
  workFirst: number,
  count: number,
) => void;
