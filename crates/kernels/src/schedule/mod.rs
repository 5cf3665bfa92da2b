//! Schedules: a tree, encoded as words, evaluated over ranges of steps and at single times.
//!
//! One evaluator serves both: a single time is a range of one. Its values are the bits that the host computes for
//! each step alone, because both work in the same blocks of consecutive indices.

mod affine_power;
mod cycles;
mod easing;
mod geometric;
mod grid;
mod loops;
mod narrow;
mod pair;
mod program;
mod ramp;
mod rotation;
mod steps;

use crate::elementary::{floor, truncate};
use cycles::Cycles;
use grid::{places_before, shifted, Grid, LARGEST_WHOLE};
pub use narrow::narrow;
use program::{code, Reader};
use ramp::Ramp;

/// What an evaluation needs beside the program: all of it belongs to the caller, and nothing is allocated.
pub struct Memory<'a> {
    /// Tables of the curves, at the places that the program names; zero before the first use of a program.
    pub workspace: &'a mut [f64],
    /// For each level of sums and products, as many words as the longest range.
    pub scratch: &'a mut [f64],
    /// How the output is best written.
    pub writes: Writes,
}

/// How a range is best written; the values are the same.
#[derive(Clone, Copy, PartialEq)]
pub enum Writes {
    /// The output stays in the caches: several places at once may be written in turn.
    Cached,
    /// The output is larger than the caches: memory is fastest written front to back.
    Streamed,
}

/// The grid of whole steps, whose index is the step.
const WHOLE_STEPS: Grid = Grid {
    offset: 0.0,
    spacing: 1.0,
};

/// The steps `start + (first + i) * stride` with `i` from 0 on.
#[derive(Clone, Copy)]
pub struct Steps {
    /// The step that the whole range starts at.
    pub start: f64,
    /// The distance between two steps.
    pub stride: f64,
    /// Which of them the output starts at.
    pub first: f64,
}

impl Steps {
    fn at(self, i: usize) -> f64 {
        self.start + (self.first + i as f64) * self.stride
    }

    /// The first of `count` steps, if they are whole numbers one after the other.
    fn consecutive(self, count: usize) -> Option<f64> {
        let begin = self.start + self.first;
        let exact = begin.abs() + (count as f64) <= LARGEST_WHOLE;
        (self.stride == 1.0 && floor(self.start) == self.start && exact).then_some(begin)
    }
}

/// `out[i]` is the value at step `i` of `steps`.
pub fn fill_range(program: &[f64], steps: Steps, memory: &mut Memory, out: &mut [f64]) {
    if let Some(begin) = steps.consecutive(out.len()) {
        return fill_from(program, 0, begin, memory, out);
    }
    for (i, value) in out.iter_mut().enumerate() {
        fill_from(
            program,
            0,
            steps.at(i),
            memory,
            core::slice::from_mut(value),
        );
    }
}

/// `out[i]` is the value at step `i` of `steps`, rounded once to f32; `values` is room for some of them before that.
pub fn fill_range_narrow(
    program: &[f64],
    steps: Steps,
    memory: &mut Memory,
    values: &mut [f64],
    out: &mut [f32],
) {
    if let Some(begin) = steps.consecutive(out.len()) {
        return narrow::fill_narrow(program, 0, begin, WHOLE_STEPS, memory, values, out);
    }
    for (i, narrow) in out.iter_mut().enumerate() {
        let mut value = 0.0;
        fill_from(
            program,
            0,
            steps.at(i),
            memory,
            core::slice::from_mut(&mut value),
        );
        *narrow = value as f32;
    }
}

/// `out[i]` is the value at `steps[i]`.
pub fn fill_at(program: &[f64], steps: &[f64], memory: &mut Memory, out: &mut [f64]) {
    for (value, &t) in out.iter_mut().zip(steps) {
        fill_from(program, 0, t, memory, core::slice::from_mut(value));
    }
}

