//! float16 and bfloat16, converted from and to f32: the twin of packages/core/src/optimizers/numbers/half.ts.

/// The bits of infinity, without the sign.
const INFINITE: i32 = 0x7f80_0000;

/// A format of 16 bits.
pub trait Half {
    /// The value of the bits.
    fn widen(bits: u16) -> f32;
    /// The nearest of a value, ties to even. Every NaN becomes one NaN.
    fn narrow(value: f32) -> u16;
}

/// IEEE 754 binary16.
pub struct Float16;
/// The upper half of an f32.
pub struct Bfloat16;

impl Half for Float16 {
    #[inline(always)]
    fn widen(bits: u16) -> f32 {
        let magnitude = i32::from(bits & 0x7fff);
        let sign = i32::from(bits & 0x8000) << 16;
        // Exponents differ by 112. Machines are slow with subnormal f32, so subnormal numbers are converted as multiples of 2^-24.
        let normal = (magnitude << 13) + (112 << 23);
        let subnormal = (magnitude as f32 * f32::from_bits(0x3380_0000)).to_bits() as i32;
        let finite = if magnitude < 0x400 { subnormal } else { normal };
        let infinite = if magnitude >= 0x7c00 { INFINITE } else { 0 };
        f32::from_bits((finite | infinite | sign) as u32)
    }

    #[inline(always)]
    fn narrow(value: f32) -> u16 {
        let bits = value.to_bits() as i32;
        let magnitude = bits & 0x7fff_ffff;
        let sign = (bits >> 16) & 0x8000;
        // Adding a half leaves a multiple of 2^-24, the unit of subnormal numbers.
        let subnormal = (value.abs() + 0.5).to_bits() as i32 - 0x3f00_0000;
        let odd = (magnitude >> 13) & 1;
        let normal = (magnitude - 0x3800_0000 + 0xfff + odd) >> 13;
        let rounded = if magnitude < 0x3880_0000 {
            subnormal
        } else if magnitude < 0x4780_0000 {
            normal
        } else {
            0x7c00
        };
        let finite = rounded | sign;
        (if magnitude > INFINITE { 0x7e00 } else { finite }) as u16
    }
}

impl Half for Bfloat16 {
    #[inline(always)]
    fn widen(bits: u16) -> f32 {
        f32::from_bits(u32::from(bits) << 16)
    }

    #[inline(always)]
    fn narrow(value: f32) -> u16 {
        let bits = value.to_bits();
        let odd = (bits >> 16) & 1;
        let rounded = bits.wrapping_add(0x7fff + odd) >> 16;
        let is_nan = (bits & 0x7fff_ffff) as i32 > INFINITE;
        // Selected in 32 bits: four values stay in one vector.
        (if is_nan { 0x7fc0 } else { rounded }) as u16
    }
}

/// The values of 16-bit numbers.
pub fn widen<H: Half>(source: &[u16], values: &mut [f32]) {
    for (value, bits) in values.iter_mut().zip(source) {
        *value = H::widen(*bits);
    }
}

/// The nearest 16-bit numbers of values.
pub fn narrow<H: Half>(values: &[f32], target: &mut [u16]) {
    for (target, value) in target.iter_mut().zip(values) {
        *target = H::narrow(*value);
    }
}

/// Replaces values whose nearest 16-bit numbers are not those given, because these were changed in the meantime.
pub fn refresh<H: Half>(source: &[u16], values: &mut [f32]) {
    for (value, bits) in values.iter_mut().zip(source) {
        *value = if H::narrow(*value) == *bits {
            *value
        } else {
            H::widen(*bits)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The nearest of all finite 16-bit numbers, ties to even, by looking at each.
    fn nearest<H: Half>(value: f32, largest: u16, overflow: f64) -> u16 {
        let target = f64::from(value).abs();
        if target >= overflow {
            return largest + 1;
        }
        let distance = |bits: &u16| {
            let apart = (f64::from(H::widen(*bits)) - target).abs();
            (apart, bits & 1)
        };
        (0..=largest)
            .min_by(|a, b| distance(a).partial_cmp(&distance(b)).unwrap())
            .unwrap()
    }

    #[test]
    fn every_number_comes_back() {
        fn check<H: Half>(infinite: u16) {
            for bits in 0..=u16::MAX {
                let value = H::widen(bits);
                if bits & 0x7fff > infinite {
                    assert!(value.is_nan() && H::widen(H::narrow(value)).is_nan());
                } else {
                    assert_eq!(H::narrow(value), bits);
                }
                let mut kept = [f32::from_bits(value.to_bits())];
                refresh::<H>(&[bits], &mut kept);
                assert!(kept[0].to_bits() == value.to_bits());
            }
        }
        check::<Float16>(0x7c00);
        check::<Bfloat16>(0x7f80);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn rounding_is_to_the_nearest(exponent in 80_u32..150, fraction in 0_u32..1 << 23, tie: bool) {
            let fraction = if tie { fraction & !0xfff } else { fraction };
            let value = f32::from_bits(exponent << 23 | fraction);
            prop_assert_eq!(Float16::narrow(value), nearest::<Float16>(value, 0x7bff, 65_520.0));
            prop_assert_eq!(Float16::narrow(-value), nearest::<Float16>(value, 0x7bff, 65_520.0) | 0x8000);
            prop_assert_eq!(Bfloat16::narrow(value), nearest::<Bfloat16>(value, 0x7f7f, f64::INFINITY));
        }
    }
}
