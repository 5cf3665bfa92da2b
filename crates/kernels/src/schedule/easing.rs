//! The easings of a ramp, point by point: for the curves that have no block form.

use super::program::Reader;
use crate::elementary::{common_power, cos_sin_pi, logarithm, power};
use crate::interface::easing;
use core::f64::consts::E;

/// How a ramp goes from 0 to 1.
#[derive(Clone, Copy)]
enum Shape {
    Linear,
    Power { exponent: f64 },
    ReversePower { exponent: f64 },
    Cosine { exponent: f64, half_cycles: f64 },
    Tanh { lower: f64, upper: f64 },
    HalfLife,
    Rational { curvature: f64 },
    Logarithmic { base: f64 },
}

/// An easing with the time exponent that bends `u` first.
#[derive(Clone, Copy)]
pub(super) struct Easing {
    shape: Shape,
    time_exponent: f64,
}

impl Easing {
    pub fn read(reader: &mut Reader) -> Self {
        let code = reader.next() as u32;
        let time_exponent = reader.next();
        let (a, b) = (reader.next(), reader.next());
        let shape = match code {
            easing::LINEAR => Shape::Linear,
            easing::POWER => Shape::Power { exponent: a },
            easing::REVERSE_POWER => Shape::ReversePower { exponent: a },
            easing::COSINE => Shape::Cosine {
                exponent: a,
                half_cycles: b,
            },
            easing::TANH => Shape::Tanh { lower: a, upper: b },
            easing::HALF_LIFE => Shape::HalfLife,
            easing::RATIONAL => Shape::Rational { curvature: a },
            _ => Shape::Logarithmic { base: a },
        };
        Self {
            shape,
            time_exponent,
        }
    }

    /// `E(u)`; below 0 a bent time has no real value, and `u` counts as 0.
    pub fn at(self, u: f64) -> f64 {
        if self.time_exponent == 1.0 {
            self.shape_at(u)
        } else if u <= 0.0 {
            self.shape_at(0.0)
        } else {
            self.shape_at(power(u, self.time_exponent))
        }
    }

    fn shape_at(self, u: f64) -> f64 {
        match self.shape {
            Shape::Linear => u,
            Shape::Power { exponent } => common_power(u, exponent),
            Shape::ReversePower { exponent } => 1.0 - common_power(1.0 - u, exponent),
            Shape::Cosine {
                exponent,
                half_cycles,
            } => {
                if exponent == 1.0 {
                    let (cosine, _) = cos_sin_pi(half_cycles * u);
                    (1.0 - cosine) * 0.5
                } else {
                    // (1 + cos x) / 2 = cos(x / 2)^2, which stays accurate near 0.
                    let (cosine, _) = cos_sin_pi(half_cycles * u * 0.5);
                    1.0 - common_power(cosine.abs(), 2.0 * exponent)
                }
            }
            Shape::Tanh { lower, upper } => {
                // (1 + tanh z) / 2 = 1 - 1 / (1 + e^(2 z))
                let z = lower + (upper - lower) * u;
                1.0 - 1.0 / (1.0 + power(E, 2.0 * z))
            }
            Shape::HalfLife => 2.0 * (1.0 - power(0.5, u)),
            Shape::Rational { curvature } => u / (1.0 + curvature * (1.0 - u)),
            Shape::Logarithmic { base } => logarithm(1.0 + u * (base - 1.0)) / logarithm(base),
        }
    }
}
