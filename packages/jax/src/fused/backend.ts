/** The memory of jax-js's wasm device: where arrays are in it, and room in it for the state of optimizers. */
import { isFunction } from "@anneal/core/arguments";
import { defaultDevice, devicePut, numpy as np } from "@jax-js/jax";
import { addressModule, MOST_SLOTS } from "./address-module.js";

/** A buffer of jax-js by its number. */
export type Slot = number;

/** What is used of jax-js 0.1.25 that it does not document; `memoryOf` checks all of it. */
interface WasmBackend {
  malloc(byteLength: number): Slot;
  decRef(slot: Slot): void;
  readSync(slot: Slot, start: number, count: number): Uint8Array<ArrayBuffer>;
  prepareKernelSync(kernel: object): object;
  dispatch(executable: object, inputs: readonly Slot[], outputs: readonly Slot[]): void;
}

const methods = ["malloc", "decRef", "prepareKernelSync", "dispatch", "readSync"] as const;

interface Placed {
  _realizeSource(): Slot;
}

let found: JaxMemory | string | undefined;

/** The memory of the wasm device, or the reason why kernels of others can't work on it. */
export function findMemory(): JaxMemory | string {
  found ??= memoryOf(catchBackend());
  return found;
}

/**
 * The memory of a backend of jax-js, or the reason why kernels of others can't work on it.
 * @param caught Null: there is none.
 */
export function memoryOf(caught: object | null): JaxMemory | string {
  try {
    if (caught === null || !methods.every((name) => isFunction((caught as Record<string, unknown>)[name])))
      return "jax-js is another version than 0.1.25: its wasm device can't be reached";
    const memory = new JaxMemory(caught as WasmBackend);
    if (typeof SharedArrayBuffer === "function" && memory.buffer instanceof SharedArrayBuffer)
      return "jax-js runs with threads: its memory is shared";
    return worksAsExpected(memory) ? memory : "jax-js does not keep its arrays where version 0.1.25 does";
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return `jax-js is another version than 0.1.25: ${why}`;
  }
}

/** The backend of the wasm device: jax-js hands it to the arrays that it moves there. */
export function catchBackend(): object | null {
  let backend: object | null = null;
  const probe = np.zeros([1]) as np.Array & { _put?: (given: object) => Promise<np.Array> };
  probe._put = (given) => {
    backend = given;
    return Promise.resolve(probe);
  };
  void devicePut(probe, "wasm").then((array) => array.dispose());
  return backend;
}

/**
 * Whether computed arrays are found with their values, blank ones have what is written to them, and what is freed is the
 * first to be used again, with the values that are there.
 */
function worksAsExpected(memory: JaxMemory): boolean {
  // jax-js treats arrays of few values in another way.
  return [3, 200].every((length) => {
    const numbers = Float32Array.from({ length }, (_, i) => i + 1);
    const hasDoubles = (values: Float32Array) => values.every((value, i) => value === 2 * (i + 1));
    const computed = np.array(numbers, { device: "wasm" }).mul(2);
    memory.compute(computed);
    const blank = memory.blank(computed.shape);
    const [from, to] = memory.addresses([computed, blank]) as [number, number];
    const isFound = hasDoubles(memory.view(from, length));
    memory.view(to, length).set(memory.view(from, length));
    computed.dispose();
    const isWritten = hasDoubles(blank.ref.dataSync() as Float32Array);
    blank.dispose();
    const again = memory.blank([length]);
    const isUsedAgain = memory.addresses([again])[0] === to && hasDoubles(memory.view(to, length));
    again.dispose();
    return isFound && from !== to && isWritten && isUsedAgain;
  });
}

/** Room of memory that is not an array. */
export interface Room {
  readonly address: number;
  free(): void;
}

