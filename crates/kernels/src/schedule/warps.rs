//! The nodes that change the time their child sees: `time` and `join`.

use super::grid::{places_before, shifted, Grid};
use super::program::Reader;
use super::{fill, fill_from, loops, steps, Memory};
use crate::elementary::floor;

/// Calls `each` with the children of a join that the `count` places from `index` on fall to, the index and the grid
/// that such a child sees, and its range of places.
pub(super) fn join_segments(
    mut reader: Reader,
    index: f64,
    grid: Grid,
    count: usize,
    mut each: impl FnMut(usize, f64, Grid, core::ops::Range<usize>),
) {
    let (rebase, right) = (reader.flag(), reader.flag());
    let length = reader.index();
    let boundaries = reader.slice(length);
    let children = reader.slice(length + 1);
    steps::for_each_segment(boundaries, right, index, grid, count, |segment, range| {
        let (first, child_grid) = if rebase && segment > 0 {
            grid.rebased(boundaries[segment - 1])
        } else {
            (0.0, grid)
        };
        let child = children[segment] as usize;
        shifted(index, first, range, |child_index, range| {
            each(child, child_index, child_grid, range);
        });
    });
}

/// The child at `clamp((t - shift) * scale)`, rounded down to a multiple of the quantum if there is one.
pub(super) fn fill_time(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    outer: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let child = reader.index();
    let (shift, scale) = (reader.next(), reader.next());
    let (minimum, maximum) = (reader.next(), reader.next());
    let quantum = reader.next();
    let grid = Grid {
        offset: (outer.offset - shift) * scale,
        spacing: outer.spacing * scale,
    };
    let time = |place: f64| grid.time(index + place);
    let guess = |bound: f64| (bound - time(0.0)) / grid.spacing;
    let count = out.len();
    if quantum > 0.0 {
        let clamped = |place: f64| {
            let t = time(place);
            let raised = if t < minimum { minimum } else { t };
            if raised > maximum {
                maximum
            } else {
                raised
            }
        };
        let child_grid = Grid {
            offset: 0.0,
            spacing: quantum,
        };
        let mut start = 0;
        while start < count {
            let quotient = whole_quotient(clamped(start as f64), quantum);
            let end = places_before(count, guess((quotient + 1.0) * quantum), |p| {
                whole_quotient(clamped(p), quantum) > quotient
            });
            let (first, rest) = out[start..end].split_at_mut(1);
            fill(program, child, quotient, child_grid, memory, first);
            loops::constant(first[0], rest);
            start = end;
        }
        return;
    }
    let low = places_before(count, guess(minimum), |p| time(p) >= minimum);
    let high = places_before(count, guess(maximum), |p| time(p) > maximum).max(low);
    let held = |bound: f64, range: &mut [f64], memory: &mut Memory| {
        if let Some((first, rest)) = range.split_first_mut() {
            fill_from(program, child, bound, memory, core::slice::from_mut(first));
            loops::constant(*first, rest);
        }
    };
    held(minimum, &mut out[..low], memory);
    held(maximum, &mut out[high..], memory);
    if low < high {
        fill(
            program,
            child,
            index + low as f64,
            grid,
            memory,
            &mut out[low..high],
        );
    }
}

/// `floor(t / quantum)`, right also where the division rounds up to a whole number.
fn whole_quotient(t: f64, quantum: f64) -> f64 {
    let quotient = floor(t / quantum);
    if quotient * quantum > t {
        quotient - 1.0
    } else if (quotient + 1.0) * quantum <= t {
        quotient + 1.0
    } else {
        quotient
    }
}
