//! The two nodes that are lists of values: stairs and tables.

use super::grid::{places_before, Grid};

/// How many boundaries lie at `t` or before it (`right`), or before it.
pub(super) fn segment_at(boundaries: &[f64], right: bool, t: f64) -> usize {
    if right {
        boundaries.partition_point(|&boundary| boundary <= t)
    } else {
        boundaries.partition_point(|&boundary| boundary < t)
    }
}

/// Calls `each` with every segment that the `count` places from `index` on fall into, and its range of places.
pub(super) fn for_each_segment(
    boundaries: &[f64],
    right: bool,
    index: f64,
    grid: Grid,
    count: usize,
    mut each: impl FnMut(usize, core::ops::Range<usize>),
) {
    let time = |place: f64| grid.time(index + place);
    let mut start = 0;
    while start < count {
        let segment = segment_at(boundaries, right, time(start as f64));
        let end = match boundaries.get(segment) {
            None => count,
            Some(&boundary) => {
                let guess = (boundary - time(0.0)) / grid.spacing;
                places_before(count, guess, |p| {
                    if right {
                        time(p) >= boundary
                    } else {
                        time(p) > boundary
                    }
                })
            }
        };
        each(segment, start..end);
        start = end;
    }
}

/// Values at `start, start + 1, ...`, held outside.
pub(super) struct Table<'a> {
    pub start: f64,
    pub linear: bool,
    pub values: &'a [f64],
}

impl Table<'_> {
    pub fn at(&self, t: f64) -> f64 {
        let place = t - self.start;
        let last = self.values.len() - 1;
        if place <= 0.0 {
            return self.values[0];
        }
        if place >= last as f64 {
            return self.values[last];
        }
        let below = place as usize;
        let value = self.values[below];
        if self.linear {
            value + (self.values[below + 1] - value) * (place - below as f64)
        } else {
            value
        }
    }
}
