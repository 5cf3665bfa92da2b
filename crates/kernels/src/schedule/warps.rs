//! The nodes that change the time of their children: `time` and `join`.

use super::grid::{places_before, rebased, shifted, Grid};
use super::program::Reader;
use super::{fill, fill_from, loops, steps, Memory};
use crate::elementary::floor;

/// Calls `each` with every child of a join that has some of the `count` places from `index` on, its index and grid, and its
/// range of places.
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
        let child = children[segment] as usize;
        if rebase && segment > 0 {
            let start = boundaries[segment - 1];
            rebased(index, grid, start, 1.0, range, |index, grid, range| {
                each(child, index, grid, range);
            });
        } else {
            shifted(index, 0.0, range, |index, range| {
                each(child, index, grid, range);
            });
        }
    });
}

/// The child at `clamp((t - shift) * scale)`, rounded down to a multiple of the quantum if there is one.
struct Warp {
    child: usize,
    shift: f64,
    scale: f64,
    minimum: f64,
    maximum: f64,
    /// 0: none.
    quantum: f64,
}

pub(super) fn fill_time(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    outer: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let warp = Warp {
        child: reader.index(),
        shift: reader.next(),
        scale: reader.next(),
        minimum: reader.next(),
        maximum: reader.next(),
        quantum: reader.next(),
    };
    let grid = Grid {
        offset: (outer.offset - warp.shift) * warp.scale,
        spacing: outer.spacing * warp.scale,
    };
    if !grid.covers(index, out.len()) {
        for (place, value) in out.iter_mut().enumerate() {
            let value = core::slice::from_mut(value);
            warp.fill_one(program, index + place as f64, grid, memory, value);
        }
    } else if warp.quantum > 0.0 {
        warp.fill_quantised(program, index, grid, memory, out);
    } else {
        warp.fill_flowing(program, index, grid, memory, out);
    }
}

impl Warp {
    fn clamped(&self, t: f64) -> f64 {
        let raised = if t < self.minimum { self.minimum } else { t };
        if raised > self.maximum {
            self.maximum
        } else {
            raised
        }
    }

    /// The value at one index of a grid that may have no finite time there.
    fn fill_one(
        &self,
        program: &[f64],
        index: f64,
        grid: Grid,
        memory: &mut Memory,
        value: &mut [f64],
    ) {
        let t = grid.time(index);
        let clamped = self.clamped(t);
        if self.quantum > 0.0 {
            let quotient = whole_quotient(clamped, self.quantum);
            self.fill_multiple(program, quotient, memory, value);
        } else if clamped == t && grid.covers(index, 1) {
            fill(program, self.child, index, grid, memory, value);
        } else {
            fill_from(program, self.child, clamped, memory, value);
        }
    }

    fn fill_multiple(&self, program: &[f64], quotient: f64, memory: &mut Memory, out: &mut [f64]) {
        let grid = Grid {
            offset: 0.0,
            spacing: self.quantum,
        };
        if grid.covers(quotient, 1) {
            fill(program, self.child, quotient, grid, memory, out);
        } else {
            fill_from(program, self.child, grid.time(quotient), memory, out);
        }
    }

    fn fill_quantised(
        &self,
        program: &[f64],
        index: f64,
        grid: Grid,
        memory: &mut Memory,
        out: &mut [f64],
    ) {
        let time = |place: f64| grid.time(index + place);
        let quotient_at = |place: f64| whole_quotient(self.clamped(time(place)), self.quantum);
        let mut start = 0;
        while start < out.len() {
            let quotient = quotient_at(start as f64);
            let guess = ((quotient + 1.0) * self.quantum - time(0.0)) / grid.spacing;
            let end = places_before(out.len(), guess, |place| quotient_at(place) > quotient);
            let (first, rest) = out[start..end].split_at_mut(1);
            self.fill_multiple(program, quotient, memory, first);
            loops::constant(first[0], rest);
            start = end;
        }
    }

    fn fill_flowing(
        &self,
        program: &[f64],
        index: f64,
        grid: Grid,
        memory: &mut Memory,
        out: &mut [f64],
    ) {
        let (count, child) = (out.len(), self.child);
        let time = |place: f64| grid.time(index + place);
        let guess = |bound: f64| (bound - time(0.0)) / grid.spacing;
        let low = places_before(count, guess(self.minimum), |p| time(p) >= self.minimum);
        let high = places_before(count, guess(self.maximum), |p| time(p) > self.maximum).max(low);
        let held = |bound: f64, range: &mut [f64], memory: &mut Memory| {
            if let Some((first, rest)) = range.split_first_mut() {
                fill_from(program, child, bound, memory, core::slice::from_mut(first));
                loops::constant(*first, rest);
            }
        };
        held(self.minimum, &mut out[..low], memory);
        held(self.maximum, &mut out[high..], memory);
        if low < high {
            let range = &mut out[low..high];
            fill(program, child, index + low as f64, grid, memory, range);
        }
    }
}

/// `floor(t / quantum)`, correct also if the division rounds up to a whole number.
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
