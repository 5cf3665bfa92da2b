/** Finds, compiles and caches a WebAssembly module. */
import { InvalidArgumentError, OutOfMemoryError } from "@anneal/core";
import { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
import { instantiate, type ModuleExports } from "./instance.js";
import { withSharedMemory } from "./shared-memory.js";
import { hasSimd } from "./simd.js";

/**
 * The source of a module: a URL (in Node, Deno and Bun also a file URL), a response, its bytes, or the compiled module.
 */
export type ModuleSource =
  | string
  | URL
  | Response
  | PromiseLike<Response>
  | BufferSource
  | WebAssembly.Module;

/** The compiled module, and its size if it was passed as bytes. */
export interface LoadedModule {
  readonly module: WebAssembly.Module;
  readonly byteLength: number | null;
  /** The twin of the module for shared memory, compiled on first use; null if there is none. */
  readonly shared: () => WebAssembly.Module | null;
}

/** The description of a module. */
export interface ModuleDescription {
  /** The name of the file, such as `schedules.wasm`. */
  readonly file: string;
  /** The default URL. A literal with `import.meta.url` lets bundlers find the file. */
  url(): URL;
  /** The version of the exports that this release uses. */
  readonly abiVersion: number;
  /** Whether it imports its memory, which may then be shared. Default: false. */
  readonly isShareable?: boolean;
  /** The imports of the module, created for each check of it. Default: none. */
  imports?(): WebAssembly.Imports;
}

/** Loads one module, once, and creates instances of it. */
export class ModuleLoader<Exports extends ModuleExports> {
  readonly #description: ModuleDescription;
  #loaded: LoadedModule | null = null;
  #loading: Promise<void> | null = null;
  /** The reason why the module can't be loaded synchronously, cached so that no file is read again. */
  #failure: ModuleLoadError | null = null;

  constructor(description: ModuleDescription) {
    this.#description = description;
  }

  /**
   * Loads the module, once: later calls wait for the first, or do nothing if it is loaded, whatever their source. After
   * a failure it can be called again.
   * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
   */
  init(source?: ModuleSource): Promise<void> {
    const given = Promise.resolve(source);
    // The promise may never be used, and an unhandled rejection would end the process.
    given.catch(() => {});
    if (this.#loaded !== null) return Promise.resolve();
    this.#failure = null;
    this.#loading ??= this.#load(given).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /**
   * Loads the module from bytes, or takes it compiled; does nothing if it is loaded.
   * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
   */
  initSync(source: BufferSource | WebAssembly.Module): void {
    this.#failure = null;
    this.#loaded ??= this.#compileSync(source);
  }

  /**
   * A new instance with its own memory, unless the module imports one.
   * @param imports What the module imports.
   * @throws SimdUnavailableError, ModuleLoadError, or NotInitializedError if the module can't be loaded synchronously
   */
  createInstance(imports: WebAssembly.Imports = {}): Exports {
    return this.#instantiate(this.loaded().module, imports);
  }

  /**
   * The loaded module, loading it synchronously if possible. A failure is remembered until `init` or `initSync`.
   * @throws SimdUnavailableError, ModuleLoadError, NotInitializedError or OutOfMemoryError
   */
  loaded(): LoadedModule {
    if (this.#loaded !== null) return this.#loaded;
    if (this.#failure !== null) throw this.#failure;
    try {
      this.#loaded = this.#compileSync(this.#readFile());
    } catch (error) {
      if (error instanceof ModuleLoadError) this.#failure = error;
      throw error;
    }
    return this.#loaded;
  }

  /** The current engine for `"auto"`, and the reason why it is not wasm. */
  automatic(): { engine: "wasm" | "host"; reason: string | null } {
    try {
      this.loaded();
      return { engine: "wasm", reason: null };
    } catch (error) {
      return { engine: "host", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #load(source: Promise<Awaited<ModuleSource> | undefined>): Promise<void> {
    requireSimd();
    const compiled = await this.#compile(source);
    this.#check(compiled.module);
    // initSync may have been called meanwhile; all instances must come from one module.
    this.#loaded ??= compiled;
  }

  async #compile(given: Promise<Awaited<ModuleSource> | undefined>): Promise<LoadedModule> {
    try {
      const source = await given;
      if (source instanceof WebAssembly.Module) return this.#withTwin(source, null);
      // Not compileStreaming: the module is small, and many servers send a wrong type for .wasm.
      const bytes = isBytes(source) ? source : await bytesAt(source ?? this.#description.url());
      return this.#withTwin(await WebAssembly.compile(bytes), bytes);
    } catch (cause) {
      throw loadError(cause);
    }
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
      return this.#withTwin(module, isModule ? null : source);
    } catch (cause) {
      throw loadError(cause);
    }
  }

  #withTwin(module: WebAssembly.Module, bytes: BufferSource | null): LoadedModule {
    // A copy: the caller's bytes may change before the twin is compiled.
    const own = bytes !== null && this.#description.isShareable === true ? copyOf(bytes) : null;
    let twin: WebAssembly.Module | null | undefined;
    const shared = () => {
      if (twin === undefined) twin = own === null ? null : compileTwin(own);
      return twin;
    };
    return { module, byteLength: bytes?.byteLength ?? null, shared };
  }

  #readFile(): Uint8Array<ArrayBuffer> {
    requireSimd();
    const bytes = nodeFile(this.#description.url());
    if (bytes === null) throw new NotInitializedError(this.#description.file);
    return bytes;
  }

  #check(module: WebAssembly.Module): void {
    this.#instantiate(module, this.#description.imports?.() ?? {});
  }

  #instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): Exports {
    const { file, abiVersion } = this.#description;
    return instantiate<Exports>(module, file, abiVersion, imports);
  }
}

async function bytesAt(source: string | URL | Response): Promise<BufferSource> {
  // A string may be relative to a page.
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
 * The content of a file, in runtimes with files: Node, Deno and Bun, which can't all fetch one; null elsewhere and for
 * other URLs. Nothing imports `node:fs`, so bundlers and browsers can use this file.
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

function copyOf(bytes: BufferSource): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice()
    : new Uint8Array(bytes).slice();
}

function compileTwin(bytes: Uint8Array): WebAssembly.Module | null {
  const shared = withSharedMemory(bytes);
  if (shared === null) return null;
  try {
    return new WebAssembly.Module(shared);
  } catch {
    return null;
  }
}

function isBytes(value: unknown): value is BufferSource {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** The error itself if it is already descriptive, otherwise a ModuleLoadError with it as the cause. */
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
