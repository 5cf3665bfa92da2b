/** The parameters of a step as kernels write them: where they are if nothing else uses that memory, else at another place. */
import type { Arena, Engine, Kernel } from "@anneal/core/optimizer-engine";
import type { numpy as np } from "@jax-js/jax";
import type { JaxMemory } from "./backend.js";

/** An array and the address of its values. */
export interface PlacedArray {
  readonly array: np.Array;
  readonly address: number;
}

/**
 * Arrays of jax-js never change, and may share memory. Those of a step are consumed: where the array was the only one to use
 * its memory, that is free now, and the new array gets it with the values that are there; else the values are copied. All
 * this happens right before the first kernel writes, so that a step that is refused or skipped consumes nothing.
 */
export class WrittenArrays {
  readonly #memory: JaxMemory;
  #given: readonly PlacedArray[] = [];
  /** Null until a kernel writes. */
  #written: readonly PlacedArray[] | null = null;
  /** Where parameters went, by where they were; only those that moved. */
  readonly #moved = new Map<number, number>();

  constructor(memory: JaxMemory) {
    this.#memory = memory;
  }

  /** Begins a step with its parameters, each at an address of its own. The memory must not grow until it ends. */
  begin(given: readonly PlacedArray[]): void {
    this.#given = given;
    this.#written = null;
    this.#moved.clear();
    this.#memory.reserve(given.map(({ array }) => 4 * array.size));
  }

  /** The parameters after the step: new arrays, or those that were given where no kernel wrote. */
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
      // One after the other: what is free now is the first to be used again.
      array.dispose();
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
