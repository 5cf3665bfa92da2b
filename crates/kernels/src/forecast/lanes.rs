//! Two f64 in one vector, and `ln` and `exp` of both at once.
//!
//! Every lane goes through the same operations in the same order as a number on the TypeScript host.

#![allow(
    clippy::excessive_precision,
    reason = "the constants stand as they were published"
)]

use core::ops::{Add, Div, Mul, Sub};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use core::arch::wasm32::{
        f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_le, f64x2_mul, f64x2_pmax,
        f64x2_pmin, f64x2_sub, i64x2_add, i64x2_all_true, i64x2_shl, i64x2_shr, i64x2_splat, v128,
        v128_and,
    };

    pub type Vector = v128;

    #[inline(always)]
    pub fn new([a, b]: [f64; 2]) -> Vector {
        f64x2(a, b)
    }
    #[inline(always)]
    pub fn parts(a: Vector) -> [f64; 2] {
        [f64x2_extract_lane::<0>(a), f64x2_extract_lane::<1>(a)]
    }
    #[inline(always)]
    pub fn add(a: Vector, b: Vector) -> Vector {
        f64x2_add(a, b)
    }
    #[inline(always)]
    pub fn sub(a: Vector, b: Vector) -> Vector {
        f64x2_sub(a, b)
    }
    #[inline(always)]
    pub fn mul(a: Vector, b: Vector) -> Vector {
        f64x2_mul(a, b)
    }
    #[inline(always)]
    pub fn div(a: Vector, b: Vector) -> Vector {
        f64x2_div(a, b)
    }
    #[inline(always)]
    pub fn max(a: Vector, b: Vector) -> Vector {
        // Ignores NaN and signed zeros: handling them takes an engine ten instructions.
        f64x2_pmax(a, b)
    }
    #[inline(always)]
    pub fn all_at_most(a: Vector, most: f64) -> bool {
        i64x2_all_true(f64x2_le(a, f64x2(most, most)))
    }
    #[inline(always)]
    pub fn clamp(a: Vector, least: f64, most: f64) -> Vector {
        f64x2_pmin(f64x2_pmax(a, f64x2(least, least)), f64x2(most, most))
    }
    #[inline(always)]
    pub fn add_bits(a: Vector, bits: i64) -> Vector {
        i64x2_add(a, i64x2_splat(bits))
    }
    #[inline(always)]
    pub fn sum_bits(a: Vector, b: Vector) -> Vector {
        i64x2_add(a, b)
    }
    #[inline(always)]
    pub fn and_bits(a: Vector, bits: i64) -> Vector {
        v128_and(a, i64x2_splat(bits))
    }
    #[inline(always)]
    pub fn shift_right(a: Vector, by: u32) -> Vector {
        i64x2_shr(a, by)
    }
    #[inline(always)]
    pub fn shift_left(a: Vector, by: u32) -> Vector {
        i64x2_shl(a, by)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    pub type Vector = [f64; 2];

    fn bits(a: Vector, change: impl Fn(i64) -> i64) -> Vector {
        a.map(|x| f64::from_bits(change(x.to_bits() as i64) as u64))
    }
    pub fn new(pair: [f64; 2]) -> Vector {
        pair
    }
    pub fn parts(a: Vector) -> [f64; 2] {
        a
    }
    pub fn add(a: Vector, b: Vector) -> Vector {
        [a[0] + b[0], a[1] + b[1]]
    }
    pub fn sub(a: Vector, b: Vector) -> Vector {
        [a[0] - b[0], a[1] - b[1]]
    }
    pub fn mul(a: Vector, b: Vector) -> Vector {
        [a[0] * b[0], a[1] * b[1]]
    }
    pub fn div(a: Vector, b: Vector) -> Vector {
        [a[0] / b[0], a[1] / b[1]]
    }
    pub fn max(a: Vector, b: Vector) -> Vector {
        [a[0].max(b[0]), a[1].max(b[1])]
    }
    pub fn all_at_most(a: Vector, most: f64) -> bool {
        a[0] <= most && a[1] <= most
    }
    pub fn clamp(a: Vector, least: f64, most: f64) -> Vector {
        a.map(|x| x.max(least).min(most))
    }
    pub fn add_bits(a: Vector, other: i64) -> Vector {
        bits(a, |x| x.wrapping_add(other))
    }
    pub fn sum_bits(a: Vector, b: Vector) -> Vector {
        let sum = |x: f64, y: f64| f64::from_bits(x.to_bits().wrapping_add(y.to_bits()));
        [sum(a[0], b[0]), sum(a[1], b[1])]
    }
    pub fn and_bits(a: Vector, other: i64) -> Vector {
        bits(a, |x| x & other)
    }
    pub fn shift_right(a: Vector, by: u32) -> Vector {
        bits(a, |x| x >> by)
    }
    pub fn shift_left(a: Vector, by: u32) -> Vector {
        bits(a, |x| x << by)
    }
}

