//! Operations on whole matrices.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::factor::factor as factor_matrix;
use kernels::orthogonalize::{orthogonalize as orthogonalize_matrix, Iteration};

/// Replaces `count` matrices, one after the other, by the nearest orthogonal ones. `numbers` are the three coefficients, the
/// number of iterations, and the smallest norm.
///
/// # Safety
/// `matrices` must be aligned and valid for `count * rows * columns` values, `scratch` for two squares of the shorter side and
/// two matrices, `numbers` for 5; nothing may overlap.
#[no_mangle]
pub unsafe extern "C" fn orthogonalize(
    matrices: *mut f32,
    scratch: *mut f32,
    numbers: *const f64,
    count: usize,
    rows: usize,
    columns: usize,
    bfloat16: bool,
) {
    let small = rows.min(columns);
    let area = rows * columns;
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let (matrices, scratch, numbers) = unsafe {
        (
            from_raw_parts_mut(matrices, count * area),
            from_raw_parts_mut(scratch, 2 * small * small + 2 * area),
            from_raw_parts(numbers, 5),
        )
    };
    let &[c0, c1, c2, steps, eps] = numbers else {
        return;
    };
    let iteration = Iteration {
        coefficients: [c0 as f32, c1 as f32, c2 as f32],
        steps: steps as usize,
        eps: eps as f32,
        bfloat16,
    };
    for matrix in matrices.chunks_exact_mut(area.max(1)) {
        orthogonalize_matrix(matrix, scratch, rows, columns, iteration);
    }
}

/// Moves the means of rows and columns of `count` matrices, and replaces these by the estimates from them.
///
/// # Safety
/// `matrices` must be aligned and valid for `count * rows * columns` values, `row_var` for `count * rows`, `col_var` for
/// `count * columns`, `sums` for `columns`; nothing may overlap.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn factor(
    matrices: *mut f32,
    row_var: *mut f32,
    col_var: *mut f32,
    sums: *mut f64,
    count: usize,
    rows: usize,
    columns: usize,
    weight: f32,
    eps: f32,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let (matrices, row_var, col_var, sums) = unsafe {
        (
            from_raw_parts_mut(matrices, count * rows * columns),
            from_raw_parts_mut(row_var, count * rows),
            from_raw_parts_mut(col_var, count * columns),
            from_raw_parts_mut(sums, columns),
        )
    };
    let slots = row_var
        .chunks_exact_mut(rows.max(1))
        .zip(col_var.chunks_exact_mut(columns.max(1)));
    for (matrix, (row_var, col_var)) in matrices
        .chunks_exact_mut((rows * columns).max(1))
        .zip(slots)
    {
        factor_matrix(matrix, row_var, col_var, sums, weight, eps);
    }
}
