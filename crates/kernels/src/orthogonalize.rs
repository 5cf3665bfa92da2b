//! The nearest orthogonal matrix by Newton-Schulz iterations: the twin of
//! `packages/core/src/optimizers/host/orthogonalize.ts`.

use crate::sqrt::sqrt;

/// Rows of a product that are computed together: each value of the right matrix is read once for all of them.
const ROWS: usize = 4;
/// Columns of a product that are computed together: eight vectors of four for each of the rows.
const COLUMNS: usize = 16;

/// The numbers of the iteration.
#[derive(Clone, Copy, Debug)]
pub struct Iteration {
    /// The coefficients of `c0 x + c1 x^3 + c2 x^5`.
    pub coefficients: [f32; 3],
    /// The number of iterations.
    pub steps: usize,
    /// The smallest norm that a matrix is divided by.
    pub eps: f32,
    /// Whether every matrix is rounded to bfloat16 when it is stored.
    pub bfloat16: bool,
}

/// Replaces the matrix by the nearest orthogonal one. `scratch` holds two squares of the shorter side and two
/// matrices. The terms of a product are added in f32, in order.
pub fn orthogonalize(
    matrix: &mut [f32],
    scratch: &mut [f32],
    rows: usize,
    columns: usize,
    iteration: Iteration,
) {
    let Iteration {
        coefficients: [c0, c1, c2],
        steps,
        eps,
        bfloat16,
    } = iteration;
    let is_tall = rows > columns;
    let (small, large) = if is_tall {
        (columns, rows)
    } else {
        (rows, columns)
    };
    let (square, area) = (small * small, small * large);
    let Some((a, rest)) = scratch.split_at_mut_checked(square) else {
        return;
    };
    let Some((b, rest)) = rest.split_at_mut_checked(square) else {
        return;
    };
    let Some((x, rest)) = rest.split_at_mut_checked(area) else {
        return;
    };
    let Some((other, _)) = rest.split_at_mut_checked(area) else {
        return;
    };
    if is_tall {
        transpose(matrix, x, columns);
    } else {
        for (to, from) in x.iter_mut().zip(matrix.iter()) {
            *to = *from;
        }
    }
    round_all(x, bfloat16);
    let norm = norm(x);
    let largest = if norm > eps || norm.is_nan() {
        norm
    } else {
        eps
    };
    let divisor = round(largest, bfloat16);
    for value in x.iter_mut() {
        *value = round(*value / divisor, bfloat16);
    }
    for _ in 0..steps {
        transpose(x, other, large);
        product(x, other, a, large, small);
        round_all(a, bfloat16);
        product(a, a, b, small, small);
        for (b, a) in b.iter_mut().zip(a.iter()) {
            *b = round(c1 * a + c2 * *b, bfloat16);
        }
        product(b, x, other, small, large);
        for (x, y) in x.iter_mut().zip(other.iter()) {
            *x = round(c0 * *x + y, bfloat16);
        }
    }
    if is_tall {
        transpose(x, matrix, large);
    } else {
        for (to, from) in matrix.iter_mut().zip(x.iter()) {
            *to = *from;
        }
    }
}

/// The nearest bfloat16, to even; NaN stays NaN.
#[inline(always)]
fn round(x: f32, bfloat16: bool) -> f32 {
    if !bfloat16 || x.is_nan() {
        return x;
    }
    let word = x.to_bits();
    f32::from_bits(word.wrapping_add(0x7fff + ((word >> 16) & 1)) & 0xffff_0000)
}

fn round_all(x: &mut [f32], bfloat16: bool) {
    for value in x {
        *value = round(*value, bfloat16);
    }
}

/// The root of the sum of squares, added in f64 in eight lanes.
fn norm(x: &[f32]) -> f32 {
    sqrt(crate::reduce::sum_of_squares(x) as f32)
}

/// `to` becomes the transpose of `from`, whose rows have `columns` values.
fn transpose(from: &[f32], to: &mut [f32], columns: usize) {
    let rows = from.len() / columns.max(1);
    for (k, row) in to.chunks_exact_mut(rows.max(1)).enumerate() {
        for (value, line) in row.iter_mut().zip(from.chunks_exact(columns.max(1))) {
            *value = line.get(k).copied().unwrap_or_default();
        }
    }
}