/// Two numbers in one vector.
#[derive(Clone, Copy)]
pub(super) struct Lanes(vector::Vector);

impl Lanes {
    #[inline(always)]
    pub fn new(a: f64, b: f64) -> Self {
        Self(vector::new([a, b]))
    }

    #[inline(always)]
    pub fn both(value: f64) -> Self {
        Self::new(value, value)
    }

    #[inline(always)]
    pub fn of(pair: [f64; 2]) -> Self {
        Self(vector::new(pair))
    }

    #[inline(always)]
    pub fn parts(self) -> [f64; 2] {
        vector::parts(self.0)
    }

    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(vector::max(self.0, other.0))
    }

    #[inline(always)]
    pub fn all_at_most(self, most: f64) -> bool {
        vector::all_at_most(self.0, most)
    }

    #[inline(always)]
    pub fn total(self) -> f64 {
        let [a, b] = self.parts();
        a + b
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl $trait for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(vector::$method(self.0, other.0))
            }
        }
    };
}
operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);

const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
/// A whole number below 2^51 plus this constant has the number in its lowest bits.
const MAGIC: f64 = 6_755_399_441_055_744.0;
const MAGIC_BITS: i64 = 0x4338_0000_0000_0000;

// The minimax polynomial of FreeBSD's msun (e_log.c):
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
// business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
// notice is preserved.
const G: [f64; 7] = [
    6.666_666_666_666_735_13e-1,
    3.999_999_999_940_941_908e-1,
    2.857_142_874_366_239_149e-1,
    2.222_219_843_214_978_396e-1,
    1.818_357_216_161_805_012e-1,
    1.531_383_769_920_937_332e-1,
    1.479_819_860_511_658_591e-1,
];

/// 1/2!, 1/4!, ... and 1/3!, 1/5!, ...
const EVEN: [f64; 6] = [
    0.5,
    1.0 / 24.0,
    1.0 / 720.0,
    1.0 / 40_320.0,
    1.0 / 3_628_800.0,
    1.0 / 479_001_600.0,
];
const ODD: [f64; 6] = [
    1.0 / 6.0,
    1.0 / 120.0,
    1.0 / 5_040.0,
    1.0 / 362_880.0,
    1.0 / 39_916_800.0,
    1.0 / 6_227_020_800.0,
];

/// `ln`, `exp` and powers, with their constants.
///
/// Engines rebuild vector constants inside loops. Values from memory, which engines can't fold, stay in registers or on the stack.
#[derive(Clone, Copy)]
pub(super) struct Functions {
    ln2_high: Lanes,
    ln2_low: Lanes,
    magic: Lanes,
    log2_e: Lanes,
    g: [Lanes; 7],
    even: [Lanes; 6],
    odd: [Lanes; 6],
    half: Lanes,
    one: Lanes,
    two: Lanes,
}

impl Functions {
    #[inline(always)]
    pub fn new() -> Self {
        let hidden = |value: f64| Lanes::both(core::hint::black_box(value));
        Self {
            ln2_high: hidden(LN2_HIGH),
            ln2_low: hidden(LN2_LOW),
            magic: hidden(MAGIC),
            log2_e: hidden(core::f64::consts::LOG2_E),
            g: G.map(hidden),
            even: EVEN.map(hidden),
            odd: ODD.map(hidden),
            half: hidden(0.5),
            one: hidden(1.0),
            two: hidden(2.0),
        }
    }

