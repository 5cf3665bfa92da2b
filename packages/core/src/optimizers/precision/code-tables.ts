/** The tables of 8-bit codes in an arena: every engine reads them there. */
import type { Arena } from "../engine.js";
import type { MemoryPlan } from "../memory-plan.js";
import { BINS, CODES } from "../../kernel-sizes.js";
import { codesOfBins, dynamicMap } from "../numbers/dynamic-map.js";

/** The positions of the tables of signed or unsigned codes, in bytes. */
export interface TablePlaces {
  /** The value of each code, float32. */
  readonly map: number;
  /** The code of each bin. */
  readonly bins: number;
}

type Tables = readonly [map: Float32Array, bins: Uint8Array];
const computed = new Map<boolean, Tables>();

function tablesOf(isSigned: boolean): Tables {
  let tables = computed.get(isSigned);
  if (tables === undefined) {
    const map = dynamicMap(isSigned);
    tables = [map, codesOfBins(map)];
    computed.set(isSigned, tables);
  }
  return tables;
}

/** The tables that the groups of an arena need, each of them once. */
export class CodeTables {
  readonly #plan: MemoryPlan;
  readonly #places = new Map<boolean, TablePlaces>();

  constructor(plan: MemoryPlan) {
    this.#plan = plan;
  }

  /** The positions of the tables, which are reserved at the first call. */
  places(isSigned: boolean): TablePlaces {
    const known = this.#places.get(isSigned);
    if (known !== undefined) return known;
    const places = { map: this.#plan.reserve(4 * CODES), bins: this.#plan.reserve(BINS) };
    this.#places.set(isSigned, places);
    return places;
  }

  fill(arena: Arena): void {
    for (const [isSigned, places] of this.#places) {
      const [map, bins] = tablesOf(isSigned);
      new Float32Array(arena.buffer, arena.byteOffset + places.map, map.length).set(map);
      new Uint8Array(arena.buffer, arena.byteOffset + places.bins, bins.length).set(bins);
    }
  }
}
