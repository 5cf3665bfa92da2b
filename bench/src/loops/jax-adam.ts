/** Adam in one `jit` of jax-js: as the best of us would write it by hand, and as its own optax writes it. */
import { jit, numpy as np } from "@jax-js/jax";

/** What jax-js arrays a run holds, and how it takes a step. */
export interface JaxAdam {
  step(): void;
  parameters(): Float32Array;
}

const [b1, b2, eps, weightDecay] = [0.9, 0.999, 1e-8, 0.01];

/** Bias corrections and rate are numbers of the host, handed over at every step: nothing but the three loops is left. */
export function jaxAdamByHand(parameters: Float32Array, gradients: Float32Array, lr: number): JaxAdam {
  const scalar = (value: number) => np.array(value, { dtype: np.float32 });
  const gradient = np.array(gradients);
  let state: [p: np.Array, m: np.Array, v: np.Array] = [
    np.array(parameters),
    np.zeros([parameters.length]),
    np.zeros([parameters.length]),
  ];
  let count = 0;
  const step = jit(
    (
      p: np.Array,
      m: np.Array,
      v: np.Array,
      g: np.Array,
      first: np.Array,
      second: np.Array,
      rate: np.Array,
    ): [np.Array, np.Array, np.Array] => {
      const mean = m.mul(b1).add(g.ref.mul(1 - b1));
      const square = v.mul(b2).add(np.square(g).mul(1 - b2));
      const direction = mean.ref.mul(first).div(np.sqrt(square.ref.mul(second)).add(eps));
      const next = p.ref.sub(direction.add(p.mul(weightDecay)).mul(rate));
      return [next, mean, square];
    },
  );
  return {
    step() {
      count++;
      const [first, second] = [1 / (1 - b1 ** count), 1 / (1 - b2 ** count)];
      state = step(...state, gradient.ref, scalar(first), scalar(second), scalar(lr));
      finish(state[0]);
    },
    parameters: () => state[0].ref.dataSync() as Float32Array,
  };
}

/**
 * The arithmetic of `adamw` in jax-js's package optax 0.1.2 (MIT, Eric Zhang), which npm doesn't have: the corrections are
 * powers of the traced count, in every element.
 */
export function jaxAdamAsOptax(parameters: Float32Array, gradients: Float32Array, lr: number): JaxAdam {
  const gradient = np.array(gradients);
  let state: [p: np.Array, m: np.Array, v: np.Array, count: np.Array] = [
    np.array(parameters),
    np.zeros([parameters.length]),
    np.zeros([parameters.length]),
    np.array(0, { dtype: np.uint32 }),
  ];
  const corrected = (moment: np.Array, decay: number, count: np.Array) =>
    moment.mul(np.reciprocal(np.subtract(1, np.power(decay, count.astype(np.float32)))));
  const step = jit(
    (
      p: np.Array,
      m: np.Array,
      v: np.Array,
      before: np.Array,
      g: np.Array,
    ): [np.Array, np.Array, np.Array, np.Array] => {
      const mean = g.ref.mul(1 - b1).add(m.mul(b1));
      const square = g.ref
        .mul(g)
        .mul(1 - b2)
        .add(v.mul(b2));
      const count = before.add(1);
      const first = corrected(mean.ref, b1, count.ref);
      const second = corrected(square.ref, b2, count.ref);
      const direction = first.div(np.sqrt(second.add(0)).add(eps)).add(p.ref.mul(weightDecay));
      return [p.add(direction.mul(-lr)), mean, square, count];
    },
  );
  return {
    step() {
      state = step(...state, gradient.ref);
      finish(state[0]);
    },
    parameters: () => state[0].ref.dataSync() as Float32Array,
  };
}

/** Makes jax-js do what it has put off: all of a step, to hand out one number of it. */
export function finish(parameters: np.Array): void {
  parameters.ref.slice(0).item();
}
