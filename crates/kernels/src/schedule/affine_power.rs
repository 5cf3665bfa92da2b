//! A power of a straight line over consecutive indices: per block a short polynomial instead of a power for each step.

use super::grid::Grid;
use super::loops;
use super::program::Reader;
use crate::elementary::{common_power, floor};
use crate::interface::AFFINE_POWER_BLOCK as BLOCK;

const HALF_BLOCK: f64 = (BLOCK / 2) as f64;
/// A longer polynomial would cost more than it saves.
const HIGHEST_DEGREE: usize = 9;
/// The binomial series is used where the line changes by less than this share over half a block.
const LARGEST_CHANGE: f64 = 1.0 / 32.0;
/// Terms below this share of the value change at most a fraction of its last bit: 2^-57.
const NEGLIGIBLE: f64 = 1.0 / 144_115_188_075_855_872.0;

/// `base + scale * (line / divisor)^exponent` with `line = offset + slope * t`.
pub(super) struct AffinePower {
    base: f64,
    scale: f64,
    offset: f64,
    slope: f64,
    divisor: f64,
    exponent: f64,
}

impl AffinePower {
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            base: reader.next(),
            scale: reader.next(),
            offset: reader.next(),
            slope: reader.next(),
            divisor: reader.next(),
            exponent: reader.next(),
        }
    }

    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, mut index: f64, grid: Grid, out: &mut [f64]) {
        let mut out = out;
        while !out.is_empty() {
            let block = floor(index / BLOCK as f64);
            let start = index - block * BLOCK as f64;
            let count = out.len().min(BLOCK - start as usize);
            let (now, later) = out.split_at_mut(count);
            let first = start - HALF_BLOCK;
            match self.polynomial(block, grid) {
                None => self.step_by_step(index, grid, now),
                Some((0, c)) => loops::polynomial::<0>(self.base, &c, first, now),
                Some((1, c)) => loops::polynomial::<1>(self.base, &c, first, now),
                Some((2, c)) => loops::polynomial::<2>(self.base, &c, first, now),
                Some((3, c)) => loops::polynomial::<3>(self.base, &c, first, now),
                Some((4, c)) => loops::polynomial::<4>(self.base, &c, first, now),
                Some((5, c)) => loops::polynomial::<5>(self.base, &c, first, now),
                Some((6, c)) => loops::polynomial::<6>(self.base, &c, first, now),
                Some((7, c)) => loops::polynomial::<7>(self.base, &c, first, now),
                Some((8, c)) => loops::polynomial::<8>(self.base, &c, first, now),
                Some((_, c)) => loops::polynomial::<9>(self.base, &c, first, now),
            }
            index += count as f64;
            out = later;
        }
    }

    /// The degree and the coefficients of the block's polynomial in the distance from its middle, if it has one.
    ///
    /// Around the middle of a block, where the line is `c`, with `z = (line - c) / c`:
    /// `(c (1 + z))^p = c^p (1 + p z + p (p - 1) / 2 z^2 + ...)`.
    fn polynomial(&self, block: f64, grid: Grid) -> Option<(usize, [f64; HIGHEST_DEGREE + 1])> {
        if self.exponent == 1.0 {
            return None;
        }
        let center = self.offset + self.slope * grid.time(block * BLOCK as f64 + HALF_BLOCK);
        let change = (self.slope * grid.spacing) / center;
        let largest = change.abs() * HALF_BLOCK;
        if !(center > 0.0 && largest < LARGEST_CHANGE) {
            return None;
        }
        let mut coefficient = self.scale * common_power(center / self.divisor, self.exponent);
        let mut share = 1.0;
        let mut coefficients = [0.0; HIGHEST_DEGREE + 1];
        coefficients[0] = coefficient;
        for degree in 1..=HIGHEST_DEGREE {
            let factor = (self.exponent - (degree - 1) as f64) / degree as f64;
            coefficient = coefficient * factor * change;
            share = share * factor.abs() * largest;
            if share < NEGLIGIBLE {
                return Some((degree - 1, coefficients));
            }
            coefficients[degree] = coefficient;
        }
        None
    }

    fn step_by_step(&self, index: f64, grid: Grid, out: &mut [f64]) {
        for (i, value) in out.iter_mut().enumerate() {
            let line = self.offset + self.slope * grid.time(index + i as u32 as f64);
            *value = self.base + self.scale * common_power(line / self.divisor, self.exponent);
        }
    }
}
