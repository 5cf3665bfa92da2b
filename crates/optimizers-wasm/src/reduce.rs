//! Passes over gradients before a step.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::reduce;

/// The sum of the squares of `count` values, in f64.
///
/// # Safety
/// `values` must be aligned to 4 bytes and valid for reading `count` values.
#[no_mangle]
pub unsafe extern "C" fn sum_of_squares(values: *const f32, count: usize) -> f64 {
    // SAFETY: the caller keeps the contract above.
    reduce::sum_of_squares(unsafe { from_raw_parts(values, count) })
}

/// Multiplies `count` values by `factor`.
///
/// # Safety
/// `values` must be aligned to 4 bytes and valid for `count` values.
#[no_mangle]
pub unsafe extern "C" fn scale(values: *mut f32, count: usize, factor: f32) {
    // SAFETY: the caller keeps the contract above.
    reduce::scale(unsafe { from_raw_parts_mut(values, count) }, factor);
}

/// 1 when none of `count` values is an infinity or NaN, else 0.
///
/// # Safety
/// `values` must be aligned to 4 bytes and valid for reading `count` values.
#[no_mangle]
pub unsafe extern "C" fn all_finite(values: *const f32, count: usize) -> u32 {
    // SAFETY: the caller keeps the contract above.
    u32::from(reduce::all_finite(unsafe { from_raw_parts(values, count) }))
}
