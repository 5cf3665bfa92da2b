/** The language model in jax-js, with AdamW under jit and fused. */
import type { OptimizerState, Schedule } from "@anneal/core";
import { adamw, applyUpdates, chain, clipByGlobalNorm, type Tree, traceable } from "@anneal/jax";
import { fusedAdamW } from "@anneal/jax/fused";
import { jit, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { BATCH, type Batch } from "./batches.js";
import { type Learner, type Saved, timed, type Update } from "./learner.js";
import { createParams, loss, type Params } from "./model.js";
import { arraysOf } from "./train.js";
import { mapWeights } from "./weights.js";

abstract class JaxLearner implements Learner {
  protected params: Params;
  readonly #gradient = jit(valueAndGrad((p: Params, x: np.Array, y: np.Array) => loss(p, x, y, BATCH)));

  constructor(characters: number, seed: number) {
    this.params = createParams(characters, seed);
  }

  update(batch: Batch): Update {
    const [inputs, targets] = arraysOf(batch);
    let gradients: Tree = [];
    return timed(
      () => {
        const [value, made] = this.#gradient(tree.ref(this.params), inputs, targets);
        gradients = made as Params;
        // Reading the loss makes jax-js run its deferred work, including the gradients.
        return value.item();
      },
      () => this.step(gradients),
    );
  }

  /** Consumes the gradients. */
  protected abstract step(gradients: Tree): void;
  protected abstract saveOptimizer(): unknown;
  protected abstract loadOptimizer(saved: unknown): void;

  async save(): Promise<Saved> {
    const weights = mapWeights(this.params, (each) => each.ref.dataSync() as Float32Array);
    return { weights, optimizer: this.saveOptimizer() };
  }

  async load({ weights, optimizer }: Saved): Promise<void> {
    const before = this.params;
    this.params = mapWeights(before, ({ shape }, name) =>
      np.array(weights[name] as Float32Array<ArrayBuffer>).reshape([...shape]),
    );
    tree.dispose(before);
    this.loadOptimizer(optimizer);
  }

  dispose(): void {
    this.#gradient.dispose();
    tree.dispose(this.params);
  }
}

/** Uses a fused AdamW: one pass over each weight, in jax-js's memory. */
export class JaxFused extends JaxLearner {
  readonly #optimizer;

  /** @param state The precision of the moments. */
  constructor(
    schedule: Schedule,
    characters: number,
    seed: number,
    state: "float32" | "8bit" | "bf16" = "float32",
  ) {
    super(characters, seed);
    const options = { betas: [0.9, 0.99], weightDecay: 0.01, clipNorm: 1 } as const;
    this.#optimizer = fusedAdamW({ ...options, lr: schedule, state });
  }

  protected override step(gradients: Tree): void {
    this.params = this.#optimizer.step(this.params, gradients);
  }

  protected override saveOptimizer(): unknown {
    return this.#optimizer.stateDict();
  }

  protected override loadOptimizer(saved: unknown): void {
    this.#optimizer.loadStateDict(saved as OptimizerState);
  }

  override dispose(): void {
    super.dispose();
    this.#optimizer.dispose();
  }
}

/** Uses Optax's transformations under jit. */
export class JaxJitted extends JaxLearner {
  readonly #update;
  #state: Tree;

  constructor(schedule: Schedule, characters: number, seed: number) {
    super(characters, seed);
    const optimizer = chain(clipByGlobalNorm(1), adamw(traceable(schedule), { weightDecay: 0.01, b2: 0.99 }));
    this.#state = optimizer.init(tree.ref(this.params));
    this.#update = jit((params: Params, state: Tree, gradients: Params): [Params, Tree] => {
      const [updates, next] = optimizer.update(gradients, state, tree.ref(params));
      return [applyUpdates(params, updates), next];
    });
  }

  protected override step(gradients: Tree): void {
    const [params, state] = this.#update(this.params, this.#state, gradients as Params);
    [this.params, this.#state] = [params as Params, state as Tree];
    this.params.embedding.ref.slice([0, 0]).dataSync();
  }

  protected override saveOptimizer(): unknown {
    return tree.leaves<np.Array>(this.#state).map((leaf) => ({
      dtype: leaf.dtype,
      shape: leaf.shape,
      values: leaf.ref.dataSync(),
    }));
  }

  protected override loadOptimizer(saved: unknown): void {
    type Leaf = { dtype: np.DType; shape: number[]; values: Float32Array<ArrayBuffer> };
    const leaves = (saved as Leaf[]).map(({ dtype, shape, values }) => np.array(values, { dtype, shape }));
    const before = this.#state;
    this.#state = tree.unflatten(tree.structure(before), leaves) as Tree;
    tree.dispose(before);
  }

  override dispose(): void {
    super.dispose();
    tree.dispose(this.#state);
    this.#update.dispose();
  }
}
