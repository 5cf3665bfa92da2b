//! Schedules: a tree, encoded as words, evaluated over ranges of steps and at single times.
//!
//! One evaluator serves both: a single time is a range of one. Its values are the bits that the host computes for
//! each step alone, because both work in the same blocks of consecutive indices.

mod affine_power;
mod cycles;
mod easing;
mod geometric;
mod grid;
mod program;
mod ramp;
mod rotation;
mod steps;

use crate::elementary::floor;
use cycles::Cycles;
use grid::{places_before, Grid};
use program::{code, Reader};
use ramp::Ramp;

/// What an evaluation needs beside the program: all of it belongs to the caller, and nothing is allocated.
pub struct Memory<'a> {
    /// Tables of the curves, at the places that the program names; zero before the first use of a program.
    pub workspace: &'a mut [f64],
    /// For each level of sums and products, as many words as the longest range.
    pub scratch: &'a mut [f64],
}

/// Whole numbers up to here are exact, and so are their sums with an index.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// `out[i]` is the value at `start + (first + i) * stride`.
pub fn fill_range(
    program: &[f64],
    start: f64,
    stride: f64,
    first: f64,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let begin = start + first;
    let whole = floor(start) == start && begin.abs() + (out.len() as f64) <= LARGEST_WHOLE;
    if stride == 1.0 && whole {
        fill_from(program, 0, begin, memory, out);
    } else {
        for (i, value) in out.iter_mut().enumerate() {
            let t = start + (first + i as f64) * stride;
            fill_from(program, 0, t, memory, core::slice::from_mut(value));
        }
    }
}

/// `out[i]` is the value at `steps[i]`.
pub fn fill_at(program: &[f64], steps: &[f64], memory: &mut Memory, out: &mut [f64]) {
    for (value, &t) in out.iter_mut().zip(steps) {
        fill_from(program, 0, t, memory, core::slice::from_mut(value));
    }
}

/// Each value rounded once to f32.
pub fn narrow(values: &[f64], out: &mut [f32]) {
    for (narrow, &value) in out.iter_mut().zip(values) {
        *narrow = value as f32;
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
        code::CONSTANT => out.fill(reader.next()),
        code::RAMP => Ramp::read(&mut reader).fill(index, grid, memory.workspace, out),
        code::POWER => affine_power::AffinePower::read(&mut reader).fill(index, grid, out),
        code::STAIRS => {
            let right = reader.flag();
            let count = reader.index();
            let boundaries = reader.slice(count);
            let values = reader.slice(count + 1);
            let places = out.len();
            steps::for_each_segment(boundaries, right, index, grid, places, |segment, range| {
                out[range].fill(values[segment]);
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
        code::JOIN => {
            let (rebase, right) = (reader.flag(), reader.flag());
            let count = reader.index();
            let boundaries = reader.slice(count);
            let children = reader.slice(count + 1);
            let places = out.len();
            steps::for_each_segment(boundaries, right, index, grid, places, |segment, range| {
                let (first, child_grid) = if rebase && segment > 0 {
                    grid.rebased(boundaries[segment - 1])
                } else {
                    (0.0, grid)
                };
                let child_index = index + range.start as f64 - first;
                let child = children[segment] as usize;
                fill(program, child, child_index, child_grid, memory, &mut out[range]);
            });
        }
        code::PRODUCT => fold(program, reader, index, grid, memory, out, |a, b| a * b),
        code::SUM => fold(program, reader, index, grid, memory, out, |a, b| a + b),
        code::CLAMP => {
            let child = reader.index();
            let (minimum, maximum) = (reader.next(), reader.next());
            fill(program, child, index, grid, memory, out);
            for value in out {
                let raised = if *value < minimum { minimum } else { *value };
                *value = if raised > maximum { maximum } else { raised };
            }
        }
        _ => unreachable!(),
    }
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
            rest.fill(first[0]);
            start = end;
        }
        return;
    }
    let low = places_before(count, guess(minimum), |p| time(p) >= minimum);
    let high = places_before(count, guess(maximum), |p| time(p) > maximum).max(low);
    let held = |bound: f64, range: &mut [f64], memory: &mut Memory| {
        if let Some((first, rest)) = range.split_first_mut() {
            fill_from(program, child, bound, memory, core::slice::from_mut(first));
            rest.fill(*first);
        }
    };
    held(minimum, &mut out[..low], memory);
    held(maximum, &mut out[high..], memory);
    if low < high {
        fill(program, child, index + low as f64, grid, memory, &mut out[low..high]);
    }
}

/// The values of the node at `position` at `start`, and after it at `start + 1`, ... if `start` is whole.
fn fill_from(
    program: &[f64],
    position: usize,
    start: f64,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let whole = floor(start);
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
            out[start..].fill(cycles.afterwards);
            return;
        }
        let guess = (next - time(0.0)) / grid.spacing;
        let end = places_before(count, guess, |p| time(p) >= next).max(start + 1);
        let (first, rebased) = grid.rebased(begin);
        let inverse = 1.0 / cycles.length(cycle);
        let child_grid = Grid {
            offset: rebased.offset * inverse,
            spacing: rebased.spacing * inverse,
        };
        let range = &mut out[start..end];
        let child_index = index + start as f64 - first;
        fill(program, cycles.child, child_index, child_grid, memory, range);
        let (floor, top) = (cycles.floor, cycles.top(cycle));
        for value in range {
            *value = floor * (1.0 - *value) + top * *value;
        }
        start = end;
    }
}

/// The children combined from left to right.
fn fold(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
    combine: impl Fn(f64, f64) -> f64,
) {
    let count = reader.index();
    let children = reader.slice(count);
    fill(program, children[0] as usize, index, grid, memory, out);
    for &child in &children[1..] {
        let (values, deeper) = memory.scratch.split_at_mut(out.len());
        let mut inner = Memory {
            workspace: memory.workspace,
            scratch: deeper,
        };
        fill(program, child as usize, index, grid, &mut inner, values);
        for (value, &other) in out.iter_mut().zip(&*values) {
            *value = combine(*value, other);
        }
    }
}
