//! Ramps: exact at both ends, and between them the block form of their curve where there is one.

use super::affine_power::AffinePower;
use super::easing::Easing;
use super::geometric::Geometric;
use super::grid::{places_before, rebased, Grid};
use super::loops;
use super::program::Reader;
use super::rotation::Rotation;
use super::Memory;
use crate::elementary::power;
use crate::interface::curve;

pub(super) struct Ramp {
    start: f64,
    end: f64,
    first: f64,
    last: f64,
    holds_before: bool,
    holds_after: bool,
    curve: Curve,
}

/// The parts of a range of places before, on and after a ramp.
struct Parts {
    /// The first place after the start.
    rising: usize,
    /// The first place at the end or after it.
    reached: usize,
    /// The places whose values the curve computes.
    curve: core::ops::Range<usize>,
}

/// A curve over the time since the start of the ramp.
enum Curve {
    Line {
        from: f64,
        change: f64,
        length: f64,
    },
    Rotation(Rotation, usize),
    Geometric(Geometric, usize),
    AffinePower(AffinePower),
    Pointwise {
        from: f64,
        to: f64,
        length: f64,
        geometric: bool,
        easing: Easing,
    },
}

impl Ramp {
    pub fn read(reader: &mut Reader) -> Self {
        Self {
            start: reader.next(),
            end: reader.next(),
            first: reader.next(),
            last: reader.next(),
            holds_before: reader.flag(),
            holds_after: reader.flag(),
            curve: Curve::read(reader),
        }
    }

    /// The values from `index` on, into all of `out`.
    pub fn fill(&self, index: f64, grid: Grid, memory: &mut Memory, out: &mut [f64]) {
        let parts = self.parts(index, grid, out.len());
        loops::constant(self.first, &mut out[..parts.curve.start]);
        loops::constant(self.last, &mut out[parts.curve.end..]);
        if !parts.curve.is_empty() {
            let range = parts.curve.clone();
            rebased(index, grid, self.start, 1.0, range, |index, grid, range| {
                self.curve.fill(index, grid, memory, &mut out[range]);
            });
        }
        let time = |place: f64| grid.time(index + place);
        if !self.holds_before {
            self.set_where_exact(self.start, self.first, parts.rising, time, out);
        }
        if !self.holds_after {
            let past = places_before(out.len(), parts.reached as f64, |p| time(p) > self.end);
            self.set_where_exact(self.end, self.last, past, time, out);
        }
    }

    /// The same, rounded once to f32. Returns false and writes nothing if the ramp has no such form.
    pub fn fill_narrow(
        &self,
        index: f64,
        grid: Grid,
        memory: &mut Memory,
        out: &mut [f32],
    ) -> bool {
        let Curve::Rotation(rotation, at) = &self.curve else {
            return false;
        };
        if !(self.holds_before && self.holds_after) {
            return false;
        }
        let parts = self.parts(index, grid, out.len());
        out[..parts.curve.start].fill(self.first as f32);
        out[parts.curve.end..].fill(self.last as f32);
        if !parts.curve.is_empty() {
            let workspace = &mut memory.workspace[*at..];
            let range = parts.curve.clone();
            rebased(index, grid, self.start, 1.0, range, |index, grid, range| {
                let out = &mut out[range];
                if grid.has_times() {
                    rotation.fill_narrow(index, grid, workspace, out);
                } else {
                    out.fill(f32::NAN);
                }
            });
        }
        true
    }

    /// The parts of `count` places from `index` on.
    fn parts(&self, index: f64, grid: Grid, count: usize) -> Parts {
        let time = |place: f64| grid.time(index + place);
        let guess = |bound: f64| (bound - time(0.0)) / grid.spacing;
        let rising = places_before(count, guess(self.start), |p| time(p) > self.start);
        let reached = places_before(count, guess(self.end), |p| time(p) >= self.end);
        let to = if self.holds_after { reached } else { count };
        let from = if self.holds_before { rising.min(to) } else { 0 };
        Parts {
            rising,
            reached,
            curve: from..to,
        }
    }

    /// Writes `value` at the places just before `past` whose time is `bound` itself.
    fn set_where_exact(
        &self,
        bound: f64,
        value: f64,
        past: usize,
        time: impl Fn(f64) -> f64,
        out: &mut [f64],
    ) {
        for place in (0..past).rev() {
            if time(place as f64) != bound {
                break;
            }
            out[place] = value;
        }
    }
}

impl Curve {
    fn read(reader: &mut Reader) -> Self {
        match reader.next() as u32 {
            curve::LINE => Self::Line {
                from: reader.next(),
                change: reader.next(),
                length: reader.next(),
            },
            curve::ROTATION => {
                let rotation = Rotation {
                    from: reader.next(),
                    to: reader.next(),
                    half_cycles: reader.next(),
                    length: reader.next(),
                };
                Self::Rotation(rotation, reader.index())
            }
            curve::GEOMETRIC => {
                let geometric = Geometric {
                    base: reader.next(),
                    scale: reader.next(),
                    ratio: reader.next(),
                    length: reader.next(),
                };
                Self::Geometric(geometric, reader.index())
            }
            curve::AFFINE_POWER => Self::AffinePower(AffinePower::read(reader)),
            _ => Self::Pointwise {
                from: reader.next(),
                to: reader.next(),
                length: reader.next(),
                geometric: reader.flag(),
                easing: Easing::read(reader),
            },
        }
    }

    #[inline(never)]
    fn fill(&self, index: f64, grid: Grid, memory: &mut Memory, out: &mut [f64]) {
        if !grid.has_times() {
            return loops::constant(f64::NAN, out);
        }
        match self {
            &Self::Line {
                from,
                change,
                length,
            } => {
                loops::line(
                    from,
                    change,
                    length,
                    (grid.offset, grid.spacing),
                    index,
                    out,
                );
            }
            Self::Rotation(rotation, at) => {
                rotation.fill(
                    index,
                    grid,
                    memory.writes,
                    &mut memory.workspace[*at..],
                    out,
                );
            }
            Self::Geometric(geometric, at) => {
                geometric.fill(index, grid, &mut memory.workspace[*at..], out);
            }
            Self::AffinePower(affine_power) => affine_power.fill(index, grid, out),
            &Self::Pointwise {
                from,
                to,
                length,
                geometric,
                easing,
            } => {
                for (i, value) in out.iter_mut().enumerate() {
                    let share = easing.at(grid.time(index + i as u32 as f64) / length);
                    *value = if geometric {
                        from * power(to / from, share)
                    } else {
                        from + (to - from) * share
                    };
                }
            }
        }
    }
}
