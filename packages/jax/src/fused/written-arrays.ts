/** The parameters that kernels write: in place if nothing else uses their memory, otherwise at another address. */
import type { Arena, Engine, Kernel } from "@anneal/core/optimizer-engine";
import type { numpy as np } from "@jax-js/jax";
import type { JaxMemory } from "./backend.js";

/** An array and the address of its values. */
export interface PlacedArray {
  readonly array: np.Array;
  readonly address: number;
}

/**
 * Arrays of jax-js never change, and may share memory. A step consumes its arrays. If an array was the only user of its
 * memory, disposing of it frees the memory, and the new array gets that memory with its values; otherwise the values are
 * copied. This happens right before the first kernel writes, so a step that throws or is skipped consumes nothing.
 */
export class WrittenArrays {
  readonly #memory: JaxMemory;
  #given: readonly PlacedArray[] = [];
  #consume: (array: np.Array) => void = () => {};
  /** Null until a kernel writes. */
  #written: readonly PlacedArray[] | null = null;
  /** The new addresses of parameters that moved, by the old ones. */
  readonly #moved = new Map<number, number>();

  constructor(memory: JaxMemory) {
    this.#memory = memory;
  }

  /**
   * Begins a step with parameters at distinct addresses. The memory must not grow until it ends.
   * @param consume Disposes of an array.
   */
  begin(given: readonly PlacedArray[], consume: (array: np.Array) => void): void {
    this.#given = given;
    this.#consume = consume;
    this.#written = null;
    this.#moved.clear();
    this.#memory.reserve(given.map(({ array }) => 4 * array.size));
  }

  /** The parameters after the step: new arrays, or the given ones if no kernel wrote. */
  end(): readonly PlacedArray[] {
    const result = this.#written ?? this.#given;
    this.#given = [];
    this.#written = null;
    return result;
  }

  /** The engine, with kernels that write to the arrays of the step. */
  engineOver(engine: Engine): Engine {
    return {
      name: engine.name,
      createArena: (byteLength) => {
        const arena = engine.createArena(byteLength);
        const bind = arena.bind.bind(arena);
        return Object.assign(arena, {
          bind: (...args: Parameters<Arena["bind"]>) => this.#writing(bind(...args), arena.byteOffset),
        });
      },
    };
  }

  #writing(kernel: Kernel, origin: number): Kernel {
    return {
      point: (p, g) => {
        const address = origin + p;
        if (this.#written === null && this.#given.some((each) => each.address === address)) this.#takeOver();
        kernel.point((this.#moved.get(address) ?? address) - origin, g);
      },
      run: (first, slotFirst, workFirst, count) => kernel.run(first, slotFirst, workFirst, count),
      runBlocks: (first, slotFirst, workFirst, count, onBlock) =>
        kernel.runBlocks(first, slotFirst, workFirst, count, onBlock),
    };
  }

  #takeOver(): void {
    const memory = this.#memory;
    const fresh = this.#given.map(({ array }) => {
      const { shape, size } = array;
      if (size === 0) return array;
      // One after the other, because freed memory is reused first.
      this.#consume(array);
      return memory.create(shape);
    });
    const addresses = memory.addresses(fresh);
    this.#written = fresh.map((array, i) => {
      const { address: from } = this.#given[i] as PlacedArray;
      const address = addresses[i] as number;
      if (address !== from) {
        memory.view(address, array.size).set(memory.view(from, array.size));
        this.#moved.set(from, address);
      }
      return { array, address };
    });
  }
}
