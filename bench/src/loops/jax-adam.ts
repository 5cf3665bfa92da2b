/** Adam in one `jit` of jax-js: optimized by hand, and with the arithmetic of jax-js's own optax. */
import { jit, numpy as np } from "@jax-js/jax";

/** The jax-js arrays of a run, and its step. */
export interface JaxAdam {
  step(): void;
  parameters(): Float32Array;
}

const [b1, b2, eps, weightDecay] = [0.9, 0.999, 1e-8, 0.01];

/** The host computes the bias corrections and the rate and passes them to each step, so only three loops remain. */
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
 * The arithmetic of `adamw` in jax-js's package optax 0.1.2 (MIT, Eric Zhang), which is not on npm: every element
 * computes the corrections as powers of the traced count.
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

/** Reads one number, which makes jax-js run the whole deferred step. */
export function finish(parameters: np.Array): void {
  parameters.ref.slice(0).item();
}
