/** Updates in place, in the memory of jax-js's wasm device. */
import { type NamedParameter, Optimizer, type Rule } from "@anneal/core";
import type { Engine } from "@anneal/core/optimizer-engine";
import { foreignEngine } from "@anneal/wasm/internal";
import type { numpy as np } from "@jax-js/jax";
import type { JaxMemory, Room } from "./backend.js";
import { HeldArrays } from "./held-arrays.js";
import { readComputed } from "./leaves.js";
import type { Act, Updated, Updater } from "./updater.js";
import { type PlacedArray, WrittenArrays } from "./written-arrays.js";

type Parameters = readonly (NamedParameter & { readonly length: number })[];

export class InPlaceUpdater implements Updater {
  readonly info = { inPlace: true, reason: null } as const;
  readonly #memory: JaxMemory;
  readonly #params: Parameters;
  readonly #written: WrittenArrays;
  readonly #make: () => Optimizer;
  #optimizer: Optimizer;
  /** The buffer of the memory when the optimizer was created. Its kernels have views of it. */
  #buffer: ArrayBufferLike;
  /** The addresses of arrays that updates returned. */
  readonly #addresses = new WeakMap<np.Array, number>();

  constructor(memory: JaxMemory, rule: Rule, params: Parameters, options: Readonly<Record<string, unknown>>) {
    this.#memory = memory;
    this.#params = params;
    this.#written = new WrittenArrays(memory);
    const engine = this.#written.engineOver(engineOver(memory));
    this.#make = () => {
      const sources = params.map(({ length, ...rest }) => ({ ...rest, values: new Float32Array(length) }));
      return new Optimizer(rule, sources, { ...options, memory: "caller" }, engine);
    };
    this.#optimizer = this.#make();
    this.#buffer = memory.buffer;
  }

  get optimizer(): Optimizer {
    this.#refresh();
    return this.#optimizer;
  }

  update(params: readonly np.Array[], gradients: readonly np.Array[], act: Act): Updated {
    const memory = this.#memory;
    const placed = this.#place([...params, ...gradients]);
    const rooms: Room[] = [];
    const copies: np.Array[] = [];
    const held = new HeldArrays([...params, ...gradients]);
    try {
      const seen = new Set<number>();
      const own = apart(placed.slice(0, params.length), seen, ({ array }) => {
        const copy = memory.create(array.shape);
        copies.push(copy);
        return { array: copy, address: memory.place([copy])[0] as number };
      });
      const given = apart(placed.slice(params.length), seen, ({ array }) => {
        const room = memory.allocate(4 * array.size);
        rooms.push(room);
        return { array, address: room.address };
      });
      this.#written.begin(own, (array) => {
        if (copies.includes(array)) array.dispose();
        else held.consume(array);
      });
      this.#refresh();
      // Nothing below grows the memory, so views stay valid.
      const viewsOf = (arrays: readonly PlacedArray[]) =>
        arrays.map(({ array, address }) => memory.view(address, array.size));
      const [views, originals] = [viewsOf([...own, ...given]), viewsOf(placed)];
      for (const [i, view] of views.entries()) {
        const original = originals[i] as Float32Array;
        if (view.byteOffset !== original.byteOffset) view.set(original);
      }
      this.#optimizer.replaceParams(views.slice(0, params.length));
      const report = act(this.#optimizer, views.slice(params.length));
      const arrays = this.#written.end().map(({ array, address }) => {
        this.#addresses.set(array, address);
        return array;
      });
      for (const [i, array] of params.entries()) {
        if (arrays[i] === array) held.keep(array);
        else if (own[i]?.array !== array) held.consume(array);
      }
      for (const gradient of gradients) held.consume(gradient);
      return { arrays, report };
    } catch (error) {
      this.#written.end();
      for (const copy of copies) copy.dispose();
      throw error;
    } finally {
      held.release();
      for (const room of rooms) room.free();
    }
  }

  /** Makes jax-js compute the arrays, and returns their addresses. */
  #place(arrays: readonly np.Array[]): readonly PlacedArray[] {
    const others = arrays.filter((array) => !this.#addresses.has(array));
    const addresses = readComputed(() => this.#memory.place(others));
    const found = new Map(addresses.map((address, i) => [others[i] as np.Array, address]));
    return arrays.map((array) => ({
      array,
      address: this.#addresses.get(array) ?? (found.get(array) as number),
    }));
  }

  /** Recreates the optimizer if the memory has grown, because the views of its kernels are then outdated. */
  #refresh(): void {
    if (this.#buffer === this.#memory.buffer) return;
    const before = this.#optimizer;
    // The state can still be read, but the views of the parameters are detached.
    before.replaceParams(this.#params.map(({ length }) => new Float32Array(length)));
    const state = before.stateDict();
    const next = this.#make();
    this.#buffer = this.#memory.buffer;
    next.loadStateDict(state);
    before.dispose();
    this.#optimizer = next;
  }

  dispose(): void {
    this.#optimizer.dispose();
  }
}

/** The engine for the memory of jax-js. */
function engineOver(memory: JaxMemory): Engine {
  const rooms = new Map<number, Room>();
  return foreignEngine({
    memory: memory.memory,
    allocate: (byteLength) => {
      const room = memory.allocate(byteLength);
      rooms.set(room.address, room);
      return room.address;
    },
    free: (address) => {
      rooms.get(address)?.free();
      rooms.delete(address);
    },
  });
}

/** The arrays at distinct addresses: of several arrays at one address, all but the first are moved. */
function apart(
  arrays: readonly PlacedArray[],
  seen: Set<number>,
  elsewhere: (placed: PlacedArray) => PlacedArray,
): readonly PlacedArray[] {
  return arrays.map((placed) => {
    if (placed.array.size === 0) return placed;
    if (seen.has(placed.address)) return elsewhere(placed);
    seen.add(placed.address);
    return placed;
  });
}
