/** The engine in WebAssembly. */
import { type Engine, hostEngine } from "@anneal/core/internal";

export const wasmEngine: Engine = hostEngine;