    #[inline(always)]
    pub fn one(&self) -> Lanes {
        self.one
    }

    /// `ln` of two normal numbers above 0, within 1 unit in the last place.
    #[inline(always)]
    pub fn logarithm(&self, x: Lanes) -> Lanes {
        const SHIFT: i64 = (0x3ff0_0000 - 0x3fe6_a09e) << 32;
        let shifted = vector::add_bits(x.0, SHIFT);
        // The exponent as a whole number, then as f64.
        let exponent = vector::add_bits(vector::shift_right(shifted, 52), MAGIC_BITS - 0x3ff);
        let k = Lanes(exponent) - self.magic;
        // The mantissa in [sqrt(2)/2, sqrt(2)].
        let mantissa = vector::add_bits(
            vector::and_bits(shifted, 0x000f_ffff_ffff_ffff),
            0x3fe6_a09e << 32,
        );
        let f = Lanes(mantissa) - self.one;
        let half_square = self.half * f * f;
        let s = f / (self.two + f);
        let z = s * s;
        let w = z * z;
        let g = &self.g;
        let even = w * (g[1] + w * (g[3] + w * g[5]));
        let odd = z * (g[0] + w * (g[2] + w * (g[4] + w * g[6])));
        let r = odd + even;
        s * (half_square + r) + k * self.ln2_low - half_square + f + k * self.ln2_high
    }

    /// `exp` of two numbers, within 2 units in the last place; results outside the normal numbers are clamped.
    #[inline(always)]
    pub fn exponential(&self, x: Lanes) -> Lanes {
        let x = Lanes(vector::clamp(x.0, -708.0, 709.0));
        let marked = x * self.log2_e + self.magic;
        let k = marked - self.magic;
        let r = x - k * self.ln2_high - k * self.ln2_low;
        let z = r * r;
        let e = &self.even;
        let o = &self.odd;
        let even = z * (e[0] + z * (e[1] + z * (e[2] + z * (e[3] + z * (e[4] + z * e[5])))));
        let odd = r * (z * (o[0] + z * (o[1] + z * (o[2] + z * (o[3] + z * (o[4] + z * o[5]))))));
        let value = self.one + (r + (odd + even));
        // Adds k to the exponent.
        Lanes(vector::sum_bits(value.0, vector::shift_left(marked.0, 52)))
    }

    /// `x ^ y` of two normal numbers above 0.
    #[inline(always)]
    pub fn power(&self, x: Lanes, y: Lanes) -> Lanes {
        self.exponential(y * self.logarithm(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn largest_error(
        values: impl Iterator<Item = f64>,
        ours: fn(&Functions, Lanes) -> Lanes,
        theirs: fn(f64) -> f64,
    ) -> f64 {
        let functions = Functions::new();
        values.fold(0.0, |largest: f64, x| {
            let [a, b] = ours(&functions, Lanes::new(x, 1.0)).parts();
            assert_eq!(
                b.to_bits(),
                ours(&functions, Lanes::both(1.0)).parts()[0].to_bits()
            );
            let expected = theirs(x);
            largest.max(((a - expected) / expected).abs())
        })
    }

    #[test]
    fn the_logarithm_is_that_of_libm() {
        let values = (0..400_000).map(|i| 1e-12 * 1.000_17_f64.powi(i));
        assert!(largest_error(values, Functions::logarithm, libm::log) < 1e-15);
        assert_eq!(
            Functions::new().logarithm(Lanes::both(1.0)).parts(),
            [0.0, 0.0]
        );
    }

    #[test]
    fn the_exponential_is_that_of_libm() {
        let values = (-70_800..70_900).map(|i| f64::from(i) * 0.01);
        assert!(largest_error(values, Functions::exponential, libm::exp) < 1e-15);
        assert_eq!(
            Functions::new().exponential(Lanes::both(0.0)).parts(),
            [1.0, 1.0]
        );
    }

    #[test]
    fn the_exponential_stays_normal() {
        let [low, high] = Functions::new().exponential(Lanes::new(-1e6, 1e6)).parts();
        assert!(low > 0.0 && low < 1e-300 && high > 1e300 && high.is_finite());
    }
}
