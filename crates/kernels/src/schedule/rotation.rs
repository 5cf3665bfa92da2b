//! A cosine over consecutive indices: one table, and per block one angle, instead of a cosine for each step.

use super::grid::Grid;
use super::loops;
use crate::elementary::{cos_sin_pi, floor};
use core::f64::consts::PI;

/// Steps for which one angle is computed; the same on the host.
const BLOCK: usize = 1024;

/// Below this no sum of rounding errors takes a cosine past 1.
const NEAR_EXTREME: f64 = 1.0 - 1e-9;

/// `middle + amplitude * cos(pi * half_cycles * t / length)`, kept between its extremes.
///
/// In the workspace: the spacing of the tables, how much of them is filled, the cosines and the sines.
pub(super) struct Rotation {
    pub from: f64,
    pub to: f64,
    pub half_cycles: f64,
    pub length: f64,
}

impl Rotation {
    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, mut index: f64, grid: Grid, workspace: &mut [f64], out: &mut [f64]) {
        let mut out = out;
        while !out.is_empty() {
            let block = floor(index / BLOCK as f64);
            let start = (index - block * BLOCK as f64) as usize;
            let count = out.len().min(BLOCK - start);
            let (cosines, sines) = self.table(start + count, grid.spacing, workspace);
            if start == 0 && out.len() >= 4 * BLOCK {
                let (now, later) = out.split_at_mut(4 * BLOCK);
                self.fill_four(block, grid, cosines, sines, now);
                index += (4 * BLOCK) as f64;
                out = later;
                continue;
            }
            let (now, later) = out.split_at_mut(count);
            let turn = self.turn(block, grid);
            let entries = start..start + count;
            let (cosines, sines) = (&cosines[entries.clone()], &sines[entries]);
            loops::rotate(self.middle(), self.scaled(turn), cosines, sines, now);
            self.clamp_near_extremes(turn, grid, now);
            index += count as f64;
            out = later;
        }
    }

    /// Four whole blocks from `block` on.
    fn fill_four(
        &self,
        block: f64,
        grid: Grid,
        cosines: &[f64; BLOCK],
        sines: &[f64; BLOCK],
        out: &mut [f64],
    ) {
        let turns = [0.0, 1.0, 2.0, 3.0].map(|i| self.turn(block + i, grid));
        if let ([a, b, c, d], []) = out.as_chunks_mut::<BLOCK>() {
            let blocks = [&mut *a, &mut *b, &mut *c, &mut *d];
            let scaled = turns.map(|turn| self.scaled(turn));
            loops::rotate_four(self.middle(), scaled, cosines, sines, blocks);
            for (turn, values) in turns.into_iter().zip([a, b, c, d]) {
                self.clamp_near_extremes(turn, grid, values);
            }
        }
    }

    fn middle(&self) -> f64 {
        (self.from + self.to) * 0.5
    }

    /// Cosine and sine of the first angle of a block.
    fn turn(&self, block: f64, grid: Grid) -> (f64, f64) {
        cos_sin_pi((self.half_cycles * grid.time(block * BLOCK as f64)) / self.length)
    }

    fn scaled(&self, (cosine, sine): (f64, f64)) -> (f64, f64) {
        let amplitude = (self.from - self.to) * 0.5;
        (amplitude * cosine, amplitude * sine)
    }

    /// Rounding can only cross an extreme where the angle of the block comes near to it, as
    /// `cos(a + k w)` is at most `|cos(a)| + k |w|`.
    fn clamp_near_extremes(&self, (cosine, _): (f64, f64), grid: Grid, values: &mut [f64]) {
        let widest = PI * (self.half_cycles * grid.spacing * BLOCK as f64 / self.length).abs();
        if cosine.abs() + widest > NEAR_EXTREME {
            loops::clamp(self.from.min(self.to), self.from.max(self.to), values);
        }
    }

    /// The first `needed` entries of the table.
    fn table<'a>(
        &self,
        needed: usize,
        spacing: f64,
        workspace: &'a mut [f64],
    ) -> (&'a [f64; BLOCK], &'a [f64; BLOCK]) {
        let (header, table) = workspace.split_at_mut(2);
        let (tables, _) = table.as_chunks_mut::<BLOCK>();
        let [cosines, sines, ..] = tables else {
            unreachable!("the encoder sets aside two tables");
        };
        if header[0] != spacing {
            header[0] = spacing;
            header[1] = 0.0;
        }
        let speed = self.half_cycles * spacing;
        for k in header[1] as usize..needed {
            (cosines[k], sines[k]) = cos_sin_pi((speed * k as f64) / self.length);
        }
        header[1] = header[1].max(needed as f64);
        (cosines, sines)
    }
}
