/** Finds, compiles and remembers the WebAssembly module. */
import { InvalidArgumentError, OutOfMemoryError } from "@anneal/core";
import { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
import { instantiate, type KernelExports } from "./instance.js";
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
interface LoadedModule {
  readonly module: WebAssembly.Module;
  readonly byteLength: number | null;
}

let loaded: LoadedModule | null = null;
let loading: Promise<void> | null = null;
/** Why the module can't be loaded on the spot, so that no file is read again at every question. */
let failure: ModuleLoadError | null = null;

/**
 * Loads the module, once: later calls wait for the first, or do nothing when it is there, whatever their source. After
 * a failure it can be called again. In Node, Deno and Bun it is not needed: the file is read on first use.
 *
 * @param source Default: `kernels.wasm` of this package, which bundlers find by its URL below and bring along.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function init(source?: ModuleSource): Promise<void> {
  const given = Promise.resolve(source);
  // It may never be looked at, and a rejection that nobody handles would end the process.
  given.catch(() => {});
  if (loaded !== null) return Promise.resolve();
  failure = null;
  loading ??= load(given).finally(() => {
    loading = null;
  });
  return loading;
}

/**
 * Loads the module from bytes that are there, or takes it compiled; does nothing when it is loaded.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  failure = null;
  loaded ??= compileSync(source);
}

/**
 * An instance with memory of its own, for whoever lays out that memory.
 * @throws SimdUnavailableError, ModuleLoadError, or NotInitializedError where the module can't be loaded on the spot
 */
export function createInstance(): KernelExports {
  return instantiate(loadedModule().module);
}

/**
 * The module that is loaded, or is now, where that takes no waiting. A failure stands until `init` or `initSync`.
 * @throws SimdUnavailableError, ModuleLoadError, NotInitializedError or OutOfMemoryError
 */
export function loadedModule(): LoadedModule {
  if (loaded !== null) return loaded;
  if (failure !== null) throw failure;
  try {
    loaded = compileSync(readFile());
  } catch (error) {
    if (error instanceof ModuleLoadError) failure = error;
    throw error;
  }
  return loaded;
}

async function load(source: Promise<Awaited<ModuleSource> | undefined>): Promise<void> {
  requireSimd();
  const compiled = await compile(source);
  instantiate(compiled.module);
  // Somebody may have called initSync meanwhile: all instances come from one module.
  loaded ??= compiled;
}

async function compile(given: Promise<Awaited<ModuleSource> | undefined>): Promise<LoadedModule> {
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

async function bytesAt(source: string | URL | Response | undefined): Promise<BufferSource> {
  if (source === undefined) return bytesAt(moduleUrl());
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

function compileSync(source: BufferSource | WebAssembly.Module): LoadedModule {
  requireSimd();
  const isModule = source instanceof WebAssembly.Module;
  if (!isModule && !isBytes(source)) {
    throw new InvalidArgumentError("source", source, "the bytes of the module, or a WebAssembly.Module");
  }
  try {
    const module = isModule ? source : new WebAssembly.Module(source);
    instantiate(module);
    return { module, byteLength: isModule ? null : source.byteLength };
  } catch (cause) {
    throw loadError(cause);
  }
}

function requireSimd(): void {
  if (!hasSimd()) throw new SimdUnavailableError();
}

function readFile(): Uint8Array<ArrayBuffer> {
  requireSimd();
  const bytes = nodeFile(moduleUrl());
  if (bytes === null) throw new NotInitializedError();
  return bytes;
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

/** In this form, a literal beside import.meta.url, bundlers see the file. It is the same from src and from dist. */
function moduleUrl(): URL {
  return new URL("../../module/kernels.wasm", import.meta.url);
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
