//! Values rounded once to f32, before they are stored if the curve allows it.

use super::grid::Grid;
use super::pair::Pair;
use super::program::Reader;
use super::ramp::Ramp;
use super::warps::join_segments;
use super::{fill, Memory};
use crate::interface::node;

/// The values of the node at `position`, from `index` on, rounded into all of `out`. If the node has no form in f32,
/// the values are first written to `values`, as many at a time as fit.
pub(super) fn fill_narrow(
    program: &[f64],
    position: usize,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    values: &mut [f64],
    out: &mut [f32],
) {
    if !grid.has_times() {
        return out.fill(f32::NAN);
    }
    let mut reader = Reader::at(program, position);
    match reader.next() as u32 {
        node::JOIN => join_segments(
            reader,
            index,
            grid,
            out.len(),
            |child, index, grid, range| {
                fill_narrow(program, child, index, grid, memory, values, &mut out[range]);
            },
        ),
        node::RAMP if Ramp::read(&mut reader.clone()).fill_narrow(index, grid, memory, out) => {}
        _ => {
            let mut first = index;
            for part in out.chunks_mut(values.len()) {
                let values = &mut values[..part.len()];
                fill(program, position, first, grid, memory, values);
                narrow(values, part);
                first += part.len() as f64;
            }
        }
    }
}

/// Each value rounded once to f32.
pub fn narrow(values: &[f64], out: &mut [f32]) {
    let (fours, rest) = values.as_chunks::<4>();
    let (narrow_fours, narrow_rest) = out.as_chunks_mut::<4>();
    for (narrow, &four) in narrow_fours.iter_mut().zip(fours) {
        let [a, b, c, d] = four;
        *narrow = Pair::narrow(Pair::new(a, b), Pair::new(c, d));
    }
    for (narrow, &value) in narrow_rest.iter_mut().zip(rest) {
        *narrow = value as f32;
    }
}
