/** An optimizer with any rule whose arrays and kernels are in WebAssembly. */
import {
  Optimizer as HostOptimizer,
  isRule,
  type OptimizerOptions,
  type ParameterDtype,
  type ParameterSources,
  type Rule,
} from "@anneal/core";
import { choice, fieldsOf, isRecord } from "@anneal/core/arguments";
import { type Engine, hostEngine, optionNames } from "@anneal/core/optimizer-engine";
import { type EngineChoice, engineChoices, optimizersModule, resolveEngine, use } from "../module/index.js";
import type { ThreadsOption } from "../threads/index.js";
import { engineWith } from "./thread-option.js";
import { ThreadedEngine } from "./threaded-engine.js";

const module = use(optimizersModule);

/** The options of the optimizers of this package, besides those of @anneal/core. */
export interface EngineOption {
  /**
   * `"auto"` (default): WebAssembly if it is loaded or can be loaded synchronously, otherwise TypeScript. `"wasm"`: an error
   * if it can't be. `"host"`: TypeScript. The results are the same bits.
   */
  readonly engine?: EngineChoice;
  /**
   * The number of threads that share a step; the bits are the same for any number. `"auto"` (default): those of the machine,
   * up to 8, for arrays of 2 MiB and more and as long as that is faster than one; one thread if there is no shared memory.
   * A number above 1: an error if there can't be as many. The memory of the arrays is then a SharedArrayBuffer.
   */
  readonly threads?: ThreadsOption;
}

/**
 * `Optimizer` as in @anneal/core, with the same bits, in its own WebAssembly memory. Rules without kernels in the module,
 * such as those created by `defineRule`, are interpreted over that memory.
 *
 * ```ts
 * const optimizer = new Optimizer(adamw, [784 * 128, 128], { lr: schedule });
 * const [weights, biases] = optimizer.params; // views: write the initial values, then train
 * ```
 */
export class Optimizer<R extends Rule = Rule, Dtype extends ParameterDtype = "float32"> extends HostOptimizer<
  R,
  Dtype
> {
  readonly #engine: Engine;

  /**
   * @throws InvalidArgumentError or OutOfMemoryError; ThreadsUnavailableError; with `engine: "wasm"` also SimdUnavailableError, ModuleLoadError
   * or NotInitializedError
   */
  constructor(
    rule: R,
    params: ParameterSources<R, Dtype>,
    options: OptimizerOptions<R> & EngineOption = {} as OptimizerOptions<R>,
  ) {
    const [rest, engine] = splitEngine(options, rule);
    super(rule, params, rest as OptimizerOptions<R>, engine);
    this.#engine = engine;
  }

  /**
   * How many threads share large steps now. Worker threads start with the first step that needs them, and steps have one
   * thread until they have started, and once one of them has ended by itself.
   */
  get threads(): number {
    return this.#engine instanceof ThreadedEngine ? this.#engine.threads : 1;
  }
}

/** The options of the core, and the requested engine. The core rejects a value that is not an options object. */
function splitEngine(options: EngineOption, rule: Rule): [object, Engine] {
  if (!isRecord(options) || !isRule(rule)) return [options, hostEngine];
  const {
    engine = "auto",
    threads = "auto",
    ...rest
  } = Object.fromEntries(fieldsOf(options, [...optionNames(rule), "engine", "threads"]));
  const resolved = resolveEngine(choice("engine", engine, engineChoices), module);
  return [rest, engineWith(threads, resolved, rest.memory)];
}
