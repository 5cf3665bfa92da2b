//! f32 as bfloat16, rounded at random: the twin of packages/core/src/optimizers/numbers/bfloat16.ts.

/// The largest bfloat16, and infinity, as bits of an f32.
const LARGEST: i32 = 0x7f7f_0000;
const INFINITE: i32 = 0x7f80_0000;
const NAN: u32 = 0x7fc0;
/// 2^32 divided by the golden ratio.
const SPREAD: u32 = 0x9e37_79b9;

/// A pseudorandom permutation of the 32-bit numbers ("lowbias32").
#[inline(always)]
fn mixed(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// Rounds every value to one of its two neighbors, up with the probability with which that gives the value on average, drawn
/// by the key and the place of the value, which counts from `first`. NaN stays NaN, and nothing finite becomes infinite.
pub fn round_at_random(values: &[f32], target: &mut [u16], first: u32, key: u32) {
    for (i, (value, target)) in values.iter().zip(target).enumerate() {
        let bits = value.to_bits();
        // Signed comparisons are one instruction on every machine, and selecting in 32 bits keeps four values in one vector.
        let magnitude = (bits & 0x7fff_ffff) as i32;
        let drawn = mixed(first.wrapping_add(i as u32).wrapping_mul(SPREAD) ^ key) >> 16;
        let noise = if magnitude >= LARGEST { 0 } else { drawn };
        let rounded = bits.wrapping_add(noise) >> 16;
        *target = (if magnitude > INFINITE { NAN } else { rounded }) as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::half::{Bfloat16, Half};
    use proptest::prelude::*;

    fn rounded(value: f32, first: u32, key: u32) -> f32 {
        let mut bits = [0];
        round_at_random(&[value], &mut bits, first, key);
        Bfloat16::widen(bits[0])
    }

    proptest! {
        #[test]
        fn a_value_goes_to_a_neighbor(bits: u32, first: u32, key: u32) {
            let value = f32::from_bits(bits);
            let got = rounded(value, first, key);
            if value.is_nan() {
                prop_assert!(got.is_nan());
            } else if bits & 0xffff == 0 {
                prop_assert_eq!(got.to_bits(), bits);
            } else {
                let near = [bits >> 16, (bits >> 16) + 1].map(|half| f32::from_bits(half << 16));
                prop_assert!(got.is_finite() && near.contains(&got));
            }
        }
    }

    #[test]
    fn rounding_gives_the_value_on_average() {
        let value = 1.0 + 0.3 / 128.0;
        let mean = (0..100_000)
            .map(|i| f64::from(rounded(value, i, 7)))
            .sum::<f64>()
            / 100_000.0;
        assert!((mean - f64::from(value)).abs() < 5e-5, "{mean}");
    }
}