/// The values of the node at `position`, from `index` on, into all of `out`.
fn fill(
    program: &[f64],
    position: usize,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let mut reader = Reader::at(program, position);
    match reader.next() as u32 {
        code::CONSTANT => loops::constant(reader.next(), out),
        code::RAMP => Ramp::read(&mut reader).fill(index, grid, memory, out),
        code::POWER => affine_power::AffinePower::read(&mut reader).fill(index, grid, out),
        code::STAIRS => {
            let right = reader.flag();
            let count = reader.index();
            let boundaries = reader.slice(count);
            let values = reader.slice(count + 1);
            let places = out.len();
            steps::for_each_segment(boundaries, right, index, grid, places, |segment, range| {
                loops::constant(values[segment], &mut out[range]);
            });
        }
        code::TABLE => {
            let (start, linear) = (reader.next(), reader.flag());
            let count = reader.index();
            let values = reader.slice(count);
            let table = steps::Table {
                start,
                linear,
                values,
            };
            for (i, value) in out.iter_mut().enumerate() {
                *value = table.at(grid.time(index + i as f64));
            }
        }
        code::TIME => fill_time(program, reader, index, grid, memory, out),
        code::CYCLES => fill_cycles(program, reader, index, grid, memory, out),
        code::JOIN => join_segments(
            reader,
            index,
            grid,
            out.len(),
            |child, index, grid, range| {
                fill(program, child, index, grid, memory, &mut out[range]);
            },
        ),
        code::PRODUCT => {
            let combine = Combine {
                with_values: loops::multiply,
                with_number: loops::scale,
            };
            fold(program, reader, index, grid, memory, out, combine);
        }
        code::SUM => {
            let combine = Combine {
                with_values: loops::add,
                with_number: loops::raise,
            };
            fold(program, reader, index, grid, memory, out, combine);
        }
        code::CLAMP => {
            let child = reader.index();
            let (minimum, maximum) = (reader.next(), reader.next());
            fill(program, child, index, grid, memory, out);
            loops::clamp(minimum, maximum, out);
        }
        _ => unreachable!(),
    }
}

/// Calls `each` with the children of a join that the `count` places from `index` on fall to, the index and the grid
/// that such a child sees, and its range of places.
fn join_segments(
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
fn fill_time(
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

/// The values of the node at `position` at `start`, and after it at `start + 1`, ... if `start` is whole.
fn fill_from(program: &[f64], position: usize, start: f64, memory: &mut Memory, out: &mut [f64]) {
    // Not floor: below 0 the difference to it would be rounded.
    let whole = truncate(start);
    let grid = Grid {
        offset: start - whole,
        spacing: 1.0,
    };
    fill(program, position, whole, grid, memory, out);
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

/// Values of a cycle that are computed and then put between floor and top while they are still in the cache.
const CYCLE_PART: usize = 4096;

fn fill_cycles(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let cycles = Cycles::read(&mut reader);
    let time = |place: f64| grid.time(index + place);
    let count = out.len();
    let mut start = 0;
    while start < count {
        let cycle = cycles.cycle_at(time(start as f64));
        let begin = cycles.start(cycle);
        let next = cycles.start(cycle + 1.0);
        if cycle >= cycles.limit || (next <= begin && cycle > 0.0) {
            loops::constant(cycles.afterwards, &mut out[start..]);
            return;
        }
        let guess = (next - time(0.0)) / grid.spacing;
        let end =
            places_before(count, guess, |p| time(p) >= next).clamp(start + 1, start + CYCLE_PART);
        let (first, rebased) = grid.rebased(begin);
        let inverse = 1.0 / cycles.length(cycle);
        let child_grid = Grid {
            offset: rebased.offset * inverse,
            spacing: rebased.spacing * inverse,
        };
        shifted(index, first, start..end, |child_index, range| {
            let range = &mut out[range];
            fill(
                program,
                cycles.child,
                child_index,
                child_grid,
                memory,
                range,
            );
        });
        loops::between(cycles.floor, cycles.top(cycle), &mut out[start..end]);
        start = end;
    }
}

/// How a sum or a product takes in one more child: a whole range of values, or the same number everywhere.
struct Combine {
    with_values: fn(&mut [f64], &[f64]),
    with_number: fn(&mut [f64], f64),
}

/// The children combined from left to right.
fn fold(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
    combine: Combine,
) {
    let count = reader.index();
    let (first, rest) = reader.slice(count).split_at(1);
    let mut children = rest.iter();
    match (constant_at(program, first[0]), children.as_slice()) {
        // a + b and b + a are the same bits: what varies goes first, and the constant needs no range of its own.
        (Some(number), [second, ..]) => {
            fill(program, *second as usize, index, grid, memory, out);
            (combine.with_number)(out, number);
            children.next();
        }
        _ => fill(program, first[0] as usize, index, grid, memory, out),
    }
    for &child in children {
        if let Some(number) = constant_at(program, child) {
            (combine.with_number)(out, number);
            continue;
        }
        let (values, deeper) = memory.scratch.split_at_mut(out.len());
        let mut inner = Memory {
            workspace: memory.workspace,
            scratch: deeper,
            writes: memory.writes,
        };
        fill(program, child as usize, index, grid, &mut inner, values);
        (combine.with_values)(out, values);
    }
}

/// The value of the node at `position` if it is a constant.
fn constant_at(program: &[f64], position: f64) -> Option<f64> {
    let mut reader = Reader::at(program, position as usize);
    (reader.next() as u32 == code::CONSTANT).then(|| reader.next())
}
