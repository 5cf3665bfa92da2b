//! Cycles, and the search for the cycle of a time, which does not depend on the rounding of a logarithm.

use super::grid::{places_before, rebased, Grid};
use super::program::Reader;
use super::{fill, fill_from, loops, Memory};
use crate::elementary::{floor, logarithm, power, remainder};

/// A bound on the rounding errors of a power near 1: 2^-51.
const FEW_ROUNDINGS: f64 = 1.0 / 2_251_799_813_685_248.0;
/// If the multiplier is closer to 1 than this, the rounding error of a start is a large share of a cycle: 2^-31.
const LEAST_CHANGE: f64 = 1.0 / 2_147_483_648.0;

/// The number of cycles that are counted, 2^53: beyond it, n + 1 is not an f64.
const MOST_CYCLES: f64 = 9_007_199_254_740_992.0;

struct Cycles {
    child: usize,
    length: f64,
    multiplier: f64,
    peak: f64,
    floor: f64,
    decay: f64,
    decay_of_peak: bool,
    limit: f64,
    afterwards: f64,
}

impl Cycles {
    fn read(reader: &mut Reader) -> Self {
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

    /// The cycle that `t` falls into: a guess by a closed form, then a search among the exact starts.
    /// Shrinking cycles have an end: a time past it is in cycle infinity, of length 0.
    fn cycle_at(&self, t: f64) -> f64 {
        if t < self.length {
            // If the length is nearly whole, the first cycle ends a little before it.
            return if t < self.start(1.0) {
                0.0
            } else {
                self.search_near(t, 0.0)
            };
        }
        let mut cycle = t / self.length;
        if self.multiplier != 1.0 {
            let grown = cycle * (self.multiplier - 1.0) + 1.0;
            if grown > 0.0 {
                cycle = logarithm(grown.min(f64::MAX)) / logarithm(self.multiplier);
            } else {
                return f64::INFINITY;
            }
        }
        if cycle == f64::INFINITY {
            cycle
        } else {
            self.search_near(t, floor(cycle))
        }
    }

    /// The last cycle that has begun at `t`. Where the guess is far off, the distance tried doubles.
    fn search_near(&self, t: f64, guess: f64) -> f64 {
        let mut low = guess;
        let mut distance = 1.0;
        while self.start(low) > t {
            low = (low - distance).max(0.0);
            distance *= 2.0;
        }
        let mut high = low + 1.0;
        distance = 2.0;
        while self.start(high) <= t {
            if high == f64::INFINITY {
                return high;
            }
            low = high;
            high = low + distance;
            distance *= 2.0;
        }
        loop {
            // Beyond 2^53 there is no number between the two.
            let middle = floor(low + (high - low) / 2.0);
            if middle == low || middle == high {
                return low;
            }
            if self.start(middle) <= t {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    fn length(&self, cycle: f64) -> f64 {
        if self.multiplier == 1.0 {
            self.length
        } else {
            self.length * power(self.multiplier, cycle)
        }
    }

    fn start(&self, cycle: f64) -> f64 {
        if self.multiplier == 1.0 {
            return self.length * cycle;
        }
        let grown = power(self.multiplier, cycle);
        let start = (self.length * (grown - 1.0)) / (self.multiplier - 1.0);
        // Steps are whole: cycles of 10 and 12 steps end at 22, not at the 22.000000000000004 that 1.2 makes of it.
        let below = floor(start);
        let whole = if start - below < 0.5 {
            below
        } else {
            below + 1.0
        };
        let change = (self.multiplier - 1.0).abs();
        let roundings = (self.length * grown.max(1.0) * FEW_ROUNDINGS) / change;
        if change > LEAST_CHANGE && (start - whole).abs() <= roundings {
            whole
        } else {
            start
        }
    }

    /// Whether the last cycle is over: by their limit, or because cycles that shrink come to an end.
    fn is_over(&self, cycle: f64) -> bool {
        let is_past = self.multiplier < 1.0 && cycle >= MOST_CYCLES;
        is_past || (self.limit < f64::INFINITY && cycle >= self.limit)
    }

    /// The share of a cycle whose number is beyond `MOST_CYCLES`. Of equal cycles the remainder is exact; where cycles
    /// grow or shrink, the roundings of a start are longer than the cycle.
    fn share_beyond(&self, t: f64) -> f64 {
        if self.multiplier == 1.0 {
            remainder(t, self.length) / self.length
        } else {
            f64::NAN
        }
    }

    /// The value where the child is 1.
    fn top(&self, cycle: f64) -> f64 {
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

/// The number of values of a cycle that are computed and then scaled between floor and top while they are in the cache.
const CYCLE_PART: usize = 4096;

pub(super) fn fill_cycles(
    program: &[f64],
    mut reader: Reader,
    index: f64,
    grid: Grid,
    memory: &mut Memory,
    out: &mut [f64],
) {
    let cycles = Cycles::read(&mut reader);
    let time = |place: f64| grid.time(index + place);
    let count = out.len();
    let mut start = 0;
    while start < count {
        let cycle = cycles.cycle_at(time(start as f64));
        if cycles.is_over(cycle) {
            loops::constant(cycles.afterwards, &mut out[start..]);
            return;
        }
        let end = if cycle < MOST_CYCLES {
            let begin = if cycle == 0.0 {
                0.0
            } else {
                cycles.start(cycle)
            };
            let next = cycles.start(cycle + 1.0);
            let guess = (next - time(0.0)) / grid.spacing;
            let end = places_before(count, guess, |p| time(p) >= next)
                .clamp(start + 1, start + CYCLE_PART);
            let length = cycles.length(cycle);
            rebased(
                index,
                grid,
                begin,
                length,
                start..end,
                |index, grid, range| {
                    fill(program, cycles.child, index, grid, memory, &mut out[range]);
                },
            );
            end
        } else {
            let share = cycles.share_beyond(time(start as f64));
            let value = &mut out[start..=start];
            fill_from(program, cycles.child, share, memory, value);
            start + 1
        };
        loops::between(cycles.floor, cycles.top(cycle), &mut out[start..end]);
        start = end;
    }
}
