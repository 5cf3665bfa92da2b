/** Finds, compiles and remembers the WebAssembly module. */
import { InvalidArgumentError } from "@anneal/core";
import { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
import { instantiate, type KernelExports } from "./instance.js";
import { hasSimd } from "./simd.js";

/** Where the module may come from: an address, a response to it, its bytes, or the compiled module. */
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

/**
 * Loads the module, once: later calls wait for the first, or do nothing when it is there. After a failure it can be
 * called again. In Node, Deno and Bun it is not needed: the file is read on first use.
 *
 * @param source Default: `kernels.wasm` of this package, which bundlers find by its URL below and bring along.
 * @throws SimdUnavailableError, ModuleLoadError or InvalidArgumentError
 */
export function init(source?: ModuleSource): Promise<void> {
  if (loaded !== null) return Promise.resolve();
  loading ??= load(source).finally(() => {
    loading = null;
  });
  return loading;
}

/**
 * Loads the module from bytes that are there, or takes it compiled; does nothing when it is loaded.
 * @throws SimdUnavailableError, ModuleLoadError or InvalidArgumentError
 */
export function initSync(source: BufferSource | WebAssembly.Module): void {
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
 * The module that is loaded, or is now, where that takes no waiting.
 * @throws SimdUnavailableError, ModuleLoadError or NotInitializedError
 */
export function loadedModule(): LoadedModule {
  loaded ??= compileSync(readFile());
  return loaded;
}

async function load(source: ModuleSource | undefined): Promise<void> {
  requireSimd();
  const compiled = await compile(await source);
  instantiate(compiled.module);
  // Somebody may have called initSync meanwhile: all instances come from one module.
  loaded ??= compiled;
}

async function compile(source: Awaited<ModuleSource> | undefined): Promise<LoadedModule> {
  if (source instanceof WebAssembly.Module) return { module: source, byteLength: null };
  try {
    // Not compileStreaming: the module is small, and servers that don't know .wasm are many.
    const bytes = isBytes(source) ? source : await bytesAt(source);
    return { module: await WebAssembly.compile(bytes), byteLength: bytes.byteLength };
  } catch (cause) {
    if (cause instanceof InvalidArgumentError) throw cause;
    throw loadError(cause);
  }
}

async function bytesAt(source: string | URL | Response | undefined): Promise<BufferSource> {
  if (source === undefined) return nodeFile() ?? bytesAt(moduleUrl());
  if (typeof source === "string" || source instanceof URL) return bytesAt(await fetch(source));
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
    throw cause instanceof ModuleLoadError ? cause : loadError(cause);
  }
}

function requireSimd(): void {
  if (!hasSimd()) throw new SimdUnavailableError();
}

function readFile(): Uint8Array<ArrayBuffer> {
  requireSimd();
  const bytes = nodeFile();
  if (bytes === null) throw new NotInitializedError();
  return bytes;
}

/**
 * The module's file where there are files: Node, Deno and Bun; null elsewhere. Nothing imports `node:fs`, so bundlers
 * and browsers take this file as it is.
 */
function nodeFile(): Uint8Array<ArrayBuffer> | null {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  const url = moduleUrl();
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

function loadError(cause: unknown): ModuleLoadError {
  return new ModuleLoadError(cause instanceof Error ? cause.message : String(cause), { cause });
}
