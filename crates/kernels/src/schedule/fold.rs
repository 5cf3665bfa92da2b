//! Sums and products.

use super::grid::Grid;
use super::program::Reader;
use super::{fill, Memory};
use crate::interface::node;

/// Combines one more child with a sum or a product: a range of values, or one number for the whole range.
pub(super) struct Combine {
    pub with_values: fn(&mut [f64], &[f64]),
    pub with_number: fn(&mut [f64], f64),
}

/// The children combined from left to right.
pub(super) fn fold(
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
        // a + b and b + a have the same bits: a child that varies goes first, so a constant needs no range of its own.
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
    (reader.next() as u32 == node::CONSTANT).then(|| reader.next())
}
