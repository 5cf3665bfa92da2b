//! Positions in time: `t = offset + spacing * index` with a whole index, and where a grid crosses a boundary.

use crate::elementary::ceil;
use core::ops::Range;

/// Whole numbers up to here are exact, and so are their sums with an index.
pub(super) const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// What maps an index to a time. At the root the spacing is 1 and the index is the step; a node that changes the time
/// hands its child another offset and spacing, and the index goes on counting whole numbers.
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
        // The division may have rounded across the bound; beyond 2^53 neighbouring indices are the same number.
        if self.time(index - 1.0) >= bound {
            index - 1.0
        } else if self.time(index) < bound {
            index + 1.0
        } else {
            index
        }
    }

    /// The grid whose time 0 is `start` of this one and whose index 0 is the first index there, and that index.
    pub fn rebased(self, start: f64) -> (f64, Grid) {
        let first = self.first_index_at_or_after(start);
        let offset = self.offset - start + self.spacing * first;
        (first, Grid { offset, ..self })
    }
}

/// Calls `each` with the index that counts from `first` and the places that it holds for: all of the range at once, but
/// one by one where such an index is too large to count on from it.
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
