/** The memory of jax-js's wasm device: finds its arrays, and allocates memory for the state of optimizers. */
import { isArray, isFunction, isRecord } from "@anneal/core/arguments";
import { defaultDevice, devicePut, numpy as np } from "@jax-js/jax";
import { addressModule, MOST_SLOTS } from "./address-module.js";

/** The number of a buffer of jax-js. */
export type Slot = number;

/** The undocumented parts of jax-js 0.1.25 that are used. `memoryOf` checks all of them. */
interface WasmBackend {
  malloc(byteLength: number): Slot;
  decRef(slot: Slot): void;
  readSync(slot: Slot, start: number, count: number): Uint8Array<ArrayBuffer>;
  prepareKernelSync(kernel: object): object;
  dispatch(executable: object, inputs: readonly Slot[], outputs: readonly Slot[]): void;
}

const methods = ["malloc", "decRef", "prepareKernelSync", "dispatch", "readSync"] as const;

/** The undocumented part of an array. */
interface Realized {
  _realizeSource(): Slot;
}

/** Maps the elements of an array to those of its buffer. */
interface ShapeTracker {
  fromShape(shape: readonly number[]): object;
}

type ArrayConstructor = new (fields: {
  readonly source: Slot;
  readonly st: object;
  readonly dtype: np.DType;
  readonly weakType: boolean;
  readonly backend: object;
  readonly committed: boolean;
}) => np.Array;

let found: JaxMemory | string | undefined;

/** The memory of the wasm device, or the reason why it can't be used. */
export function findMemory(): JaxMemory | string {
  found ??= memoryOf(catchBackend());
  return found;
}

/**
 * The memory of a backend of jax-js, or the reason why it can't be used.
 * @param caught Null if the backend was not found.
 */
export function memoryOf(caught: object | null): JaxMemory | string {
  try {
    if (caught === null || !methods.every((name) => isFunction((caught as Record<string, unknown>)[name])))
      return "jax-js is another version than 0.1.25: its wasm device can't be reached";
    const memory = new JaxMemory(caught as WasmBackend);
    return worksAsExpected(memory) ? memory : "jax-js does not keep its arrays where version 0.1.25 does";
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return `jax-js is another version than 0.1.25: ${why}`;
  }
}

/** The backend of the wasm device, which jax-js passes to arrays that it moves there. */
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
 * Whether computed arrays are found with their values, created arrays have the values that are written to them, and freed
 * memory is reused first, with its values.
 */
function worksAsExpected(memory: JaxMemory): boolean {
  // jax-js treats short arrays differently.
  return [3, 200].every((length) => {
    const numbers = Float32Array.from({ length }, (_, i) => i + 1);
    const hasDoubles = (values: Float32Array) => values.every((value, i) => value === 2 * (i + 1));
    const computed = np.array(numbers, { device: "wasm" }).mul(2);
    const [from] = memory.place([computed]) as [number];
    const made = memory.create([length]);
    const [to] = memory.place([made]) as [number];
    const isFound = hasDoubles(memory.view(from, length));
    memory.view(to, length).set(memory.view(from, length));
    computed.dispose();
    const isWritten = hasDoubles(made.ref.dataSync() as Float32Array);
    made.dispose();
    const again = memory.create([length]);
    const isUsedAgain = memory.place([again])[0] === to && hasDoubles(memory.view(to, length));
    again.dispose();
    return isFound && from !== to && isWritten && isUsedAgain;
  });
}

/** jax-js shares its memory with its threads on isolated pages. */
function isShared(memory: unknown): boolean {
  return (
    memory instanceof WebAssembly.Memory &&
    typeof SharedArrayBuffer === "function" &&
    memory.buffer instanceof SharedArrayBuffer
  );
}

/** Allocated memory that is not an array. */
export interface Room {
  readonly address: number;
  free(): void;
}

