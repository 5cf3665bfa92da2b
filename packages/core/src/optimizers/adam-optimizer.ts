/// <reference lib="esnext.disposable" preserve="true" />
/** Adam and AdamW over any arena: the step, clipping, saving and loading. */
import { numberAtLeast } from "../arguments.js";
import { FreedError, InvalidArgumentError } from "../errors.js";
import type { ArenaFactory, OptimizerArena } from "./arena.js";
import { CallerStorage } from "./caller-storage.js";
import { NonFiniteGradientError } from "./errors.js";
import { clipFactor, TotalNorm } from "./gradient-norm.js";
import { AdamGroup, type ParameterGroup } from "./group.js";
import { type ArenaLayout, layOut } from "./layout.js";
import type { Optimizer, StepReport } from "./optimizer.js";
import { type AdamDefaults, type AdamSettings, readSettings } from "./options.js";
import { ResidentStorage } from "./resident-storage.js";
import { AdamScalars } from "./scalars.js";
import { type AdamState, parameterState, readState } from "./state.js";
import { type GradientOptions, type StepOptions, StepRequest } from "./step-options.js";
import { momentsOf, type TensorStorage } from "./storage.js";

/**
 * Adam and AdamW in the order of operations of PyTorch's single-tensor code, float32 without fused multiply-add:
 *
 * ```
 * g = g / gradScale (negated to maximise) + weightDecay * p     (the sum: Adam only)
 * p = p * (1 - lr * weightDecay)                                (decoupled only)
 * m = m + (1 - beta1) * (g - m)
 * v = v * beta2 + ((1 - beta2) * g) * g
 * p = p + (-lr / (1 - beta1^t) * m) / (sqrt(v) * (1 / sqrt(1 - beta2^t)) + eps)
 * ```
 *
 * Numbers that are the same for all elements are computed in float64 and rounded once. The base of the classes `Adam`
 * and `AdamW` here and in @anneal/wasm, which differ in the arena alone.
 */
export abstract class AdamOptimizer implements Optimizer {
  /** `Symbol.dispose` is added below, where the engine has the symbol. */
  declare readonly [Symbol.dispose]: () => void;

  readonly #settings: AdamSettings;
  readonly #groups: readonly AdamGroup[];
  readonly #layout: ArenaLayout;
  readonly #storage: TensorStorage;
  readonly #request: StepRequest;
  /** How often each parameter was updated. */
  readonly #counts: Float64Array;
  readonly #rates: number[];
  readonly #scalars = new AdamScalars();
  /** Null once it is freed. */
  #arena: OptimizerArena | null;
  #stepCount = 0;

  protected constructor(
    defaults: AdamDefaults,
    params: unknown,
    options: unknown,
    createArena: ArenaFactory,
  ) {
    const settings = readSettings(defaults, params, options);
    const { groups, memory, amsgrad, decoupledWeightDecay } = settings;
    const parameters = groups.flatMap((group) => group.params);
    this.#settings = settings;
    const lengths = groups.map((group) => group.params.map(({ length }) => length));
    this.#layout = layOut(lengths, memory, amsgrad);
    let end = 0;
    this.#groups = Object.freeze(
      groups.map(({ params: { length }, values }, i) => {
        const start = end;
        end += length;
        return new AdamGroup(`groups[${i}]`, start, end, values, decoupledWeightDecay);
      }),
    );
    this.#arena = createArena(this.#layout.length);
    this.#storage =
      memory === "resident"
        ? new ResidentStorage(this.#arena, this.#layout, parameters)
        : new CallerStorage(
            this.#arena,
            this.#layout,
            parameters.map(({ source }) => source as Float32Array),
          );
    this.#request = new StepRequest(this.#storage.params);
    this.#counts = new Float64Array(parameters.length);
    this.#rates = groups.map(() => 0);
  }

  get engine(): "host" | "wasm" {
    return this.#use().engine;
  }

  get params(): readonly Float32Array[] {
    this.#use();
    return this.#storage.params;
  }

  get grads(): readonly Float32Array[] {
    this.#use();
    return this.#storage.grads;
  }

  get groups(): readonly ParameterGroup[] {
    return this.#groups;
  }

  get stepCount(): number {
    return this.#stepCount;
  }

