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
