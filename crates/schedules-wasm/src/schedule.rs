//! Schedules over the arena of a sampler: `program`, `workspace`, `scratch` and `out` are places in this memory.

use core::slice::{from_raw_parts, from_raw_parts_mut};
use kernels::schedule::{fill_at, fill_range, fill_range_narrow, narrow, Memory, Steps, Writes};

/// Writes the values at `start + (first + i) * stride` to `out`, front to back if `streamed`.
///
/// # Safety
/// Each pointer must be aligned and point to as many elements as its count says; the regions must not overlap.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn schedule_range(
    program: *const f64,
    program_words: usize,
    workspace: *mut f64,
    workspace_words: usize,
    scratch: *mut f64,
    scratch_words: usize,
    start: f64,
    stride: f64,
    first: f64,
    out: *mut f64,
    count: usize,
    streamed: bool,
) {
    // SAFETY: the caller hands over regions of its own arena, laid out without overlap.
    let (program, mut memory, out) = unsafe {
        (
            from_raw_parts(program, program_words),
            Memory {
                workspace: from_raw_parts_mut(workspace, workspace_words),
                scratch: from_raw_parts_mut(scratch, scratch_words),
                writes: if streamed {
                    Writes::Streamed
                } else {
                    Writes::Cached
                },
            },
            from_raw_parts_mut(out, count),
        )
    };
    let steps = Steps {
        start,
        stride,
        first,
    };
    fill_range(program, steps, &mut memory, out);
}

/// Writes the values at `start + (first + i) * stride`, rounded to f32, to `out`. Curves without a form in f32
/// are written to `values` first.
///
/// # Safety
/// As for `schedule_range`.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn schedule_range_narrow(
    program: *const f64,
    program_words: usize,
    workspace: *mut f64,
    workspace_words: usize,
    scratch: *mut f64,
    scratch_words: usize,
    start: f64,
    stride: f64,
    first: f64,
    values: *mut f64,
    values_count: usize,
    out: *mut f32,
    count: usize,
) {
    // SAFETY: the caller hands over regions of its own arena, laid out without overlap.
    let (program, mut memory, values, out) = unsafe {
        (
            from_raw_parts(program, program_words),
            Memory {
                workspace: from_raw_parts_mut(workspace, workspace_words),
                scratch: from_raw_parts_mut(scratch, scratch_words),
                writes: Writes::Cached,
            },
            from_raw_parts_mut(values, values_count),
            from_raw_parts_mut(out, count),
        )
    };
    let steps = Steps {
        start,
        stride,
        first,
    };
    fill_range_narrow(program, steps, &mut memory, values, out);
}

/// Writes the value at each of `steps` to `out`.
///
/// # Safety
/// As for `schedule_range`.
#[no_mangle]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn schedule_at(
    program: *const f64,
    program_words: usize,
    workspace: *mut f64,
    workspace_words: usize,
    scratch: *mut f64,
    scratch_words: usize,
    steps: *const f64,
    out: *mut f64,
    count: usize,
) {
    // SAFETY: the caller hands over regions of its own arena, laid out without overlap.
    let (program, mut memory, steps, out) = unsafe {
        (
            from_raw_parts(program, program_words),
            Memory {
                workspace: from_raw_parts_mut(workspace, workspace_words),
                scratch: from_raw_parts_mut(scratch, scratch_words),
                writes: Writes::Cached,
            },
            from_raw_parts(steps, count),
            from_raw_parts_mut(out, count),
        )
    };
    fill_at(program, steps, &mut memory, out);
}

/// Rounds each of `values` to f32.
///
/// # Safety
/// As for `schedule_range`.
#[no_mangle]
pub unsafe extern "C" fn schedule_narrow(values: *const f64, out: *mut f32, count: usize) {
    // SAFETY: the caller hands over regions of its own arena, laid out without overlap.
    let (values, out) = unsafe {
        (
            from_raw_parts(values, count),
            from_raw_parts_mut(out, count),
        )
    };
    narrow(values, out);
}
