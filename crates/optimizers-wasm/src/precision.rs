//! Blocks of float32 values in fewer bits.

use core::slice::{from_raw_parts, from_raw_parts_mut};

use kernels::bfloat16;
use kernels::blockwise;
use kernels::half::{self, Bfloat16, Float16};
use kernels::interface::{BINS, BLOCK_VALUES, CODES};

/// `count` values from their codes and the largest magnitude of each block of 256.
///
/// # Safety
/// `codes` must be valid for `count` bytes, `absmax` aligned and valid for one value per block, `map` for 256 values, `values` for
/// `count`; nothing may overlap.
#[no_mangle]
pub unsafe extern "C" fn dequantize(
    codes: *const u8,
    absmax: *const f32,
    map: *const [f32; CODES],
    values: *mut f32,
    count: usize,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    unsafe {
        blockwise::dequantize(
            from_raw_parts(codes, count),
            from_raw_parts(absmax, count.div_ceil(BLOCK_VALUES)),
            &*map,
            from_raw_parts_mut(values, count),
        );
    }
}

/// The codes of `count` values, which are overwritten, and the largest magnitude of each block of 256.
///
/// # Safety
/// As for `dequantize`; `bins` must be valid for 65,536 bytes.
#[no_mangle]
pub unsafe extern "C" fn quantize(
    values: *mut f32,
    codes: *mut u8,
    absmax: *mut f32,
    bins: *const [u8; BINS],
    count: usize,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    unsafe {
        blockwise::quantize(
            from_raw_parts_mut(values, count),
            from_raw_parts_mut(codes, count),
            from_raw_parts_mut(absmax, count.div_ceil(BLOCK_VALUES)),
            &*bins,
        );
    }
}

/// `count` values from 16-bit numbers: bfloat16 or float16.
///
/// # Safety
/// Both must be aligned and valid for `count` values, and not overlap.
#[no_mangle]
pub unsafe extern "C" fn widen(source: *const u16, values: *mut f32, count: usize, bfloat16: bool) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let (source, values) = unsafe {
        (
            from_raw_parts(source, count),
            from_raw_parts_mut(values, count),
        )
    };
    if bfloat16 {
        half::widen::<Bfloat16>(source, values);
    } else {
        half::widen::<Float16>(source, values);
    }
}

/// The nearest 16-bit numbers of `count` values.
///
/// # Safety
/// As for `widen`.
#[no_mangle]
pub unsafe extern "C" fn narrow(
    values: *const f32,
    target: *mut u16,
    count: usize,
    bfloat16: bool,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let (values, target) = unsafe {
        (
            from_raw_parts(values, count),
            from_raw_parts_mut(target, count),
        )
    };
    if bfloat16 {
        half::narrow::<Bfloat16>(values, target);
    } else {
        half::narrow::<Float16>(values, target);
    }
}

/// Replaces those of `count` values whose nearest 16-bit numbers are not those given.
///
/// # Safety
/// As for `widen`.
#[no_mangle]
pub unsafe extern "C" fn refresh(
    source: *const u16,
    values: *mut f32,
    count: usize,
    bfloat16: bool,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    let (source, values) = unsafe {
        (
            from_raw_parts(source, count),
            from_raw_parts_mut(values, count),
        )
    };
    if bfloat16 {
        half::refresh::<Bfloat16>(source, values);
    } else {
        half::refresh::<Float16>(source, values);
    }
}

/// `count` values to bfloat16, rounded at random by the key and their places, which count from `first`.
///
/// # Safety
/// Both must be aligned and valid for `count` values, and not overlap.
#[no_mangle]
pub unsafe extern "C" fn round_at_random(
    values: *const f32,
    target: *mut u16,
    first: u32,
    key: u32,
    count: usize,
) {
    // SAFETY: the caller keeps the contract above, which is that of from_raw_parts.
    unsafe {
        bfloat16::round_at_random(
            from_raw_parts(values, count),
            from_raw_parts_mut(target, count),
            first,
            key,
        );
    }
}
