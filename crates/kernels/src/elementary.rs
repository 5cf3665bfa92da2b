//! Elementary functions in f64, by the same plain operations in the same order as on the TypeScript host.
//!
//! `power` and `logarithm` are the crate libm's, of which the host has a port.

#![allow(
    clippy::excessive_precision,
    reason = "the constants stand as they were published"
)]

pub(crate) use libm::{log as logarithm, pow as power};

/// The exact remainder of `a / b`, as JavaScript's `%`. libm's `fmod` would add its checks to the module.
pub(crate) fn remainder(a: f64, b: f64) -> f64 {
    a % b
}

// From FreeBSD's msun (k_cos.c, k_sin.c):
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
// business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
// notice is preserved.
const C1: f64 = 4.166_666_666_666_660_190_37e-2;
const C2: f64 = -1.388_888_888_887_410_957_49e-3;
const C3: f64 = 2.480_158_728_947_672_941_78e-5;
const C4: f64 = -2.755_731_435_139_066_330_35e-7;
const C5: f64 = 2.087_572_321_298_174_827_90e-9;
const C6: f64 = -1.135_964_755_778_819_482_65e-11;
const S1: f64 = -1.666_666_666_666_663_243_48e-1;
const S2: f64 = 8.333_333_333_322_489_461_24e-3;
const S3: f64 = -1.984_126_982_985_794_931_34e-4;
const S4: f64 = 2.755_731_370_707_006_767_89e-6;
const S5: f64 = -2.505_076_025_340_686_341_95e-8;
const S6: f64 = 1.589_690_995_211_550_102_21e-10;

/// `cos` on [-pi/4, pi/4].
#[inline(always)]
fn cos_kernel(x: f64) -> f64 {
    let z = x * x;
    let w = z * z;
    let r = z * (C1 + z * (C2 + z * C3)) + w * w * (C4 + z * (C5 + z * C6));
    let half = 0.5 * z;
    let head = 1.0 - half;
    head + (1.0 - head - half + z * r)
}

/// `sin` on [-pi/4, pi/4].
#[inline(always)]
fn sin_kernel(x: f64) -> f64 {
    let z = x * x;
    let w = z * z;
    let r = S2 + z * (S3 + z * S4) + z * w * (S5 + z * S6);
    x + z * x * (S1 + z * r)
}

/// `(cos(pi x), sin(pi x))` for any finite `x`; exact at multiples of 1/2.
pub(crate) fn cos_sin_pi(x: f64) -> (f64, f64) {
    // Both the turn and the rest are exact, because they are multiples of the last place of `x` and not larger than it:
    // that holds only for `x` of at least 0.
    let size = x.abs();
    let turn = size - 2.0 * floor(size * 0.5);
    let quarter = floor(2.0 * turn + 0.5);
    let angle = (turn - quarter * 0.5) * core::f64::consts::PI;
    let (cos, sin) = (cos_kernel(angle), sin_kernel(angle));
    let (cos, sin) = match quarter as i32 % 4 {
        0 => (cos, sin),
        1 => (-sin, cos),
        2 => (-cos, -sin),
        _ => (sin, -cos),
    };
    (cos, if x < 0.0 { -sin } else { sin })
}

/// The largest whole number that is not above `x`.
#[inline(always)]
pub(crate) fn floor(x: f64) -> f64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        // core has no stable scalar form; LLVM reduces this to one instruction.
        use core::arch::wasm32::{f64x2_extract_lane, f64x2_floor, f64x2_splat};
        f64x2_extract_lane::<0>(f64x2_floor(f64x2_splat(x)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    libm::floor(x)
}

/// The smallest whole number that is not below `x`.
#[inline(always)]
pub(crate) fn ceil(x: f64) -> f64 {
    -floor(-x)
}

/// `x` without its fraction.
#[inline(always)]
pub(crate) fn truncate(x: f64) -> f64 {
    if x < 0.0 {
        ceil(x)
    } else {
        floor(x)
    }
}

/// `sqrt(x)` rounded once.
#[inline(always)]
pub(crate) fn square_root(x: f64) -> f64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use core::arch::wasm32::{f64x2_extract_lane, f64x2_splat, f64x2_sqrt};
        f64x2_extract_lane::<0>(f64x2_sqrt(f64x2_splat(x)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    libm::sqrt(x)
}

/// `x ^ y`, by one or two operations for the exponents that schedules use most.
#[inline(always)]
pub(crate) fn common_power(x: f64, y: f64) -> f64 {
    if y == 1.0 {
        x
    } else if y == 2.0 {
        x * x
    } else if y == 0.5 {
        square_root(x)
    } else if y == -0.5 {
        1.0 / square_root(x)
    } else if y == -1.0 {
        1.0 / x
    } else {
        power(x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::f64::consts::PI;

    #[test]
    fn cosines_and_sines_of_half_turns_are_those_of_the_standard_library() {
        for i in -4000..=4000 {
            let x = f64::from(i) / 512.0 + f64::from(i % 7) / 8192.0;
            let (cos, sin) = cos_sin_pi(x);
            // Subtract whole turns first: that is exact, and the product with PI is not.
            let turn = x - 2.0 * (x / 2.0).round();
            assert!((cos - (PI * turn).cos()).abs() < 1e-15, "cos of {x}");
            assert!((sin - (PI * turn).sin()).abs() < 1e-15, "sin of {x}");
        }
    }

    #[test]
    fn cosines_and_sines_are_exact_at_quarters_of_any_size() {
        let large = 9_007_199_254_740_992.0;
        for whole in [0.0, 4.0, 1e6, large / 4.0] {
            for (x, expected) in [
                (0.0, (1.0, 0.0)),
                (0.5, (0.0, 1.0)),
                (1.0, (-1.0, 0.0)),
                (1.5, (0.0, -1.0)),
                (2.0, (1.0, 0.0)),
            ] {
                assert_eq!(cos_sin_pi(whole + x), expected);
                assert_eq!(cos_sin_pi(-whole - x), (expected.0, -expected.1));
            }
        }
        assert_eq!(cos_sin_pi(large - 1.0), (-1.0, 0.0));
    }

    #[test]
    fn numbers_are_cut_as_in_the_standard_library() {
        for x in [
            0.0,
            0.25,
            0.5,
            1.0,
            1.75,
            2.0,
            1e-300,
            4.5e15,
            9e15,
            1e300,
            f64::INFINITY,
        ] {
            for x in [x, -x] {
                assert_eq!(floor(x), x.floor());
                assert_eq!(ceil(x), x.ceil());
                assert_eq!(truncate(x), x.trunc());
                assert_eq!(remainder(x, 0.75).to_bits(), (x % 0.75).to_bits());
            }
            assert_eq!(square_root(x), f64::sqrt(x));
        }
        assert_eq!(remainder(7.5, 2.0), 1.5);
    }

    #[test]
    fn powers_are_those_of_the_standard_library() {
        for x in [0.01, 0.5, 1.0, 3.0, 1e10] {
            for y in [1.0, 2.0, 0.5, -0.5, -1.0, 0.0, 3.0, 0.1, -2.5] {
                let expected: f64 = f64::powf(x, y);
                assert!(
                    (common_power(x, y) - expected).abs() <= 4e-16 * expected,
                    "{x}^{y}"
                );
            }
        }
    }
}
