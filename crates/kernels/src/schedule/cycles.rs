//! Cycles: which one a time falls into, found without trusting a logarithm.

use super::program::Reader;
use crate::elementary::{floor, logarithm, power};

/// What the roundings of a start amount to, relative to it: 2^-51.
const FEW_ROUNDINGS: f64 = 1.0 / 2_251_799_813_685_248.0;

pub(super) struct Cycles {
    pub child: usize,
    length: f64,
    multiplier: f64,
    peak: f64,
    pub floor: f64,
    decay: f64,
    decay_of_peak: bool,
    pub limit: f64,
    pub afterwards: f64,
}

impl Cycles {
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            child: reader.index(),
            length: reader.next(),
            multiplier: reader.next(),
            peak: reader.next(),
            floor: reader.next(),
            decay: reader.next(),
            decay_of_peak: reader.flag(),
            limit: reader.next(),
            afterwards: reader.next(),
        }
    }

    /// The cycle that `t` falls into: a guess by a closed form, corrected against the exact starts.
    /// Shrinking cycles have an end: a time past it is in cycle infinity, which lasts no time.
    pub fn cycle_at(&self, t: f64) -> f64 {
        if t < self.length {
            return 0.0;
        }
        let mut cycle = if self.multiplier == 1.0 {
            floor(t / self.length)
        } else {
            let grown = (t / self.length) * (self.multiplier - 1.0) + 1.0;
            if grown > 0.0 {
                floor(logarithm(grown) / logarithm(self.multiplier))
            } else {
                return f64::INFINITY;
            }
        };
        let mut start = self.start(cycle);
        while cycle > 0.0 && start > t {
            cycle -= 1.0;
            start = self.start(cycle);
        }
        let mut next = self.start(cycle + 1.0);
        while next <= t && next > start {
            cycle += 1.0;
            start = next;
            next = self.start(cycle + 1.0);
        }
        cycle
    }

    pub fn length(&self, cycle: f64) -> f64 {
        if self.multiplier == 1.0 {
            self.length
        } else {
            self.length * power(self.multiplier, cycle)
        }
    }

    pub fn start(&self, cycle: f64) -> f64 {
        if self.multiplier == 1.0 {
            return self.length * cycle;
        }
        let start = (self.length * (power(self.multiplier, cycle) - 1.0)) / (self.multiplier - 1.0);
        // Steps are whole: cycles of 10 and 12 steps end at 22, not at the 22.000000000000004 that 1.2 makes of it.
        let below = floor(start);
        let whole = if start - below < 0.5 {
            below
        } else {
            below + 1.0
        };
        if (start - whole).abs() <= start * FEW_ROUNDINGS {
            whole
        } else {
            start
        }
    }

    /// The value where the child is 1.
    pub fn top(&self, cycle: f64) -> f64 {
        if cycle == 0.0 || self.decay == 1.0 {
            return self.peak;
        }
        let factor = power(self.decay, cycle);
        if self.decay_of_peak {
            self.peak * factor
        } else {
            self.floor + (self.peak - self.floor) * factor
        }
    }
}
