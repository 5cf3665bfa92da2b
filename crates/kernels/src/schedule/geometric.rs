//! A geometric curve over consecutive indices: two short tables, and per block one power, instead of a power for each
//! step.

use super::grid::Grid;
use super::loops;
use crate::elementary::{floor, power};
use crate::interface::{GEOMETRIC_WORDS, PART, PARTS};

/// Steps that share one power. Blocks, tables and formulas are the same on the host.
const BLOCK: f64 = (PART * PARTS) as f64;
/// By how much a curve may grow or shrink within a block, 2^512. Beyond it the power at the start of a block leaves the
/// range of float64 and those of later steps do not, so every step has a power of its own.
const STEEPEST: f64 = f64::from_bits((1023 + 512) << 52);

/// `base + scale * ratio^(t / length)`.
///
/// In the workspace: the spacing of the tables, how much of the first one is filled, the powers of single steps, the
/// powers of whole parts.
pub(super) struct Geometric {
    pub base: f64,
    pub scale: f64,
    pub ratio: f64,
    pub length: f64,
}

impl Geometric {
    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, mut index: f64, grid: Grid, workspace: &mut [f64], out: &mut [f64]) {
        let per_block = power(self.ratio, (grid.spacing * BLOCK) / self.length);
        if !(1.0 / STEEPEST..=STEEPEST).contains(&per_block) {
            for (place, value) in out.iter_mut().enumerate() {
                let exponent = grid.time(index + place as u32 as f64) / self.length;
                *value = self.base + self.scale * power(self.ratio, exponent);
            }
            return;
        }
        let mut out = out;
        let mut current = f64::NAN;
        let mut first = 0.0;
        while !out.is_empty() {
            let block = floor(index / BLOCK);
            if block != current {
                current = block;
                first = self.scale * power(self.ratio, grid.time(block * BLOCK) / self.length);
            }
            let place = (index - block * BLOCK) as usize;
            let (part, start) = (place / PART, place % PART);
            let count = out.len().min(PART - start);
            let (powers, part_powers) = self.tables(start + count, grid.spacing, workspace);
            let (now, later) = out.split_at_mut(count);
            loops::multiples(self.base, first * part_powers[part], &powers[start..], now);
            index += count as f64;
            out = later;
        }
    }

    /// The tables, of single steps at least the `needed` first entries.
    fn tables<'a>(
        &self,
        needed: usize,
        spacing: f64,
        workspace: &'a mut [f64],
    ) -> (&'a [f64], &'a [f64]) {
        let (header, tables) = workspace[..GEOMETRIC_WORDS].split_at_mut(2);
        let (powers, part_powers) = tables.split_at_mut(PART);
        if header[0] != spacing {
            header[0] = spacing;
            header[1] = 0.0;
            for (part, entry) in part_powers.iter_mut().enumerate() {
                *entry = power(self.ratio, (spacing * (part * PART) as f64) / self.length);
            }
        }
        let filled = header[1] as usize;
        for (k, entry) in powers.iter_mut().enumerate().take(needed).skip(filled) {
            *entry = power(self.ratio, (spacing * k as f64) / self.length);
        }
        header[1] = header[1].max(needed as f64);
        (powers, part_powers)
    }
}
