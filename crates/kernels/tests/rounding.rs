//! Random rounding to bfloat16 against its definition, with the hash as it is published, in wider numbers; and values that
//! are replaced where their 16-bit numbers were changed.

use kernels::bfloat16::round_at_random;
use kernels::half::{narrow, refresh, widen, Bfloat16, Float16, Half};

/// "lowbias32", <https://nullprogram.com/blog/2018/07/31/>, in 64 bits.
fn lowbias32(x: u32) -> u32 {
    let modulus = 1_u64 << 32;
    let mut x = u64::from(x);
    for (shift, factor) in [(16, 0x7feb_352d_u64), (15, 0x846c_a68b)] {
        x ^= x / (1_u64 << shift);
        x = (x * factor) % modulus;
    }
    (x ^ (x / (1 << 16))) as u32
}

#[test]
fn values_are_rounded_up_where_the_draw_of_their_place_says_so() {
    let place = |i: u32, first: u32| u64::from(first) + u64::from(i);
    for (first, key) in [
        (0, 0),
        (1, 7),
        (4_294_967_290, 0x1234_5678),
        (1_000_000, 0xffff_ffff),
    ] {
        let values: Vec<f32> = (0..4000_i16)
            .map(|i| f32::from(i - 2000) * 0.013_7)
            .collect();
        let mut rounded = vec![0_u16; values.len()];
        round_at_random(&values, &mut rounded, first, key);
        for ((i, value), bits) in (0_u32..).zip(&values).zip(&rounded) {
            let seed = (place(i, first) * 0x9e37_79b9) % (1 << 32);
            let draw = lowbias32(seed as u32 ^ key) >> 16;
            let lower = value.to_bits() >> 16;
            let fraction = value.to_bits() & 0xffff;
            let expected = lower + u32::from(fraction + draw > 0xffff);
            assert_eq!(
                u32::from(*bits),
                expected,
                "{value} at {i} from {first}, key {key}"
            );
        }
    }
}

fn only_changed_numbers_replace_their_values<H: Half>() {
    let values: Vec<f32> = (0..100_u8).map(|i| 1.0 + f32::from(i) * 0.001_3).collect();
    let mut bits = vec![0_u16; values.len()];
    narrow::<H>(&values, &mut bits);
    for number in bits.iter_mut().step_by(3) {
        *number += 1;
    }
    let mut widened = vec![0.0_f32; values.len()];
    widen::<H>(&bits, &mut widened);
    let mut refreshed = values.clone();
    refresh::<H>(&bits, &mut refreshed);
    for (i, value) in refreshed.iter().enumerate() {
        let expected = if i % 3 == 0 { widened[i] } else { values[i] };
        assert_eq!(*value, expected, "at {i}");
    }
}

#[test]
fn changed_float16_numbers_replace_their_values() {
    only_changed_numbers_replace_their_values::<Float16>();
}

#[test]
fn changed_bfloat16_numbers_replace_their_values() {
    only_changed_numbers_replace_their_values::<Bfloat16>();
}
