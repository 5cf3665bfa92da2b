/// <reference lib="esnext.disposable" preserve="true" />
/** Adam and AdamW over any arena: the step, clipping, saving and loading. */
import { FreedError, InvalidArgumentError, ReentrantCallError } from "../errors.js";
import type { ArenaFactory, OptimizerArena } from "./arena.js";
import { CallerStorage } from "./caller-storage.js";
import { NonFiniteGradientError } from "./errors.js";
import { checkMaxNorm, clipFactor, TotalNorm } from "./gradient-norm.js";
import { AdamGroup, type ParameterGroup } from "./group.js";
import { type ArenaLayout, layOut } from "./layout.js";
import type { Optimizer, StepReport } from "./optimizer.js";
import { announceLoads } from "./optimizer-events.js";
import { type AdamDefaults, type AdamSettings, readSettings } from "./options.js";
import { ResidentStorage } from "./resident-storage.js";
import { SCALARS_LENGTH } from "./scalars.js";
import {
  type AdamGroupState,
  type AdamState,
  assertStateAttached,
  parameterState,
  readState,
} from "./state.js";
import { type GradientOptions, type StepOptions, StepRequest } from "./step-options.js";
import { momentsOf, type TensorStorage } from "./storage.js";
import { warnOfCopies } from "./untrained-copies.js";

/**
 * Adam and AdamW in the order of operations of PyTorch's single-tensor code, float32 without fused multiply-add:
 *
 * ```
 * g = g / gradScale (negated to maximise) + weightDecay * p     (the sum: Adam only)
 * p = p * (1 - lr * weightDecay)                                (decoupled only)
 * m = m + (1 - beta1) * (g - m)
 * v = v * beta2 + ((1 - beta2) * g) * g
 * p = p + (-lr / (1 - beta1^t) * c * m) / (sqrt(v) + eps * c)    with c = sqrt(1 - beta2^t)
 * ```
 *
 * Numbers that are the same for all elements are computed in float64 and rounded once. The base of the classes `Adam`
 * and `AdamW` here and in @anneal/wasm, which differ in the arena alone.
 */
export abstract class AdamOptimizer implements Optimizer {
  declare readonly [Symbol.dispose]: () => void;

  static {
    // Not every engine has the symbol.
    if (typeof Symbol.dispose === "symbol") {
      Object.defineProperty(AdamOptimizer.prototype, Symbol.dispose, {
        value(this: AdamOptimizer) {
          this.free();
        },
      });
    }
  }

