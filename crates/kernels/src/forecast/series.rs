//! Powers of numbers that lie close together, by a short series around one of them.

use super::lanes::{Functions, Lanes};

/// How many numbers share a series.
pub(super) const GROUP: usize = 32;
/// The square of the largest relative distance from the middle number: (1/32)^9 is below the last place.
pub(super) const NEAR: f64 = 1.0 / 1024.0;
const DEGREE: usize = 8;

/// The binomial series of `(1 + d) ^ exponent`.
pub(super) struct Series([Lanes; DEGREE]);

impl Series {
    pub fn new(exponent: f64) -> Self {
        let mut coefficient = 1.0;
        let mut order = 0.0;
        Self([(); DEGREE].map(|()| {
            coefficient *= (exponent - order) / (order + 1.0);
            order += 1.0;
            Lanes::both(coefficient)
        }))
    }

    /// `(1 + d) ^ exponent`
    #[inline(always)]
    pub fn at(&self, functions: &Functions, d: Lanes) -> Lanes {
        let mut value = self.0[DEGREE - 1];
        for &coefficient in self.0[..DEGREE - 1].iter().rev() {
            value = value * d + coefficient;
        }
        functions.one() + d * value
    }
}
