//! A geometric curve over consecutive indices: one table, and per block one power, instead of a power for each step.

use super::grid::Grid;
use super::loops;
use crate::elementary::{floor, power};

/// Steps for which one power is computed; the same on the host.
const BLOCK: usize = 1024;

/// Words of workspace: the spacing of the table, how much of it is filled, and the powers.
pub(super) const WORKSPACE: usize = 2 + BLOCK;

/// `base + scale * ratio^(t / length)`.
pub(super) struct Geometric {
    pub base: f64,
    pub scale: f64,
    pub ratio: f64,
    pub length: f64,
}

impl Geometric {
    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, mut index: f64, grid: Grid, workspace: &mut [f64], out: &mut [f64]) {
        let mut out = out;
        while !out.is_empty() {
            let block = floor(index / BLOCK as f64);
            let start = (index - block * BLOCK as f64) as usize;
            let count = out.len().min(BLOCK - start);
            let powers = self.table(start + count, grid.spacing, workspace);
            let first =
                self.scale * power(self.ratio, grid.time(block * BLOCK as f64) / self.length);
            let (now, later) = out.split_at_mut(count);
            loops::multiples(self.base, first, &powers[start..start + count], now);
            index += count as f64;
            out = later;
        }
    }

    /// The first `needed` entries of the table.
    fn table<'a>(&self, needed: usize, spacing: f64, workspace: &'a mut [f64]) -> &'a [f64] {
        let (header, powers) = workspace[..WORKSPACE].split_at_mut(2);
        if header[0] != spacing {
            header[0] = spacing;
            header[1] = 0.0;
        }
        for (k, entry) in powers
            .iter_mut()
            .enumerate()
            .take(needed)
            .skip(header[1] as usize)
        {
            *entry = power(self.ratio, (spacing * k as f64) / self.length);
        }
        header[1] = header[1].max(needed as f64);
        powers
    }
}
