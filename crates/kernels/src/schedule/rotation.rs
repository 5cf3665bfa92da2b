//! A cosine over consecutive indices: two short tables, and per block one angle, instead of a cosine for each step.

use super::grid::Grid;
use super::loops;
use super::{Memory, Writes};
use crate::elementary::{cos_sin_pi, floor};
use core::f64::consts::PI;

/// Steps that share the table of single steps. Blocks, tables and formulas are the same on the host.
const PART: usize = 256;
/// Parts that share one angle.
const PARTS: usize = 16;
const BLOCK: f64 = (PART * PARTS) as f64;

/// Below this no sum of rounding errors takes a cosine past 1.
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

/// The tables of single steps and of parts.
struct Tables<'a> {
    cosines: &'a [f64; PART],
    sines: &'a [f64; PART],
    part_cosines: &'a [f64],
    part_sines: &'a [f64],
}

impl Rotation {
    /// The values from `index` on, into all of `out`.
    pub fn fill(
        &self,
        mut index: f64,
        grid: Grid,
        memory: &mut Memory,
        at: usize,
        out: &mut [f64],
    ) {
        let writes = memory.writes;
        let mut out = out;
        while !out.is_empty() {
            let block = floor(index / BLOCK);
            let place = (index - block * BLOCK) as usize;
            let count = out.len().min(PART * PARTS - place);
            let needed = if place / PART == (place + count - 1) / PART {
                place % PART + count
            } else {
                PART
            };
            let tables = self.tables(needed, grid.spacing, &mut memory.workspace[at..]);
            let turn = cos_sin_pi((self.half_cycles * grid.time(block * BLOCK)) / self.length);
            let (now, later) = out.split_at_mut(count);
            self.fill_block(turn, place, &tables, grid, writes, now);
            index += count as f64;
            out = later;
        }
    }

    /// The values from `place` of a block on, which starts at the angle of `turn`.
    fn fill_block(
        &self,
        turn: Turn,
        mut place: usize,
        tables: &Tables,
        grid: Grid,
        writes: Writes,
        out: &mut [f64],
    ) {
        let middle = (self.from + self.to) * 0.5;
        let mut out = out;
        while !out.is_empty() {
            let (part, start) = (place / PART, place % PART);
            if writes == Writes::Cached && start == 0 && out.len() >= 4 * PART {
                let (now, later) = out.split_at_mut(4 * PART);
                let turns = [0, 1, 2, 3].map(|i| tables.turned(turn, part + i));
                if let ([a, b, c, d], []) = now.as_chunks_mut::<PART>() {
                    let scaled = turns.map(|turn| self.scaled(turn));
                    let parts = [&mut *a, &mut *b, &mut *c, &mut *d];
                    loops::rotate_four(middle, scaled, tables.cosines, tables.sines, parts);
                    for (turn, values) in turns.into_iter().zip([a, b, c, d]) {
                        self.clamp_near_extremes(turn, grid, values);
                    }
                }
                place += 4 * PART;
                out = later;
                continue;
            }
            let count = out.len().min(PART - start);
            let (now, later) = out.split_at_mut(count);
            let turn = tables.turned(turn, part);
            let steps = start..start + count;
            let (cosines, sines) = (&tables.cosines[steps.clone()], &tables.sines[steps]);
            loops::rotate(middle, self.scaled(turn), cosines, sines, now);
            self.clamp_near_extremes(turn, grid, now);
            place += count;
            out = later;
        }
    }

    fn scaled(&self, (cosine, sine): Turn) -> Turn {
        let amplitude = (self.from - self.to) * 0.5;
        (amplitude * cosine, amplitude * sine)
    }

    /// Rounding can only cross an extreme where the angle of the part comes near to it, as
    /// `cos(a + k w)` is at most `|cos(a)| + k |w|`.
    fn clamp_near_extremes(&self, (cosine, _): Turn, grid: Grid, values: &mut [f64]) {
        let widest = PI * (self.half_cycles * grid.spacing * PART as f64 / self.length).abs();
        if cosine.abs() + widest > NEAR_EXTREME {
            let lowest = if self.from < self.to {
                self.from
            } else {
                self.to
            };
            let highest = if self.from < self.to {
                self.to
            } else {
                self.from
            };
            loops::clamp(lowest, highest, values);
        }
    }

    /// The tables, of single steps at least the `needed` first entries.
    fn tables<'a>(&self, needed: usize, spacing: f64, workspace: &'a mut [f64]) -> Tables<'a> {
        let (header, tables) = workspace.split_at_mut(2);
        let (tables, parts) = tables.split_at_mut(2 * PART);
        let (part_cosines, part_sines) = parts[..2 * PARTS].split_at_mut(PARTS);
        let ([cosines, sines], []) = tables.as_chunks_mut::<PART>() else {
            unreachable!("two tables of one part each");
        };
        let speed = self.half_cycles * spacing;
        if header[0] != spacing {
            header[0] = spacing;
            header[1] = 0.0;
            for part in 0..PARTS {
                let turn = (speed * (part * PART) as f64) / self.length;
                (part_cosines[part], part_sines[part]) = cos_sin_pi(turn);
            }
        }
        for k in header[1] as usize..needed {
            (cosines[k], sines[k]) = cos_sin_pi((speed * k as f64) / self.length);
        }
        header[1] = header[1].max(needed as f64);
        Tables {
            cosines,
            sines,
            part_cosines,
            part_sines,
        }
    }
}

impl Tables<'_> {
    /// The angle of `turn` further on by `part` parts.
    fn turned(&self, (cosine, sine): Turn, part: usize) -> Turn {
        let (c, s) = (self.part_cosines[part], self.part_sines[part]);
        (cosine * c - sine * s, sine * c + cosine * s)
    }
}
