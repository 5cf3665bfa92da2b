/** The layout of a group's slots that are stored in fewer bits than float32. */
import { BLOCK_LENGTH } from "../../kernel-sizes.js";
import type { MemoryPlan } from "../memory-plan.js";
import { blocksOf } from "../numbers/blockwise.js";
import { type FlagValues, likeOf, type Rule, type SlotDefinition } from "../rule/rule.js";
import type { CodeTables, TablePlaces } from "./code-tables.js";

/** How the values of slots are stored. */
export type StatePrecision = "float32" | "8bit" | "bf16";
export type PackedPrecision = Exclude<StatePrecision, "float32">;

/** Tensors with fewer values keep float32 with `"8bit"`, as in bitsandbytes. */
export const LEAST_QUANTIZED = 4096;

/** The position of a packed slot, in bytes. */
export type PackedPlaces =
  | {
      readonly precision: "8bit";
      readonly codes: number;
      readonly absmax: number;
      readonly tables: TablePlaces;
    }
  | { readonly precision: "bf16"; readonly values: number };

/** The position of a tensor in the packed slots of its group, in values; if it isn't packed, in their float32 part. */
export interface PackedTensor {
  readonly isPacked: boolean;
  readonly first: number;
  readonly firstBlock: number;
}

export interface PackedLayout {
  readonly precision: PackedPrecision;
  readonly tensors: readonly PackedTensor[];
  readonly slots: ReadonlyMap<string, PackedPlaces>;
  /** A float32 block for each slot that is like the parameters, where kernels work on it. */
  readonly scratch: ReadonlyMap<string, number>;
  /** The total number of values in tensors that aren't packed. */
  readonly floats: number;
}

/** Whether a slot can be stored in a precision. A slot that starts as a copy of the parameter keeps its precision. */
export function canPack(slot: SlotDefinition, flags: FlagValues, precision: PackedPrecision): boolean {
  const { start, quantizable } = slot;
  return (
    likeOf(slot, flags) === "parameter" &&
    (precision === "8bit" ? quantizable === true : start !== "parameter")
  );
}

/**
 * @param names The slots that the group has.
 * @param lengths The number of values of each tensor.
 */
export function layOutPacked(
  plan: MemoryPlan,
  precision: PackedPrecision,
  rule: Rule,
  flags: FlagValues,
  names: readonly string[],
  lengths: readonly number[],
  tables: CodeTables,
): PackedLayout {
  const tensors: PackedTensor[] = [];
  let [packed, blocks, floats, longest] = [0, 0, 0, 0];
  for (const length of lengths) {
    const isPacked = precision === "bf16" || length >= LEAST_QUANTIZED;
    tensors.push({ isPacked, first: isPacked ? packed : floats, firstBlock: blocks });
    if (!isPacked) {
      floats += length;
      continue;
    }
    packed += length;
    blocks += blocksOf(length);
    longest = Math.max(longest, length);
  }
  const slots = new Map<string, PackedPlaces>();
  const scratch = new Map<string, number>();
  for (const name of names) {
    const slot = rule.slots[name] as SlotDefinition;
    if (likeOf(slot, flags) !== "parameter" || longest === 0) continue;
    scratch.set(name, plan.scratch(1 + scratch.size, Math.min(longest, BLOCK_LENGTH)));
    if (!canPack(slot, flags, precision)) continue;
    slots.set(
      name,
      precision === "bf16"
        ? { precision, values: plan.reserve(2 * packed) }
        : {
            precision,
            codes: plan.reserve(packed),
            absmax: plan.reserve(4 * blocks),
            tables: tables.places(!slot.nonNegative),
          },
    );
  }
  return { precision, tensors, slots, scratch, floats };
}
