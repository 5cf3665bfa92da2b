/** Adam and AdamW on fused WebAssembly kernels. */
import type { AdamOptions, AdamWOptions, ParameterSources } from "@anneal/core";
import {
  type AdamDefaults,
  AdamOptimizer,
  type ArenaFactory,
  adamDefaults,
  adamWDefaults,
  choice,
  createHostArena,
  fieldsOf,
  isRecord,
} from "@anneal/core/internal";
import { type EngineChoice, engineChoices, resolveEngine } from "../module/index.js";
import { createWasmArena } from "./wasm-arena.js";

/** What the optimizers of this package take besides the options of those of @anneal/core. */
export interface EngineOption {
  /**
   * `"auto"` (default): WebAssembly where it is loaded or can be loaded on the spot, else TypeScript. `"wasm"`: an error
   * where it isn't. `"host"`: TypeScript. The results are the same bits.
   */
  readonly engine?: EngineChoice;
}

/**
 * Adam as in @anneal/core, with the same bits, in WebAssembly memory of its own.
 *
 * ```ts
 * const optimizer = new Adam([784 * 128, 128], { lr: schedule });
 * const [weights, biases] = optimizer.params; // views: write the initial values, then train
 * ```
 */
export class Adam extends AdamOptimizer {
  /**
   * @throws InvalidArgumentError or OutOfMemoryError; with `engine: "wasm"` also SimdUnavailableError, ModuleLoadError
   * or NotInitializedError
   */
  constructor(params: ParameterSources, options: AdamOptions & EngineOption = {}) {
    const [rest, createArena] = splitEngine(options, adamDefaults);
    super(adamDefaults, params, rest, createArena);
  }
}

/**
 * AdamW as in @anneal/core, with the same bits, in WebAssembly memory of its own.
 *
 * ```ts
 * const optimizer = new AdamW([{ params: [weights] }, { params: [biases], weightDecay: 0 }], { lr: schedule });
 * ```
 */
export class AdamW extends AdamOptimizer {
  /**
   * @throws InvalidArgumentError or OutOfMemoryError; with `engine: "wasm"` also SimdUnavailableError, ModuleLoadError
   * or NotInitializedError
   */
  constructor(params: ParameterSources, options: AdamWOptions & EngineOption = {}) {
    const [rest, createArena] = splitEngine(options, adamWDefaults);
    super(adamWDefaults, params, rest, createArena);
  }
}

/** The options of the core, and the arena that was asked for. What is no options object is left to the core to refuse. */
function splitEngine(options: EngineOption, { optionNames }: AdamDefaults): [object, ArenaFactory] {
  if (!isRecord(options)) return [options, createHostArena];
  const { engine = "auto", ...rest } = Object.fromEntries(fieldsOf(options, [...optionNames, "engine"]));
  const resolved = resolveEngine(choice("engine", engine, engineChoices));
  return [rest, resolved === "wasm" ? createWasmArena : createHostArena];
}
