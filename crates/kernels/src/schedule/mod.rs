//! Schedules: a tree, encoded as words, evaluated over ranges of steps and at single times.
//!
//! One evaluator serves both: a single time is a range of one. Its values are the bits that the host computes for
//! each step alone, because both work in the same blocks of consecutive indices.

mod affine_power;
mod cycles;
mod easing;
mod fold;
mod geometric;
mod grid;
mod loops;
mod narrow;
mod pair;
mod program;
mod ramp;
mod rotation;
mod steps;
mod warps;

use crate::elementary::floor;
use crate::interface::node;
use fold::{fold, Combine};
use grid::{Grid, LARGEST_WHOLE};
pub use narrow::narrow;
use program::Reader;
use ramp::Ramp;

/// The memory that an evaluation needs in addition to the program. It belongs to the caller; nothing is allocated.
pub struct Memory<'a> {
    /// Tables of the curves, at the places that the program names; zero before the first use of a program.
    pub workspace: &'a mut [f64],
    /// For each level of sums and products, as many words as the longest range.
    pub scratch: &'a mut [f64],
    /// The fastest way to write the output.
    pub writes: Writes,
}

/// The fastest way to write a range; the values are the same.
#[derive(Clone, Copy, PartialEq)]
pub enum Writes {
    /// The output fits in the caches: it may be written at several places by turns.
    Cached,
    /// The output is larger than the caches: writing it from front to back is faster.
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
    /// The index of the first of them in the output.
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

/// `out[i]` is the value at step `i` of `steps`, rounded once to f32; `values` is scratch for values before they are rounded.
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

/// The values of the node at `position`, from `index` on, into all of `out`. The value at a time that is not finite is NaN.
fn fill(
    program: &[f64],
    position: usize,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    if !grid.has_times() {
        return loops::constant(f64::NAN, out);
    }
    let mut reader = Reader::at(program, position);
    match reader.next() as u32 {
        node::CONSTANT => loops::constant(reader.next(), out),
        node::RAMP => Ramp::read(&mut reader).fill(index, grid, memory, out),
        node::POWER => affine_power::AffinePower::read(&mut reader).fill(index, grid, out),
        node::STAIRS => {
            let right = reader.flag();
            let count = reader.index();
            let boundaries = reader.slice(count);
            let values = reader.slice(count + 1);
            let places = out.len();
            steps::for_each_segment(boundaries, right, index, grid, places, |segment, range| {
                loops::constant(values[segment], &mut out[range]);
            });
        }
        node::TABLE => {
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
        node::TIME => warps::fill_time(program, reader, index, grid, memory, out),
        node::CYCLES => cycles::fill_cycles(program, reader, index, grid, memory, out),
        node::JOIN => warps::join_segments(
            reader,
            index,
            grid,
            out.len(),
            |child, index, grid, range| {
                fill(program, child, index, grid, memory, &mut out[range]);
            },
        ),
        node::PRODUCT => {
            let combine = Combine {
                with_values: loops::multiply,
                with_number: loops::scale,
            };
            fold(program, reader, index, grid, memory, out, combine);
        }
        node::SUM => {
            let combine = Combine {
                with_values: loops::add,
                with_number: loops::raise,
            };
            fold(program, reader, index, grid, memory, out, combine);
        }
        node::CLAMP => {
            let child = reader.index();
            let (minimum, maximum) = (reader.next(), reader.next());
            fill(program, child, index, grid, memory, out);
            loops::clamp(minimum, maximum, out);
        }
        _ => unreachable!(),
    }
}

/// The values of the node at `position` at `start`, and after it at `start + 1`, ... if `start` is whole.
fn fill_from(program: &[f64], position: usize, start: f64, memory: &mut Memory, out: &mut [f64]) {
    let (index, grid) = Grid::at(start);
    fill(program, position, index, grid, memory, out);
}
