/** Finds, compiles and remembers a WebAssembly module. */
import { InvalidArgumentError, OutOfMemoryError } from "@anneal/core";
import { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
import { hasSimd } from "./simd.js";

/**
 * Where the module may come from: an address (in Node, Deno and Bun also that of a file), a response to it, its bytes, or
 * the compiled module.
 */
export type ModuleSource =
  | string
  | URL
  | Response
  | PromiseLike<Response>
  | BufferSource
  | WebAssembly.Module;

/** The compiled module, and its size where it came as bytes. */
export interface LoadedModule {
  readonly module: WebAssembly.Module;
  readonly byteLength: number | null;
}

/** One of the modules of this package: loaded once, when it is asked for. */
export class ModuleLoader {
  /** The file in the folder `module`, without its ending. */
  readonly name: string;
  readonly #url: () => URL;
  readonly #check: (module: WebAssembly.Module) => void;
  #loaded: LoadedModule | null = null;
  #loading: Promise<void> | null = null;
  /** Why the module can't be loaded on the spot, so that no file is read again at every question. */
  #failure: ModuleLoadError | null = null;

  /**
   * @param url Where it is by default. As a literal beside `import.meta.url`, bundlers see the file.
   * @param check Throws a ModuleLoadError when a module is another one, or of another release.
   */
  constructor(name: string, url: () => URL, check: (module: WebAssembly.Module) => void) {
    this.name = name;
    this.#url = url;
    this.#check = check;
  }

  /**
   * Loads the module, once: later calls wait for the first, or do nothing when it is there, whatever their source. After
   * a failure it can be called again.
   * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
   */
  load(source?: ModuleSource): Promise<void> {
    const given = Promise.resolve(source);
    // It may not be used at all, and a rejection that nothing handles would end the process.
    given.catch(() => {});
    if (this.#loaded !== null) return Promise.resolve();
    this.#failure = null;
    this.#loading ??= this.#load(given).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /**
   * Loads the module from bytes that are there, or takes it compiled; does nothing when it is loaded.
   * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
   */
  loadSync(source: BufferSource | WebAssembly.Module): void {
    this.#failure = null;
    this.#loaded ??= this.#compileSync(source);
  }

  /**
   * The module that is loaded, or is now, where that takes no waiting. A failure stands until `load` or `loadSync`.
   * @throws SimdUnavailableError, ModuleLoadError, NotInitializedError or OutOfMemoryError
   */
  get(): LoadedModule {
    if (this.#loaded !== null) return this.#loaded;
    if (this.#failure !== null) throw this.#failure;
    try {
      requireSimd();
      const bytes = nodeFile(this.#url());
      if (bytes === null) throw new NotInitializedError(this.name);
      this.#loaded = this.#compileSync(bytes);
    } catch (error) {
      if (error instanceof ModuleLoadError) this.#failure = error;
      throw error;
    }
    return this.#loaded;
  }

  async #load(source: Promise<Awaited<ModuleSource> | undefined>): Promise<void> {
    requireSimd();
    const compiled = await compile(source.then((given) => given ?? this.#url()));
    this.#check(compiled.module);
    // `loadSync` may have been called meanwhile: all instances come from one module.
    this.#loaded ??= compiled;
  }

  #compileSync(source: BufferSource | WebAssembly.Module): LoadedModule {
    requireSimd();
    const isModule = source instanceof WebAssembly.Module;
    if (!isModule && !isBytes(source)) {
      throw new InvalidArgumentError("source", source, "the bytes of the module, or a WebAssembly.Module");
    }
    try {
      const module = isModule ? source : new WebAssembly.Module(source);
      this.#check(module);
      return { module, byteLength: isModule ? null : source.byteLength };
    } catch (cause) {
      throw loadError(cause);
    }
  }
}

async function compile(given: Promise<Awaited<ModuleSource>>): Promise<LoadedModule> {
  try {
    const source = await given;
    if (source instanceof WebAssembly.Module) return { module: source, byteLength: null };
    // Not compileStreaming: the module is small, and servers that don't know .wasm are many.
    const bytes = isBytes(source) ? source : await bytesAt(source);
    return { module: await WebAssembly.compile(bytes), byteLength: bytes.byteLength };
  } catch (cause) {
    throw loadError(cause);
  }
}

async function bytesAt(source: string | URL | Response): Promise<BufferSource> {
  // A string may be relative, to a page.
  if (typeof source === "string" && /^file:/i.test(source)) return bytesAt(new URL(source));
  if (source instanceof URL) return nodeFile(source) ?? bytesAt(await fetch(source));
  if (typeof source === "string") return bytesAt(await fetch(source));
  if (typeof Response !== "function" || !(source instanceof Response)) {
    throw new InvalidArgumentError("source", source, "a URL, a Response, bytes or a WebAssembly.Module");
  }
  if (!source.ok) throw new Error(`${source.url} answered ${source.status}`);
  return source.arrayBuffer();
}

function requireSimd(): void {
  if (!hasSimd()) throw new SimdUnavailableError();
}

/**
 * What is in a file, where there are files: Node, Deno and Bun, which can't all fetch one; null elsewhere and for other
 * URLs. Nothing imports `node:fs`, so bundlers and browsers take this file as it is.
 */
function nodeFile(url: URL): Uint8Array<ArrayBuffer> | null {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (fs === undefined || url.protocol !== "file:") return null;
  try {
    return fs.readFileSync(url);
  } catch (cause) {
    throw loadError(cause);
  }
}

function isBytes(value: unknown): value is BufferSource {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** The error itself where it already says what is wrong, else a ModuleLoadError for it. */
function loadError(cause: unknown): Error {
  if (
    cause instanceof ModuleLoadError ||
    cause instanceof OutOfMemoryError ||
    cause instanceof InvalidArgumentError
  ) {
    return cause;
  }
  return new ModuleLoadError(cause instanceof Error ? cause.message : String(cause), { cause });
}
