//! A cosine over consecutive indices: one table, and per block one angle, instead of a cosine for each step.

use super::grid::Grid;
use crate::elementary::{cos_sin_pi, floor};

/// Steps for which one angle is computed; the same on the host.
const BLOCK: usize = 512;

/// Words of workspace: the spacing of the table, how much of it is filled, and the cosines and sines.
pub(super) const WORKSPACE: usize = 2 + 2 * BLOCK;

/// `middle + amplitude * cos(pi * half_cycles * t / length)`, kept between its extremes.
pub(super) struct Rotation {
    pub from: f64,
    pub to: f64,
    pub half_cycles: f64,
    pub length: f64,
}

impl Rotation {
    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, mut index: f64, grid: Grid, workspace: &mut [f64], out: &mut [f64]) {
        let middle = (self.from + self.to) * 0.5;
        let amplitude = (self.from - self.to) * 0.5;
        let (lowest, highest) = if self.from < self.to {
            (self.from, self.to)
        } else {
            (self.to, self.from)
        };
        let mut out = out;
        while !out.is_empty() {
            let block = floor(index / BLOCK as f64);
            let start = (index - block * BLOCK as f64) as usize;
            let count = out.len().min(BLOCK - start);
            let (cosines, sines) = self.table(start + count, grid.spacing, workspace);
            let turn =
                (self.half_cycles * grid.time(block * BLOCK as f64)) / self.length;
            let (cosine, sine) = cos_sin_pi(turn);
            let (cosine, sine) = (amplitude * cosine, amplitude * sine);
            let (now, later) = out.split_at_mut(count);
            let table = cosines[start..start + count]
                .iter()
                .zip(&sines[start..start + count]);
            for (value, (c, s)) in now.iter_mut().zip(table) {
                let exact = middle + (cosine * c - sine * s);
                let raised = if exact < lowest { lowest } else { exact };
                *value = if raised > highest { highest } else { raised };
            }
            index += count as f64;
            out = later;
        }
    }

    /// The first `needed` entries of the table.
    fn table<'a>(
        &self,
        needed: usize,
        spacing: f64,
        workspace: &'a mut [f64],
    ) -> (&'a [f64], &'a [f64]) {
        let (header, table) = workspace[..WORKSPACE].split_at_mut(2);
        let (cosines, sines) = table.split_at_mut(BLOCK);
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
