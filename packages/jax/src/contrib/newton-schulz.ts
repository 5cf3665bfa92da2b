/** The nearest orthogonal matrix, by products of matrices alone. */
import type { Term } from "../transforms/terms.js";

/** The coefficients of an odd polynomial of the fifth degree. */
export type Coefficients = readonly [number, number, number];

/** How a matrix is scaled before the first iteration, so that its singular values are below 1. */
export type Preconditioning = "frobenius" | "aol" | "schatten";

export interface Orthogonalization {
  /** Those of each iteration. */
  readonly coefficients: readonly Coefficients[];
  readonly preconditioning: Preconditioning;
  readonly eps: Term;
}

/** What the sums and norms of the two other scalings count for at least, as in Optax. */
const LEAST_SCALE = 1e-8;

/**
 * `U V^T` of a matrix `U S V^T`, nearly. Bernstein & Newhouse 2024, https://arxiv.org/abs/2409.20325; scaled by "aol",
 * Boissin et al. 2025, https://arxiv.org/abs/2512.04632.
 */
export function orthogonalized(matrix: Term, how: Orthogonalization): Term {
  const [rows = 0, columns = 0] = matrix.array.shape;
  if (rows > columns) return orthogonalized(matrix.transposed(), how).transposed();
  return how.coefficients.reduce(iterated, preconditioned(matrix, how));
}

function iterated(x: Term, [a, b, c]: Coefficients): Term {
  const gram = x.matmul(x.transposed());
  const polynomial = gram.times(b).plus(gram.times(c).matmul(gram));
  return x.times(a).plus(polynomial.matmul(x));
}

function preconditioned(x: Term, { preconditioning, eps }: Orthogonalization): Term {
  if (preconditioning === "frobenius") return x.over(x.norm().plus(eps).once());
  const gram = x.matmul(x.transposed());
  const size = preconditioning === "aol" ? gram.absolute().sum(-1, true) : gram.norm();
  return x.times(size.max(LEAST_SCALE).root().inverse());
}