export class JaxMemory {
  readonly memory: WebAssembly.Memory;
  readonly #backend: WasmBackend;
  #module = new WebAssembly.Module(addressModule("own"));
  /** The buffer to which the module writes addresses. */
  readonly #table: Slot;
  readonly #tracker: ShapeTracker;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
    this.#table = backend.malloc(4 * MOST_SLOTS);
    this.memory = this.#catchMemory();
    this.#tracker = this.#catchTracker();
  }

  /** Another object each time the memory has grown. Views of the previous one are then outdated. */
  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  view(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, length);
  }

  /**
   * Makes jax-js compute arrays, constants too, and returns the addresses of their values.
   * @throws Error for arrays that threads of jax-js are still computing
   */
  place(arrays: readonly np.Array[]): number[] {
    const backend = this.#backend;
    // Reading no bytes makes it compute without a copy; it throws for arrays that threads are still computing.
    const readSync = backend.readSync.bind(backend);
    withMethods(backend, { readSync: (slot: Slot) => readSync(slot, 0, 0) }, () => {
      for (const array of arrays) {
        slotOf(array);
        array.ref.dataSync();
      }
    });
    return this.addresses(arrays);
  }

  /** The addresses of the values of computed arrays. */
  addresses(arrays: readonly np.Array[]): number[] {
    return this.#addressesOf(arrays.map(slotOf));
  }

  /** A new array with the values that happen to be in its memory. */
  create(shape: readonly number[]): np.Array {
    const size = shape.reduce((product, each) => product * each, 1);
    return new (np.Array as unknown as ArrayConstructor)({
      source: this.#backend.malloc(4 * size),
      st: this.#tracker.fromShape(shape),
      dtype: np.float32,
      weakType: false,
      backend: this.#backend,
      // Arrays that name a device are bound to it; those of the default device are not.
      committed: defaultDevice() !== "wasm",
    });
  }

  /** Grows the memory until allocations of these lengths fit. */
  reserve(byteLengths: readonly number[]): void {
    const slots: Slot[] = [];
    try {
      for (const byteLength of byteLengths) slots.push(this.#backend.malloc(byteLength));
    } finally {
      for (const slot of slots) this.#backend.decRef(slot);
    }
  }

  /** Allocates memory that jax-js does not use until it is freed. */
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
      // jax-js runs a module by calling its one function with the addresses of slots.
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

  /** Only the modules that jax-js runs get its memory. */
  #catchMemory(): WebAssembly.Memory {
    const { Instance } = WebAssembly;
    let memory: unknown;
    const moduleFor = (module: WebAssembly.Module, given: unknown) => {
      memory = given;
      if (!isShared(memory)) return module;
      this.#module = new WebAssembly.Module(addressModule("shared"));
      return this.#module;
    };
    WebAssembly.Instance = function instantiate(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      return new Instance(moduleFor(module, imports?.env?.memory), imports);
    } as unknown as typeof WebAssembly.Instance;
    try {
      this.#addressesOf([this.#table]);
    } finally {
      WebAssembly.Instance = Instance;
    }
    if (memory instanceof WebAssembly.Memory) return memory;
    throw new TypeError("its kernels do not import a memory");
  }

  /** The class is not exported, but kernels contain instances of it. */
  #catchTracker(): ShapeTracker {
    let tracker: unknown;
    const prepareKernelSync = ({ exp }: { readonly exp?: unknown }) => {
      tracker ??= viewIn(exp)?.constructor;
      return {};
    };
    withMethods(this.#backend, { prepareKernelSync, dispatch: () => {} }, () => {
      np.array(Float32Array.of(1, 2), { device: "wasm" }).mul(2).dataSync();
    });
    if (isFunction((tracker as Partial<ShapeTracker> | undefined)?.fromShape)) return tracker as ShapeTracker;
    throw new TypeError("its kernels do not describe their arrays");
  }
}

/** The description of the first array in an expression of jax-js. */
function viewIn(expression: unknown): object | null {
  if (!isRecord(expression)) return null;
  const { op, arg, src } = expression;
  if (op === "GlobalView" && isArray(arg) && isRecord(arg[1])) return arg[1];
  const parts: readonly unknown[] = isArray(src) ? src : [];
  return parts.reduce<object | null>((found, part) => found ?? viewIn(part), null);
}

function slotOf(array: np.Array): Slot {
  return (array as unknown as Realized)._realizeSource();
}

/** Runs a function while an object has other methods. */
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
