//! The interface of the module of `@anneal/forecast`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports nothing. The host puts its data behind `__heap_base`; the stack below it belongs to the module.
#![cfg_attr(target_arch = "wasm32", no_std)]

use core::slice::{from_raw_parts, from_raw_parts_mut};
use kernels::forecast::{self, BlockTable, Law, PartTerms, Sum, Targets, Terms};
use kernels::interface::{version, BLOCK_WORDS};

/// The version of the exports; the loader rejects a module of another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    version::FORECAST
}

/// Writes the offset and the weight of each term.
///
/// # Safety
/// Each pointer must be aligned and lead to `count` elements, and the regions must not overlap.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn terms(
    log_c: f64,
    beta: f64,
    gamma: f64,
    rates: *const f64,
    gaps: *const f64,
    offsets: *mut f64,
    weights: *mut f64,
    count: usize,
) {
    // SAFETY: the caller passes regions of its own arena, laid out without overlap.
    unsafe {
        forecast::terms(
            Law { log_c, beta, gamma },
            from_raw_parts(rates, count),
            from_raw_parts(gaps, count),
            from_raw_parts_mut(offsets, count),
            from_raw_parts_mut(weights, count),
        );
    }
}

/// Writes the part of each cut that has no effect at the end of the run, and the inverse of its offset.
///
/// # Safety
/// As for `terms`.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn annealed(
    log_c: f64,
    beta: f64,
    gamma: f64,
    rates: *const f64,
    suffixes: *const f64,
    factors: *mut f64,
    out: *mut f64,
    count: usize,
) {
    // SAFETY: the caller passes regions of its own arena, laid out without overlap.
    unsafe {
        forecast::annealed(
            Law { log_c, beta, gamma },
            from_raw_parts(rates, count),
            from_raw_parts(suffixes, count),
            from_raw_parts_mut(factors, count),
            from_raw_parts_mut(out, count),
        );
    }
}

/// Writes the terms of a part of a run. `after` holds the two numbers of the sum of the rates after the part, which the
/// sum from its first step on replaces.
///
/// # Safety
/// As for `terms`, for `count + 1` rates and two numbers of `after`.
#[no_mangle]
pub unsafe extern "C" fn suffixes(
    rates: *const f64,
    after: *mut f64,
    prefixes: *mut f64,
    gaps: *mut f64,
    floored: *mut f64,
    count: usize,
) {
    // SAFETY: the caller passes regions of its own arena, laid out without overlap.
    let (rates, after, terms) = unsafe {
        (
            from_raw_parts(rates, count + 1),
            from_raw_parts_mut(after, 2),
            PartTerms {
                prefixes: from_raw_parts_mut(prefixes, count),
                gaps: from_raw_parts_mut(gaps, count),
                floored: from_raw_parts_mut(floored, count),
            },
        )
    };
    let [high, low] = [after[0], after[1]];
    let Sum { high, low } = forecast::suffixes(rates, Sum { high, low }, terms);
    after.copy_from_slice(&[high, low]);
}

/// Sums `blocks` blocks of `length` terms. The table holds four numbers for each block, and then the moments.
///
/// # Safety
/// As for `terms`, for `blocks * length` terms and a table of `blocks * BLOCK_WORDS` numbers.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn compress(
    beta: f64,
    length: usize,
    prefixes: *const f64,
    lows: *const f64,
    offsets: *const f64,
    weights: *const f64,
    table: *mut f64,
    blocks: usize,
) {
    let count = blocks * length;
    // SAFETY: the caller passes regions of its own arena, laid out without overlap.
    let (terms, table) = unsafe {
        (
            terms_of(prefixes, lows, offsets, weights, count),
            from_raw_parts_mut(table, blocks * BLOCK_WORDS),
        )
    };
    let (reaches, rest) = table.split_at_mut(blocks);
    let (bases, rest) = rest.split_at_mut(blocks);
    let (centers, rest) = rest.split_at_mut(blocks);
    let (radii, moments) = rest.split_at_mut(blocks);
    let table = BlockTable {
        reaches,
        bases,
        centers,
        radii,
        moments,
    };
    forecast::compress(beta, length, terms, table);
}

/// # Safety
/// As for `terms`.
unsafe fn terms_of<'a>(
    prefixes: *const f64,
    lows: *const f64,
    offsets: *const f64,
    weights: *const f64,
    count: usize,
) -> Terms<'a> {
    // SAFETY: the caller's pointers lead to `count` elements each.
    unsafe {
        Terms {
            prefixes: from_raw_parts(prefixes, count),
            lows: from_raw_parts(lows, count),
            offsets: from_raw_parts(offsets, count),
            weights: from_raw_parts(weights, count),
        }
    }
}

/// Writes for each target the sum over the first `counts` of its terms.
///
/// # Safety
/// As for `compress`, for `count` terms and `targets` targets.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn block_sums(
    beta: f64,
    length: usize,
    prefixes: *const f64,
    lows: *const f64,
    offsets: *const f64,
    weights: *const f64,
    count: usize,
    table: *const f64,
    blocks: usize,
    sums: *const f64,
    sum_lows: *const f64,
    counts: *const f64,
    out: *mut f64,
    targets: usize,
) {
    // SAFETY: the caller passes regions of its own arena, laid out without overlap.
    let (terms, table, targets, out) = unsafe {
        (
            terms_of(prefixes, lows, offsets, weights, count),
            from_raw_parts(table, blocks * BLOCK_WORDS),
            Targets {
                sums: from_raw_parts(sums, targets),
                lows: from_raw_parts(sum_lows, targets),
                counts: from_raw_parts(counts, targets),
            },
            from_raw_parts_mut(out, targets),
        )
    };
    let (reaches, rest) = table.split_at(blocks);
    let (bases, rest) = rest.split_at(blocks);
    let (centers, rest) = rest.split_at(blocks);
    let (radii, moments) = rest.split_at(blocks);
    let table = BlockTable {
        reaches,
        bases,
        centers,
        radii,
        moments,
    };
    forecast::block_sums(beta, length, terms, table, targets, out);
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
