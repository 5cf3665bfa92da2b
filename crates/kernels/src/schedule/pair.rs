//! Two f64 in one vector, for the loops that LLVM does not vectorize by itself: those that end in a rounding to f32.

use core::ops::{Add, Mul, Sub};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{
        f32x4_demote_f64x2_zero, f32x4_extract_lane, f64x2, f64x2_add, f64x2_mul, f64x2_sub,
        i64x2_add, i64x2_shuffle, v128,
    };

    pub type Lanes = v128;

    #[inline(always)]
    pub fn new([a, b]: [f64; 2]) -> Lanes {
        f64x2(a, b)
    }
    #[inline(always)]
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        f64x2_add(a, b)
    }
    #[inline(always)]
    pub fn sub(a: Lanes, b: Lanes) -> Lanes {
        f64x2_sub(a, b)
    }
    #[inline(always)]
    pub fn mul(a: Lanes, b: Lanes) -> Lanes {
        f64x2_mul(a, b)
    }
    /// LLVM splits a conversion of two lanes into single ones, unless all four lanes of its result are used. The sum uses
    /// them: it adds each half to the zeros in the other.
    #[inline(always)]
    pub fn narrow(low: Lanes, high: Lanes) -> [f32; 4] {
        let high = f32x4_demote_f64x2_zero(high);
        let all = i64x2_add(
            f32x4_demote_f64x2_zero(low),
            i64x2_shuffle::<1, 0>(high, high),
        );
        [
            f32x4_extract_lane::<0>(all),
            f32x4_extract_lane::<1>(all),
            f32x4_extract_lane::<2>(all),
            f32x4_extract_lane::<3>(all),
        ]
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    pub type Lanes = [f64; 2];

    pub fn new(pair: [f64; 2]) -> Lanes {
        pair
    }
    pub fn add(a: Lanes, b: Lanes) -> Lanes {
        [a[0] + b[0], a[1] + b[1]]
    }
    pub fn sub(a: Lanes, b: Lanes) -> Lanes {
        [a[0] - b[0], a[1] - b[1]]
    }
    pub fn mul(a: Lanes, b: Lanes) -> Lanes {
        [a[0] * b[0], a[1] * b[1]]
    }
    pub fn narrow(low: Lanes, high: Lanes) -> [f32; 4] {
        [low[0] as f32, low[1] as f32, high[0] as f32, high[1] as f32]
    }
}

#[derive(Clone, Copy)]
pub(super) struct Pair(lanes::Lanes);

impl Pair {
    #[inline(always)]
    pub fn new(a: f64, b: f64) -> Self {
        Self(lanes::new([a, b]))
    }

    #[inline(always)]
    pub fn both(value: f64) -> Self {
        Self::new(value, value)
    }

    /// The four numbers of two pairs, each rounded once.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> [f32; 4] {
        lanes::narrow(low.0, high.0)
    }
}

impl Add for Pair {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(lanes::add(self.0, other.0))
    }
}

impl Sub for Pair {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(lanes::sub(self.0, other.0))
    }
}

impl Mul for Pair {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(lanes::mul(self.0, other.0))
    }
}
