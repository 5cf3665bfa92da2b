//! A cosine over consecutive indices: two short tables, and per block one angle, instead of a cosine for each step.

use super::grid::Grid;
use super::loops;
use super::Writes;
use crate::elementary::{cos_sin_pi, floor};
use crate::interface::{PART, PARTS, ROTATION_WORDS};
use core::f64::consts::PI;

/// Steps that share one angle. Blocks, tables and formulas are the same on the host.
const BLOCK: f64 = (PART * PARTS) as f64;

/// Below this, rounding errors can't make a cosine larger than 1.
const NEAR_EXTREME: f64 = 1.0 - 1e-9;

/// `middle + amplitude * cos(pi * half_cycles * t / length)`, kept between its extremes.
///
/// In the workspace: the spacing of the tables, how much of the first one is filled, cosines and sines of single
/// steps, cosines and sines of whole parts.
pub(super) struct Rotation {
    pub from: f64,
    pub to: f64,
    pub half_cycles: f64,
    pub length: f64,
}

/// Cosine and sine of an angle.
type Turn = (f64, f64);

/// A range of places in a block, with what all of them share.
struct Block<'a> {
    /// The angle at the start of the block.
    turn: Turn,
    /// The first place of the range.
    place: usize,
    cosines: &'a [f64; PART],
    sines: &'a [f64; PART],
    part_cosines: &'a [f64],
    part_sines: &'a [f64],
}

impl Rotation {
    /// The values from `index` on, into all of `out`.
    pub fn fill(
        &self,
        index: f64,
        grid: Grid,
        writes: Writes,
        workspace: &mut [f64],
        out: &mut [f64],
    ) {
        let part = |turn: Turn, cosines: &[f64], sines: &[f64], out: &mut [f64]| {
            loops::rotate(self.middle(), self.scaled(turn), cosines, sines, out);
            self.clamp_near_extremes(turn, grid, out);
        };
        self.for_each_block(index, grid, workspace, out, |block, out| {
            let fours = match writes {
                Writes::Cached => block.fours(out.len()),
                Writes::Streamed => 0..0,
            };
            let (before, rest) = out.split_at_mut(fours.start);
            let (within, after) = rest.split_at_mut(fours.len());
            block.for_each_part(block.place, before, part);
            for (i, four) in within.chunks_mut(4 * PART).enumerate() {
                self.fill_four(
                    &block,
                    (block.place + fours.start) / PART + 4 * i,
                    grid,
                    four,
                );
            }
            block.for_each_part(block.place + fours.end, after, part);
        });
    }

    /// Four whole parts from `part` on.
    fn fill_four(&self, block: &Block, part: usize, grid: Grid, out: &mut [f64]) {
        let turns = [0, 1, 2, 3].map(|i| block.turned(part + i));
        if let ([a, b, c, d], []) = out.as_chunks_mut::<PART>() {
            let scaled = turns.map(|turn| self.scaled(turn));
            let parts = [&mut *a, &mut *b, &mut *c, &mut *d];
            loops::rotate_four(self.middle(), scaled, block.cosines, block.sines, parts);
            for (turn, values) in turns.into_iter().zip([a, b, c, d]) {
                self.clamp_near_extremes(turn, grid, values);
            }
        }
    }

    /// The same, rounded once to f32.
    pub fn fill_narrow(&self, index: f64, grid: Grid, workspace: &mut [f64], out: &mut [f32]) {
        self.for_each_block(index, grid, workspace, out, |block, out| {
            block.for_each_part(block.place, out, |turn, cosines, sines, out| {
                loops::rotate_narrow(self.middle(), self.scaled(turn), cosines, sines, out);
                if self.is_near_extreme(turn, grid) {
                    // Rounding keeps the order, so the bounds may be rounded as well.
                    let (lowest, highest) = self.extremes();
                    loops::clamp(lowest as f32, highest as f32, out);
                }
            });
        });
    }