/// `out = left right`: rows of `left` have `inner` values, rows of `right` and `out` have `columns`.
fn product(left: &[f32], right: &[f32], out: &mut [f32], inner: usize, columns: usize) {
    let lefts = left.chunks((inner * ROWS).max(1));
    for (lefts, outs) in lefts.zip(out.chunks_mut((columns * ROWS).max(1))) {
        if lefts.len() == inner * ROWS {
            four_rows(lefts, right, outs, inner, columns);
        } else {
            for (left, out) in lefts
                .chunks_exact(inner.max(1))
                .zip(outs.chunks_exact_mut(columns.max(1)))
            {
                one_row(left, right, out, columns);
            }
        }
    }
}

/// One row of a product, term by term.
fn one_row(left: &[f32], right: &[f32], out: &mut [f32], columns: usize) {
    for value in out.iter_mut() {
        *value = 0.0;
    }
    for (factor, line) in left.iter().zip(right.chunks_exact(columns.max(1))) {
        for (value, x) in out.iter_mut().zip(line) {
            *value += factor * x;
        }
    }
}

/// Four rows of a product: the same terms in the same order, with sums that stay in registers.
fn four_rows(left: &[f32], right: &[f32], out: &mut [f32], inner: usize, columns: usize) {
    let mut rows = left.chunks_exact(inner.max(1));
    let (Some(l0), Some(l1), Some(l2), Some(l3)) =
        (rows.next(), rows.next(), rows.next(), rows.next())
    else {
        return;
    };
    let mut outs = out.chunks_exact_mut(columns.max(1));
    let (Some(o0), Some(o1), Some(o2), Some(o3)) =
        (outs.next(), outs.next(), outs.next(), outs.next())
    else {
        return;
    };
    let whole = columns - columns % COLUMNS;
    let mut start = 0;
    while start < whole {
        let mut sums = [[0.0_f32; COLUMNS]; ROWS];
        let factors = l0.iter().zip(l1).zip(l2.iter().zip(l3));
        for (((f0, f1), (f2, f3)), line) in factors.zip(right.chunks_exact(columns.max(1))) {
            let Some(x) = line
                .get(start..)
                .and_then(|rest| rest.first_chunk::<COLUMNS>())
            else {
                return;
            };
            for k in 0..COLUMNS {
                sums[0][k] += f0 * x[k];
                sums[1][k] += f1 * x[k];
                sums[2][k] += f2 * x[k];
                sums[3][k] += f3 * x[k];
            }
        }
        for (out, sum) in [&mut *o0, &mut *o1, &mut *o2, &mut *o3]
            .into_iter()
            .zip(sums)
        {
            if let Some(place) = out
                .get_mut(start..)
                .and_then(|rest| rest.first_chunk_mut::<COLUMNS>())
            {
                *place = sum;
            }
        }
        start += COLUMNS;
    }
    for (left, out) in [l0, l1, l2, l3].into_iter().zip([o0, o1, o2, o3]) {
        let Some(rest) = out.get_mut(whole..) else {
            return;
        };
        for value in rest.iter_mut() {
            *value = 0.0;
        }
        for (factor, line) in left.iter().zip(right.chunks_exact(columns.max(1))) {
            for (value, x) in rest.iter_mut().zip(line.get(whole..).unwrap_or_default()) {
                *value += factor * x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::half::{Bfloat16, Half};

    type Matrix = Vec<Vec<f32>>;

    fn transposed(x: &Matrix) -> Matrix {
        (0..x[0].len())
            .map(|k| x.iter().map(|row| row[k]).collect())
            .collect()
    }

    /// Each sum in f32, in the order of its terms.
    fn times(left: &Matrix, right: &Matrix) -> Matrix {
        let sum = |row: &[f32], k: usize| {
            row.iter()
                .zip(right)
                .fold(0.0, |sum, (x, line)| sum + x * line[k])
        };
        left.iter()
            .map(|row| (0..right[0].len()).map(|k| sum(row, k)).collect())
            .collect()
    }

    fn mapped(x: &Matrix, f: impl Fn(usize, usize, f32) -> f32) -> Matrix {
        x.iter()
            .enumerate()
            .map(|(i, row)| row.iter().enumerate().map(|(k, x)| f(i, k, *x)).collect())
            .collect()
    }

    /// The iteration as it is defined, with matrices of rows.
    fn reference(matrix: &[f32], columns: usize, iteration: Iteration) -> Vec<f32> {
        let Iteration {
            coefficients: [c0, c1, c2],
            steps,
            eps,
            bfloat16,
        } = iteration;
        let rounded = |x: f32| {
            if bfloat16 {
                Bfloat16::widen(Bfloat16::narrow(x))
            } else {
                x
            }
        };
        let given: Matrix = matrix.chunks(columns).map(<[f32]>::to_vec).collect();
        let is_tall = given.len() > columns;
        let x = if is_tall { transposed(&given) } else { given };
        let x = mapped(&x, |_, _, value| rounded(value));
        let norm = rounded((crate::reduce::sum_of_squares(&x.concat()) as f32).sqrt());
        let mut x = mapped(&x, |_, _, value| rounded(value / norm.max(eps)));
        for _ in 0..steps {
            let a = mapped(&times(&x, &transposed(&x)), |_, _, value| rounded(value));
            let b = mapped(&times(&a, &a), |i, k, value| {
                rounded(c1 * a[i][k] + c2 * value)
            });
            let y = times(&b, &x);
            x = mapped(&x, |i, k, value| rounded(c0 * value + y[i][k]));
        }
        (if is_tall { transposed(&x) } else { x }).concat()
    }

    const MUON: Iteration = Iteration {
        coefficients: [3.4445, -4.775, 2.0315],
        steps: 5,
        eps: 1e-7,
        bfloat16: false,
    };

    fn scratch(rows: usize, columns: usize) -> Vec<f32> {
        let small = rows.min(columns);
        vec![7.0; 2 * small * small + 2 * rows * columns]
    }

    fn matrix(length: usize, size: f32) -> Vec<f32> {
        (0..length)
            .map(|i| (((i * 7919 + 13) % 101) as f32 - 50.0) * size)
            .collect()
    }

    #[test]
    fn the_bits_are_those_of_the_definition_for_every_shape() {
        let shapes = [
            (1, 1),
            (1, 5),
            (5, 1),
            (3, 5),
            (5, 3),
            (4, 4),
            (4, 16),
            (8, 40),
            (40, 8),
            (17, 33),
            (33, 17),
            (20, 20),
        ];
        for (rows, columns) in shapes {
            for bfloat16 in [false, true] {
                for (size, eps) in [(0.013, 1e-7), (1e-4, 10.0)] {
                    let iteration = Iteration {
                        bfloat16,
                        eps,
                        ..MUON
                    };
                    let given = matrix(rows * columns, size);
                    let mut own = given.clone();
                    orthogonalize(
                        &mut own,
                        &mut scratch(rows, columns),
                        rows,
                        columns,
                        iteration,
                    );
                    assert_eq!(
                        own,
                        reference(&given, columns, iteration),
                        "{rows} x {columns}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_matrix_becomes_orthogonal() {
        let (rows, columns) = (6, 20);
        let cubic = Iteration {
            coefficients: [1.5, -0.5, 0.0],
            steps: 60,
            ..MUON
        };
        let mut own = matrix(rows * columns, 0.01);
        orthogonalize(&mut own, &mut scratch(rows, columns), rows, columns, cubic);
        for (i, left) in own.chunks(columns).enumerate() {
            for (k, right) in own.chunks(columns).enumerate() {
                let product: f32 = left.iter().zip(right).map(|(a, b)| a * b).sum();
                let expected = if i == k { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-5, "{i} {k}: {product}");
            }
        }
    }

    #[test]
    fn zeros_stay_zeros_and_a_nan_spreads() {
        let mut zeros = vec![0.0; 6];
        orthogonalize(&mut zeros, &mut scratch(2, 3), 2, 3, MUON);
        assert_eq!(zeros, vec![0.0; 6]);
        for bfloat16 in [false, true] {
            let mut own = matrix(6, 0.1);
            own[4] = f32::NAN;
            let iteration = Iteration { bfloat16, ..MUON };
            orthogonalize(&mut own, &mut scratch(2, 3), 2, 3, iteration);
            assert!(own.iter().all(|value| value.is_nan()));
        }
    }

    #[test]
    fn too_little_room_changes_nothing() {
        let given = matrix(6, 0.1);
        for length in [0, 3, 7, 13, 19] {
            let mut own = given.clone();
            orthogonalize(&mut own, &mut vec![0.0; length], 2, 3, MUON);
            assert_eq!(own, given);
        }
    }
}
