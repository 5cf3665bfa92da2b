//! The optimizer kernels over pointers into the instance's own memory.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::adam::{adam_step as step, AdamArrays, AdamScalars};
use kernels::reduce;

/// One update of Adam or AdamW; `largest` is null unless AMSGrad is on. `scalars` are those of [`AdamScalars`], in the
/// order of its fields: a host that passed them as arguments would box every one.
///
/// # Safety
/// Every pointer that is not null must be aligned to 4 bytes and valid for `count` values, `scalars` for 9, and the
/// ranges must not overlap.
#[no_mangle]
pub unsafe extern "C" fn adam_step(
    parameters: *mut f32,
    gradients: *const f32,
    first: *mut f32,
    second: *mut f32,
    largest: *mut f32,
    count: usize,
    scalars: *const [f32; 9],
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let arrays = unsafe {
        AdamArrays {
            parameters: from_raw_parts_mut(parameters, count),
            gradients: from_raw_parts(gradients, count),
            first: from_raw_parts_mut(first, count),
            second: from_raw_parts_mut(second, count),
            largest: if largest.is_null() {
                None
            } else {
                Some(from_raw_parts_mut(largest, count))
            },
        }
    };
    // SAFETY: the caller keeps the contract above.
    step(arrays, &AdamScalars::from(unsafe { *scalars }));
}

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