    /// Calls `each` with the blocks that the places of `out` from `index` on fall into, and their places.
    fn for_each_block<T>(
        &self,
        mut index: f64,
        grid: Grid,
        workspace: &mut [f64],
        out: &mut [T],
        mut each: impl FnMut(Block, &mut [T]),
    ) {
        let mut out = out;
        while !out.is_empty() {
            let number = floor(index / BLOCK);
            let place = (index - number * BLOCK) as usize;
            let count = out.len().min(PART * PARTS - place);
            let (now, later) = out.split_at_mut(count);
            each(self.block(number, place, count, grid, workspace), now);
            index += count as f64;
            out = later;
        }
    }

    fn middle(&self) -> f64 {
        (self.from + self.to) * 0.5
    }

    fn extremes(&self) -> (f64, f64) {
        if self.from < self.to {
            (self.from, self.to)
        } else {
            (self.to, self.from)
        }
    }

    fn scaled(&self, (cosine, sine): Turn) -> Turn {
        let amplitude = (self.from - self.to) * 0.5;
        (amplitude * cosine, amplitude * sine)
    }

    fn clamp_near_extremes(&self, turn: Turn, grid: Grid, values: &mut [f64]) {
        if self.is_near_extreme(turn, grid) {
            let (lowest, highest) = self.extremes();
            loops::clamp(lowest, highest, values);
        }
    }

    /// Whether rounding can cross an extreme in the part that starts at the angle of `turn`:
    /// `cos(a + k w)` is at most `|cos(a)| + k |w|`.
    fn is_near_extreme(&self, (cosine, _): Turn, grid: Grid) -> bool {
        let widest = PI * (self.half_cycles * grid.spacing * PART as f64 / self.length).abs();
        cosine.abs() + widest > NEAR_EXTREME
    }

    /// The `count` places of a block from `place` on, with the tables that they need.
    fn block<'a>(
        &self,
        number: f64,
        place: usize,
        count: usize,
        grid: Grid,
        workspace: &'a mut [f64],
    ) -> Block<'a> {
        let (header, tables) = workspace[..ROTATION_WORDS].split_at_mut(2);
        let (tables, parts) = tables.split_at_mut(2 * PART);
        let (part_cosines, part_sines) = parts.split_at_mut(PARTS);
        let ([cosines, sines], []) = tables.as_chunks_mut::<PART>() else {
            unreachable!("two tables of one part each");
        };
        let speed = self.half_cycles * grid.spacing;
        if header[0] != grid.spacing {
            header[0] = grid.spacing;
            header[1] = 0.0;
            for part in 0..PARTS {
                let turn = (speed * (part * PART) as f64) / self.length;
                (part_cosines[part], part_sines[part]) = cos_sin_pi(turn);
            }
        }
        let needed = (place % PART + count).min(PART);
        for k in header[1] as usize..needed {
            (cosines[k], sines[k]) = cos_sin_pi((speed * k as f64) / self.length);
        }
        header[1] = header[1].max(needed as f64);
        Block {
            turn: cos_sin_pi((self.half_cycles * grid.time(number * BLOCK)) / self.length),
            place,
            cosines,
            sines,
            part_cosines,
            part_sines,
        }
    }
}

impl Block<'_> {
    /// The angle at the start of a part.
    fn turned(&self, part: usize) -> Turn {
        let (cosine, sine) = self.turn;
        let (c, s) = (self.part_cosines[part], self.part_sines[part]);
        (cosine * c - sine * s, sine * c + cosine * s)
    }

    /// Calls `each` with the parts that the places of `out` from `place` on fall into: the angle at the start of the
    /// part, the cosines and sines of the places, and the places.
    fn for_each_part<T>(
        &self,
        mut place: usize,
        out: &mut [T],
        mut each: impl FnMut(Turn, &[f64], &[f64], &mut [T]),
    ) {
        let mut out = out;
        while !out.is_empty() {
            let start = place % PART;
            let count = out.len().min(PART - start);
            let (now, later) = out.split_at_mut(count);
            let steps = start..start + count;
            let turn = self.turned(place / PART);
            each(turn, &self.cosines[steps.clone()], &self.sines[steps], now);
            place += count;
            out = later;
        }
    }

    /// The part of `count` places that is made of whole parts, four at a time.
    fn fours(&self, count: usize) -> core::ops::Range<usize> {
        let before = (PART - self.place % PART) % PART;
        let start = before.min(count);
        start..start + (count - start) / (4 * PART) * (4 * PART)
    }
}
