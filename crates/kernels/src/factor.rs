//! A mean of squares from the means of its rows and columns: the twin of
//! `packages/core/src/optimizers/host/factor.ts`.

/// Moves `row_var` and `col_var` by `weight` towards the means of the rows and columns of `matrix`, which are added in f64 in
/// order, and replaces the matrix by `row * column / max(mean of the rows, eps)`. `sums` holds one number per column.
pub fn factor(
    matrix: &mut [f32],
    row_var: &mut [f32],
    col_var: &mut [f32],
    sums: &mut [f64],
    weight: f32,
    eps: f32,
) {
    let (rows, columns) = (row_var.len(), col_var.len());
    // From the nearer end: a weight of 1 gives the mean exactly, as torch.lerp.
    let (is_near, rest) = (weight < 0.5, 1.0 - weight);
    let towards = |from: f32, sum: f64, count: usize| {
        let mean = (sum / count as f64) as f32;
        let way = mean - from;
        if is_near {
            from + weight * way
        } else {
            mean - way * rest
        }
    };
    for sum in sums.iter_mut() {
        *sum = 0.0;
    }
    let mut total = 0.0_f64;
    for (row, slot) in matrix.chunks_exact(columns.max(1)).zip(row_var.iter_mut()) {
        let mut sum = 0.0_f64;
        for (value, column) in row.iter().zip(sums.iter_mut()) {
            sum += f64::from(*value);
            *column += f64::from(*value);
        }
        *slot = towards(*slot, sum, columns);
        total += f64::from(*slot);
    }
    for (slot, sum) in col_var.iter_mut().zip(sums.iter()) {
        *slot = towards(*slot, *sum, rows);
    }
    let mean = (total / rows as f64) as f32;
    let divisor = if eps > mean || eps.is_nan() {
        eps
    } else {
        mean
    };
    for (row, slot) in matrix.chunks_exact_mut(columns.max(1)).zip(row_var.iter()) {
        for (value, column) in row.iter_mut().zip(col_var.iter()) {
            *value = *slot * *column / divisor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition, element by element.
    fn reference(
        matrix: &[f32],
        row_var: &[f32],
        col_var: &[f32],
        weight: f32,
        eps: f32,
    ) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let (rows, columns) = (row_var.len(), col_var.len());
        let at = |i: usize, k: usize| f64::from(matrix[i * columns + k]);
        // As torch.lerp.
        let moved = |from: f32, mean: f64| {
            let mean = mean as f32;
            if weight < 0.5 {
                from + weight * (mean - from)
            } else {
                mean - (mean - from) * (1.0 - weight)
            }
        };
        let row: Vec<f32> = (0..rows)
            .map(|i| {
                let sum = (0..columns).fold(0.0, |sum, k| sum + at(i, k));
                moved(row_var[i], sum / columns as f64)
            })
            .collect();
        let column: Vec<f32> = (0..columns)
            .map(|k| {
                let sum = (0..rows).fold(0.0, |sum, i| sum + at(i, k));
                moved(col_var[k], sum / rows as f64)
            })
            .collect();
        let total = row.iter().fold(0.0, |sum, x| sum + f64::from(*x));
        let divisor = ((total / rows as f64) as f32).max(eps);
        let product = |i: usize| row[i / columns] * column[i % columns] / divisor;
        ((0..rows * columns).map(product).collect(), row, column)
    }

    #[test]
    fn the_means_and_their_product_are_those_of_the_definition() {
        for (rows, columns) in [(1, 1), (3, 5), (5, 3), (7, 1), (1, 7)] {
            for (weight, eps) in [
                (1.0, 1e-30),
                (0.6, 1e-30),
                (0.1, 1e-30),
                (0.1, 0.5),
                (0.0, 2.0),
            ] {
                let value = |i: usize| (i * i % 11) as f32 * 0.07 + 0.01;
                let matrix: Vec<f32> = (0..rows * columns).map(value).collect();
                let start: Vec<f32> = (0..rows.max(columns)).map(|i| value(i + 3)).collect();
                let (mut own, mut row, mut column) = (
                    matrix.clone(),
                    start[..rows].to_vec(),
                    start[..columns].to_vec(),
                );
                // Left from another matrix.
                let mut sums = vec![9.0; columns];
                factor(&mut own, &mut row, &mut column, &mut sums, weight, eps);
                let expected = reference(&matrix, &start[..rows], &start[..columns], weight, eps);
                assert_eq!((own, row, column), expected);
            }
        }
    }

    #[test]
    fn a_bound_that_is_no_number_makes_the_matrix_none() {
        let mut matrix = [1.0, 2.0];
        factor(
            &mut matrix,
            &mut [1.0],
            &mut [1.0, 1.0],
            &mut [0.0; 2],
            0.5,
            f32::NAN,
        );
        assert!(matrix.iter().all(|value| value.is_nan()));
    }
}