export class JaxMemory {
  readonly memory: WebAssembly.Memory;
  readonly #backend: WasmBackend;
  readonly #module = new WebAssembly.Module(addressModule());
  /** Where the module writes addresses. */
  readonly #table: Slot;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
    this.#table = backend.malloc(4 * MOST_SLOTS);
    this.memory = this.#catchMemory();
  }

  /** Another one each time the memory has grown: views of the one before are empty then. */
  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  view(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** Makes jax-js do what it has put off for an array. Where its values are nothing but a number, they are written out. */
  compute(array: np.Array): void {
    slotOf(array);
    // Reading no element copies nothing.
    const { ref } = array;
    const none = ref.ndim === 0 ? ref.reshape([1]).slice([0, 0]) : ref.slice([0, 0]);
    none.dataSync();
  }

  /** Where the values of arrays are, which are computed. */
  addresses(arrays: readonly np.Array[]): number[] {
    return this.#addressesOf(arrays.map(slotOf));
  }

  /** A new array whose values are not written yet: those that are in its memory. */
  blank(shape: readonly number[]): np.Array {
    // An array that names its device is bound to it, as those of the default device are not.
    const device = defaultDevice() === "wasm" ? {} : ({ device: "wasm" } as const);
    const blank = np.zeros([...shape], device);
    // Zeros would be written, too, only to be written over.
    const backend = this.#backend;
    const malloc = backend.malloc.bind(backend);
    const without = {
      malloc: (length: number) => malloc(length),
      prepareKernelSync: () => ({}),
      dispatch: () => {},
    };
    withMethods(backend, without, () => this.compute(blank));
    return blank;
  }

  /** Grows the memory until these lengths fit into what is free. */
  reserve(byteLengths: readonly number[]): void {
    const slots: Slot[] = [];
    try {
      for (const byteLength of byteLengths) slots.push(this.#backend.malloc(byteLength));
    } finally {
      for (const slot of slots) this.#backend.decRef(slot);
    }
  }

  /** Room that jax-js leaves alone until it is freed. */
  allocate(byteLength: number): Room {
    const slot = this.#backend.malloc(byteLength);
    const [address] = this.#addressesOf([slot]) as [number];
    return { address, free: () => this.#backend.decRef(slot) };
  }

  #addressesOf(slots: readonly Slot[]): number[] {
    const found: number[] = [];
    for (let first = 0; first < slots.length; first += MOST_SLOTS) {
      const part = slots.slice(first, first + MOST_SLOTS);
      const unused = Array.from({ length: MOST_SLOTS - part.length }, () => this.#table);
      // What jax-js runs is a module with one function, called with the addresses of its slots.
      const program = { module: this.#module, workSize: 0 };
      this.#backend.dispatch(
        { source: null, data: { program, sync: true } },
        [...part, ...unused],
        [this.#table],
      );
      const bytes = this.#backend.readSync(this.#table, 0, 4 * part.length);
      found.push(...new Uint32Array(bytes.buffer, bytes.byteOffset, part.length));
    }
    return found;
  }

  /** jax-js gives its memory to the modules that it runs, and to nothing else. */
  #catchMemory(): WebAssembly.Memory {
    const { Instance } = WebAssembly;
    let memory: unknown;
    WebAssembly.Instance = function instantiate(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      memory = imports?.env?.memory;
      return new Instance(module, imports);
    } as unknown as typeof WebAssembly.Instance;
    try {
      this.#addressesOf([this.#table]);
    } finally {
      WebAssembly.Instance = Instance;
    }
    if (memory instanceof WebAssembly.Memory) return memory;
    throw new TypeError("its kernels do not import a memory");
  }
}

function slotOf(array: np.Array): Slot {
  return (array as unknown as Placed)._realizeSource();
}

/** Does something while an object has other methods. */
function withMethods(object: object, methods: object, act: () => void): void {
  const own = new Map(
    Object.keys(methods).map((name) => [name, Object.getOwnPropertyDescriptor(object, name)] as const),
  );
  Object.assign(object, methods);
  try {
    act();
  } finally {
    for (const [name, property] of own) {
      Reflect.deleteProperty(object, name);
      if (property !== undefined) Object.defineProperty(object, name, property);
    }
  }
}
