//! Powers of numbers that are close together, by a short series around one of them.

use super::lanes::{Functions, Lanes};

/// The number of values that share a series.
pub(super) const GROUP: usize = 32;
/// The largest `d^2` of the full series: (1/32)^9 is below the last place.
const NEAR: f64 = 1.0 / 1024.0;
/// The largest `d^2` of the short series: (2^-11)^5 is below the last place.
pub(super) const CLOSE: f64 = 1.0 / 4_194_304.0;
/// The degrees of the two.
pub(super) const FULL: usize = 8;
pub(super) const SHORT: usize = 4;
/// The largest coefficient of the first power that the full series omits; larger exponents have no series.
const LARGEST_OMITTED: f64 = 10.0;

/// The binomial series of `(1 + d) ^ exponent`.
pub(super) struct Series {
    coefficients: [Lanes; FULL],
    /// The largest `d^2` for which the series is exact.
    pub near: f64,
}

impl Series {
    pub fn new(exponent: f64) -> Self {
        let mut coefficient = 1.0;
        let mut order = 0.0;
        let mut next = || {
            coefficient *= (exponent - order) / (order + 1.0);
            order += 1.0;
            coefficient
        };
        let coefficients = [(); FULL].map(|()| Lanes::both(next()));
        let near = if next().abs() <= LARGEST_OMITTED {
            NEAR
        } else {
            0.0
        };
        Self { coefficients, near }
    }

    /// `(1 + d) ^ exponent`, up to the power `DEGREE` of `d`.
    #[inline(always)]
    pub fn at<const DEGREE: usize>(&self, functions: &Functions, d: Lanes) -> Lanes {
        let mut value = self.coefficients[DEGREE - 1];
        for &coefficient in self.coefficients[..DEGREE - 1].iter().rev() {
            value = value * d + coefficient;
        }
        functions.one() + d * value
    }
}