  readonly #settings: AdamSettings;
  readonly #layout: ArenaLayout;
  /** All that keeps the memory; null once it is freed. */
  #memory: OptimizerMemory | null;
  /** What a step is asked without options. */
  readonly #plainRequest: StepRequest;
  readonly #request: StepRequest;
  /** The rate of each group at the last step. Reports show it, so it is replaced when a rate changes, not filled. */
  #rates: readonly number[];
  #stepCount = 0;
  readonly #events = announceLoads(this);
  /** Whether anything has asked for `params` or `grads`. */
  #areViewsRead = false;
  /** Whether a call that changes something runs: what it calls of the caller's must not change it, too. */
  #isBusy = false;

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
    const arena = createArena(this.#layout.length);
    const storage =
      memory === "resident"
        ? new ResidentStorage(arena, this.#layout, parameters)
        : new CallerStorage(
            arena,
            this.#layout,
            parameters.map(({ source }) => source as Float32Array),
          );
    let end = 0;
    const adamGroups = groups.map(({ params: { length }, values }, i) => {
      const start = end;
      end += length;
      const scalars = this.#layout.scalars + i * SCALARS_LENGTH;
      return new AdamGroup(`groups[${i}]`, start, end, values, decoupledWeightDecay, scalars, arena);
    });
    this.#memory = { arena, storage, groups: Object.freeze(adamGroups) };
    this.#plainRequest = new StepRequest(lengths.flat());
    this.#request = new StepRequest(lengths.flat());
    this.#rates = groups.map(() => 0);
  }

  get engine(): "host" | "wasm" {
    return this.#use().arena.engine;
  }

  get params(): readonly Float32Array[] {
    this.#areViewsRead = true;
    return this.#use().storage.params;
  }

  get grads(): readonly Float32Array[] {
    this.#areViewsRead = true;
    return this.#use().storage.grads;
  }

  get groups(): readonly ParameterGroup[] {
    return this.#use().groups;
  }

  get stepCount(): number {
    return this.#stepCount;
  }

  step(options?: StepOptions): StepReport {
    const { storage, groups } = this.#begin();
    const request = options === undefined ? this.#plainRequest : this.#request;
    try {
      if (options !== undefined) request.readStep(options);
      if (request.grads !== null) this.#noticeCopies();
      return this.#stepAsAsked(storage, groups, request);
    } finally {
      request.release();
      this.#isBusy = false;
    }
  }

  #stepAsAsked(storage: TensorStorage, groups: readonly AdamGroup[], request: StepRequest): StepReport {
    this.#readRates(groups);
    // After the options and the rates: a getter or a function of the step may have freed or transferred anything.
    this.#use();
    storage.assertAttached();
    request.assertAttached();
    if (request.foundInf) return this.#report("foundInf", null);

    storage.assertUsable(request.grads);
    const refused = this.#settings.nonFinite === "propagate" ? null : this.#findNonFinite(storage, request);
    if (refused !== null) return this.#report("nonFinite", refused);
    storage.take(request.grads);
    const factor = this.#settings.maximize ? -request.gradientFactor : request.gradientFactor;
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as AdamGroup;
      if (group.start < group.end && group.counts.isEven && !hasAbsent(group, request)) {
        group.prepare(group.counts.addToAll(), factor);
        storage.update(group.start, group.end, group.scalarsStart, request.grads);
      } else {
        updateUnevenly(storage, group, request, factor);
      }
    }
    const report = this.#report(null, null);
    this.#stepCount++;
    return report;
  }

  /** Gradients that are not of `params`, from the second step on, can be of the arrays that were copied only. */
  #noticeCopies(): void {
    const { name, copiesUntold } = this.#settings;
    if (copiesUntold && this.#stepCount > 0 && !this.#areViewsRead) warnOfCopies(name);
  }

  #readRates(groups: readonly AdamGroup[]): void {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i] as AdamGroup;
      group.readRate(this.#stepCount);
      if (group.rate !== this.#rates[i]) this.#rates = replaced(this.#rates, i, group.rate);
    }
  }

  /** The first parameter whose gradient is not finite, for a policy that minds. */
  #findNonFinite(storage: TensorStorage, { absent, grads, gradientFactor }: StepRequest): number | null {
    for (let i = 0; i < storage.params.length; i++) {
      if (absent?.[i] === 1) continue;
      // The update sees the product: a factor above 1 can make an infinity of what is finite.
      const gradient = storage.gradient(i, grads);
      const passes =
        storage.allFinite(i, grads) && (gradientFactor <= 1 || staysFinite(gradient, gradientFactor));
      if (passes) continue;
      if (this.#settings.nonFinite === "skip") return i;
      const element = gradient.findIndex((value) => !Number.isFinite(Math.fround(value * gradientFactor)));
      throw new NonFiniteGradientError(
        i,
        element,
        Math.fround((gradient[element] as number) * gradientFactor),
      );
    }
    return null;
  }

  #report(skipped: StepReport["skipped"], parameter: number | null): StepReport {
    return { stepped: skipped === null, skipped, parameter, step: this.#stepCount, lr: this.#rates };
  }

  clipGradNorm(maxNorm: number, options?: GradientOptions): number {
    const { storage } = this.#begin();
    const request = options === undefined ? this.#plainRequest : this.#request;
    try {
      checkMaxNorm(maxNorm);
      if (options !== undefined) request.readGradients(options);
      this.#use();
      storage.assertAttached();
      request.assertAttached();
      return clip(storage, maxNorm, request);
    } finally {
      request.release();
      this.#isBusy = false;
    }
  }

  zeroGrad(): void {
    const { storage } = this.#use();
    if (storage.needsGradients) {
      throw new InvalidArgumentError(
        "memory",
        "caller",
        '"resident" for zeroGrad: there are no other gradients',
      );
    }
    for (const grad of storage.grads) grad.fill(0);
  }

  stateDict(): AdamState {
    const { arena, storage, groups } = this.#use();
    storage.assertAttached();
    const { amsgrad, maximize, decoupledWeightDecay } = this.#settings;
    return {
      format: "anneal/adam",
      version: 1,
      step: this.#stepCount,
      amsgrad,
      maximize,
      decoupledWeightDecay,
      groups: groups.map((group) => group.state()),
      params: groups.flatMap(({ counts, start, end }) =>
        storage.params
          .slice(start, end)
          .map(({ length }, i) =>
            parameterState(counts.at(i), momentsOf(arena, this.#layout, start + i, length)),
          ),
      ),
    };
  }

  loadStateDict(state: AdamState): void {
    const { arena, storage, groups } = this.#begin();
    try {
      storage.assertAttached();
      const { amsgrad, maximize, decoupledWeightDecay } = this.#settings;
      const lengths = storage.params.map(({ length }) => length);
      const saved = readState(state, { amsgrad, maximize, decoupledWeightDecay, groups, lengths });
      // Again, as getters of the state may have freed or transferred anything.
      this.#use();
      storage.assertAttached();
      assertStateAttached(saved, lengths);
      this.#stepCount = saved.step;
      for (const [i, group] of groups.entries()) {
        group.load(saved.groups[i] as AdamGroupState);
        group.counts.set(saved.params.slice(group.start, group.end).map(({ step }) => step));
      }
      for (const [i, { expAvg, expAvgSq, maxExpAvgSq }] of saved.params.entries()) {
        const moments = momentsOf(arena, this.#layout, i, lengths[i] as number);
        moments.expAvg.set(expAvg);
        moments.expAvgSq.set(expAvgSq);
        if (maxExpAvgSq !== null) moments.maxExpAvgSq?.set(maxExpAvgSq);
      }
      this.#events.stateLoaded(saved.step);
    } finally {
      this.#isBusy = false;
    }
  }

  free(): void {
    this.#memory?.arena.release();
    this.#memory = null;
  }

  #use(): OptimizerMemory {
    if (this.#memory === null) throw new FreedError(`this ${this.#settings.name}`);
    return this.#memory;
  }

  /** The memory for a call that changes it and sets `#isBusy` back at its end. */
  #begin(): OptimizerMemory {
    const memory = this.#use();
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#settings.name}`);
    this.#isBusy = true;
    return memory;
  }
}

interface OptimizerMemory {
  readonly arena: OptimizerArena;
  readonly storage: TensorStorage;
  readonly groups: readonly AdamGroup[];
}

function clip(storage: TensorStorage, maxNorm: number, { absent, grads }: StepRequest): number {
  storage.assertUsable(grads);
  storage.take(grads);
  const total = new TotalNorm();
  for (let i = 0; i < storage.params.length; i++)
    if (absent?.[i] !== 1) total.add(storage.sumOfSquares(i, grads));
  const { norm } = total;
  const factor = clipFactor(norm, maxNorm);
  for (let i = 0; i < storage.params.length; i++) if (absent?.[i] !== 1) storage.scale(i, factor, grads);
  return norm;
}

/** Whether no product of a finite gradient with the factor overflows a float32. */
function staysFinite(gradient: Float32Array, factor: number): boolean {
  for (let i = 0; i < gradient.length; i++) {
    if (Math.abs(Math.fround((gradient[i] as number) * factor)) === Number.POSITIVE_INFINITY) return false;
  }
  return true;
}

/** Whether a parameter of the group has no gradient in this step. */
function hasAbsent({ start, end }: AdamGroup, { absent }: StepRequest): boolean {
  const first = absent === null ? -1 : absent.indexOf(1, start);
  return first >= 0 && first < end;
}

/** One update of the storage for each run of neighbours that have a gradient and the same count. */
function updateUnevenly(
  storage: TensorStorage,
  group: AdamGroup,
  { absent, grads }: StepRequest,
  gradientFactor: number,
): void {
  const { counts, start: first } = group;
  let start = first;
  while (start < group.end) {
    const count = counts.at(start - first);
    let end = start;
    while (end < group.end && absent?.[end] !== 1 && counts.at(end - first) === count) {
      counts.addTo(end - first);
      end++;
    }
    if (end === start) {
      start++;
      continue;
    }
    group.prepare(count + 1, gradientFactor);
    storage.update(start, end, group.scalarsStart, grads);
    start = end;
  }
  counts.settle();
}

function replaced(values: readonly number[], index: number, value: number): readonly number[] {
  const copy = [...values];
  copy[index] = value;
  return copy;
}
