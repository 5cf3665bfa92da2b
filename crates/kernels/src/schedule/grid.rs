//! Positions in time: `t = offset + spacing * index` with a whole index, and where a grid crosses a boundary.

use crate::elementary::{ceil, truncate};
use core::ops::Range;

/// The largest whole number for which it and its sums with an index are exact.
pub(super) const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The least spacing of a grid: the smallest normal f64. Below it numbers lose their digits, and their inverses are
/// infinite.
const LEAST_SPACING: f64 = f64::MIN_POSITIVE;

/// Maps an index to a time. At the root the spacing is 1 and the index is the step. A node that changes the time passes
/// another offset and spacing to its child, and the index stays a whole number.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Grid {
    pub offset: f64,
    pub spacing: f64,
}

impl Grid {
    #[inline(always)]
    pub fn time(self, index: f64) -> f64 {
        self.offset + self.spacing * index
    }

    /// The smallest index whose time is at `bound` or after it.
    pub fn first_index_at_or_after(self, bound: f64) -> f64 {
        let index = ceil((bound - self.offset) / self.spacing);
        // The division may have rounded across the bound; beyond 2^53 neighboring indices are the same number.
        if self.time(index - 1.0) >= bound {
            index - 1.0
        } else if self.time(index) < bound {
            index + 1.0
        } else {
            index
        }
    }

    /// A grid with the single time `t`, and the index of that time; no time if `t` is not finite.
    pub fn at(t: f64) -> (f64, Grid) {
        // Not floor: below 0 the difference to it would be rounded.
        let whole = truncate(t);
        let offset = t - whole;
        (
            whole,
            Grid {
                offset,
                spacing: 1.0,
            },
        )
    }

    /// Whether there are times: a grid at a time that is not finite has none.
    #[inline(always)]
    pub fn has_times(self) -> bool {
        !self.offset.is_nan()
    }

    /// Whether `count` indices from `index` on have finite times, at a spacing that can be divided by.
    #[inline(always)]
    pub fn covers(self, index: f64, count: usize) -> bool {
        // The spacing need not be checked for infinity: the times would not be finite.
        self.spacing >= LEAST_SPACING
            && self.time(index).is_finite()
            && self
                .time(index + count.saturating_sub(1) as f64)
                .is_finite()
    }
}

/// The grid of a child that counts from `begin` on, in units of `length`: calls `each` with its index, its grid and their
/// places. That is one call for the whole range, or one call for each place if the grid leaves the range of f64, because
/// the spacing underflows or the index overflows.
pub(super) fn rebased(
    index: f64,
    outer: Grid,
    begin: f64,
    length: f64,
    range: Range<usize>,
    mut each: impl FnMut(f64, Grid, Range<usize>),
) {
    let first = outer.first_index_at_or_after(begin);
    let inverse = 1.0 / length;
    let grid = Grid {
        offset: (outer.offset - begin + outer.spacing * first) * inverse,
        spacing: outer.spacing * inverse,
    };
    let mut place = range.start;
    while place < range.end {
        let child_index = index + place as f64 - first;
        let rest = range.end - place;
        let can_count = child_index.abs() + rest as f64 <= LARGEST_WHOLE;
        let (child_index, child_grid, count) = if can_count && grid.covers(child_index, rest) {
            (child_index, grid, rest)
        } else if grid.covers(child_index, 1) {
            (child_index, grid, 1)
        } else {
            let t = (outer.time(index + place as f64) - begin) / length;
            let (single, at_time) = Grid::at(t);
            (single, at_time, 1)
        };
        each(child_index, child_grid, place..place + count);
        place += count;
    }
}

/// Calls `each` with the index that counts from `first` and its places: one call for the whole range, or one call for each
/// place if the index is too large to add 1 to.
pub(super) fn shifted(
    index: f64,
    first: f64,
    range: Range<usize>,
    mut each: impl FnMut(f64, Range<usize>),
) {
    let begin = index + range.start as f64 - first;
    if begin.abs() + range.len() as f64 <= LARGEST_WHOLE {
        return each(begin, range);
    }
    for place in range {
        each(index + place as f64 - first, place..place + 1);
    }
}

/// How many of the `count` first places, `0, 1, ...`, come before the first one for which `reached` holds.
/// `reached` must stay true once it is; `guess` is where it is expected to become so.
pub(super) fn places_before(count: usize, guess: f64, reached: impl Fn(f64) -> bool) -> usize {
    // `as` saturates: NaN becomes 0.
    let mut places = (guess as usize).min(count);
    while places > 0 && reached((places - 1) as f64) {
        places -= 1;
    }
    while places < count && !reached(places as f64) {
        places += 1;
    }
    places
}