  step(options?: StepOptions): StepReport {
    this.#use();
    const request = this.#request;
    request.readStep(options);
    this.#storage.assertAttached();
    const rates = this.#rates;
    for (let i = 0; i < rates.length; i++) rates[i] = (this.#groups[i] as AdamGroup).rateAt(this.#stepCount);
    if (request.foundInf) return this.#report("foundInf", null);

    this.#storage.take(request.grads);
    if (this.#settings.nonFinite !== "propagate") {
      const parameter = this.#findNonFinite(request.absent);
      if (parameter !== null) {
        this.#storage.letGo();
        return this.#report("nonFinite", parameter);
      }
    }
    this.#scalars.gradientFactor = this.#settings.maximize ? -request.gradientFactor : request.gradientFactor;
    for (let i = 0; i < rates.length; i++) {
      this.#updateGroup(this.#groups[i] as AdamGroup, rates[i] as number, request.absent);
    }
    this.#storage.letGo();
    const report = this.#report(null, null);
    this.#stepCount++;
    return report;
  }

  /** One call of the storage for each run of neighbours that have a gradient and the same count. */
  #updateGroup(group: AdamGroup, rate: number, absent: Uint8Array | null): void {
    const counts = this.#counts;
    let start = group.start;
    while (start < group.end) {
      if (absent !== null && absent[start] === 1) {
        start++;
        continue;
      }
      const count = counts[start] as number;
      let end = start;
      do counts[end++] = count + 1;
      while (end < group.end && counts[end] === count && (absent === null || absent[end] === 0));
      group.fillScalars(this.#scalars, rate, count + 1);
      this.#storage.update(start, end, this.#scalars);
      start = end;
    }
  }

  /** The first parameter whose gradient is not finite, for a policy that minds. */
  #findNonFinite(absent: Uint8Array | null): number | null {
    const storage = this.#storage;
    for (let i = 0; i < this.#counts.length; i++) {
      if (absent?.[i] === 1 || storage.allFinite(i)) continue;
      if (this.#settings.nonFinite === "skip") return i;
      const gradient = storage.gradient(i);
      storage.letGo();
      const element = gradient.findIndex((value) => !Number.isFinite(value));
      throw new NonFiniteGradientError(i, element, gradient[element] as number);
    }
    return null;
  }

  #report(skipped: StepReport["skipped"], parameter: number | null): StepReport {
    return { stepped: skipped === null, skipped, parameter, step: this.#stepCount, lr: this.#rates.slice() };
  }

  clipGradNorm(maxNorm: number, options?: GradientOptions): number {
    this.#use();
    numberAtLeast("maxNorm", maxNorm, 0);
    const { absent, grads } = this.#readGradients(options);
    const storage = this.#storage;
    storage.take(grads);
    const total = new TotalNorm();
    for (let i = 0; i < this.#counts.length; i++) if (absent?.[i] !== 1) total.add(storage.sumOfSquares(i));
    const { norm } = total;
    const factor = clipFactor(norm, maxNorm);
    for (let i = 0; i < this.#counts.length; i++) if (absent?.[i] !== 1) storage.scale(i, factor);
    storage.letGo();
    return norm;
  }

  #readGradients(options: GradientOptions | undefined): StepRequest {
    this.#request.readGradients(options);
    this.#storage.assertAttached();
    return this.#request;
  }

  zeroGrad(): void {
    this.#use();
    if (this.#settings.memory === "caller") {
      throw new InvalidArgumentError(
        "memory",
        "caller",
        '"resident" for zeroGrad: there are no other gradients',
      );
    }
    for (const grad of this.#storage.grads) grad.fill(0);
  }

  stateDict(): AdamState {
    const arena = this.#use();
    const { amsgrad, maximize, decoupledWeightDecay } = this.#settings;
    return {
      format: "anneal/adam",
      version: 1,
      step: this.#stepCount,
      amsgrad,
      maximize,
      decoupledWeightDecay,
      groups: this.#groups.map(({ lr, betas, eps, weightDecay, start, end }) => ({
        lr: typeof lr === "number" ? lr : null,
        betas,
        eps,
        weightDecay,
        params: end - start,
      })),
      params: this.#storage.params.map(({ length }, i) =>
        parameterState(this.#counts[i] as number, momentsOf(arena, this.#layout, i, length)),
      ),
    };
  }

  loadStateDict(state: AdamState): void {
    const arena = this.#use();
    const { amsgrad, maximize, decoupledWeightDecay } = this.#settings;
    const lengths = this.#storage.params.map(({ length }) => length);
    const checked = readState(state, {
      amsgrad,
      maximize,
      decoupledWeightDecay,
      groups: this.#groups,
      lengths,
    });
    this.#stepCount = checked.step;
    for (const [i, saved] of checked.groups.entries()) (this.#groups[i] as AdamGroup).load(saved);
    for (const [i, saved] of checked.params.entries()) {
      const moments = momentsOf(arena, this.#layout, i, lengths[i] as number);
      this.#counts[i] = saved.step;
      moments.expAvg.set(saved.expAvg);
      moments.expAvgSq.set(saved.expAvgSq);
      if (saved.maxExpAvgSq !== null) moments.maxExpAvgSq?.set(saved.maxExpAvgSq);
    }
  }

  free(): void {
    this.#arena?.release();
    this.#arena = null;
  }

  #use(): OptimizerArena {
    if (this.#arena === null) throw new FreedError(`this ${this.#settings.name}`);
    return this.#arena;
  }
}

if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(AdamOptimizer.prototype, Symbol.dispose, {
    value(this: AdamOptimizer) {
      this.free();
    },
  });
}
