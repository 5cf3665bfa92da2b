//! Values as 8-bit codes and the largest magnitude of each block of 256: the twin of
//! packages/core/src/optimizers/numbers/blockwise.ts.

use crate::interface::{BINS, BLOCK_VALUES, CODES};

/// The number of magnitudes compared at a time.
const LANES: usize = 16;
/// The number of values converted at a time.
const UNROLLED: usize = 8;

/// `values[i] = map[codes[i]] * absmax[block of i]`.
pub fn dequantize(codes: &[u8], absmax: &[f32], map: &[f32; CODES], values: &mut [f32]) {
    let blocks = codes
        .chunks(BLOCK_VALUES)
        .zip(values.chunks_mut(BLOCK_VALUES));
    for ((codes, values), scale) in blocks.zip(absmax) {
        let (codes, more_codes) = codes.as_chunks::<UNROLLED>();
        let (values, more_values) = values.as_chunks_mut::<UNROLLED>();
        for (values, codes) in values.iter_mut().zip(codes) {
            for k in 0..UNROLLED {
                values[k] = map[usize::from(codes[k])] * scale;
            }
        }
        for (value, code) in more_values.iter_mut().zip(more_codes) {
            *value = map[usize::from(*code)] * scale;
        }
    }
}

/// Divides every value by the largest magnitude of its block and takes the code of its bin. NaN counts for no magnitude and
/// gets code 0, as do all values of a block of zeros.
pub fn quantize(values: &mut [f32], codes: &mut [u8], absmax: &mut [f32], bins: &[u8; BINS]) {
    let blocks = values
        .chunks_mut(BLOCK_VALUES)
        .zip(codes.chunks_mut(BLOCK_VALUES));
    for ((values, codes), absmax) in blocks.zip(absmax) {
        *absmax = largest_magnitude(values);
        if *absmax == 0.0 {
            codes.fill(0);
            continue;
        }
        let inverse = 1.0 / *absmax;
        for value in values.iter_mut() {
            *value = f32::from_bits(bin(*value * inverse));
        }
        let (values, more_values) = values.as_chunks::<UNROLLED>();
        let (codes, more_codes) = codes.as_chunks_mut::<UNROLLED>();
        for (codes, values) in codes.iter_mut().zip(values) {
            for k in 0..UNROLLED {
                codes[k] = bins[values[k].to_bits() as usize % BINS];
            }
        }
        for (code, value) in more_codes.iter_mut().zip(more_values) {
            *code = bins[value.to_bits() as usize % BINS];
        }
    }
}

/// The largest magnitude; NaN counts for none.
fn largest_magnitude(values: &[f32]) -> f32 {
    // False for NaN; one instruction for four values.
    let larger = |largest: f32, value: f32| if largest < value { value } else { largest };
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for k in 0..LANES {
            lanes[k] = larger(lanes[k], chunk[k].abs());
        }
    }
    // No variable indices, because the module has no stack for the lanes.
    let mut largest = 0.0;
    for lane in lanes {
        largest = larger(largest, lane);
    }
    for value in rest {
        largest = larger(largest, value.abs());
    }
    largest
}

/// The bin of a value from -1 to 1, whose last 16 bits count: half of `BINS - 1` times `x + 1`, to the nearest. All bits are 0
/// for NaN, and those that count are the first or last bin's for infinities.
#[inline(always)]
fn bin(x: f32) -> u32 {
    ((x + 1.0) * ((BINS - 1) as f32 / 2.0) + 0.5) as i32 as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bins of 256 equal intervals, whose codes stand for their centers.
    fn tables() -> ([f32; CODES], Vec<u8>) {
        let map = core::array::from_fn(|i| (2 * i + 1) as f32 / 256.0 - 1.0);
        (map, (0..BINS).map(|i| (i / 256) as u8).collect())
    }

    fn quantized(values: &[f32]) -> (Vec<u8>, Vec<f32>) {
        let (_, bins) = tables();
        let mut codes = vec![1; values.len()];
        let mut absmax = vec![1.0; values.len().div_ceil(BLOCK_VALUES)];
        let bins: &[u8; BINS] = bins.as_slice().try_into().unwrap();
        quantize(&mut values.to_vec(), &mut codes, &mut absmax, bins);
        (codes, absmax)
    }

    proptest! {
        #[test]
        fn values_come_back_within_half_an_interval(values in prop::collection::vec(-1e3_f32..1e3, 0..700)) {
            let (map, _) = tables();
            let (codes, absmax) = quantized(&values);
            let mut back = vec![0.0; values.len()];
            dequantize(&codes, &absmax, &map, &mut back);
            for (i, (value, back)) in values.iter().zip(&back).enumerate() {
                prop_assert!((value - back).abs() <= absmax[i / BLOCK_VALUES] * 1.01 / 256.0);
            }
        }
    }

    #[test]
    fn blocks_of_zeros_and_nan_have_code_0() {
        let mut values = vec![0.0; 300];
        values[257] = f32::NAN;
        values[258] = -2.0;
        let (codes, absmax) = quantized(&values);
        assert_eq!(absmax, [0.0, 2.0]);
        assert!(codes[..256].iter().all(|code| *code == 0));
        assert_eq!(codes[256..260], [128, 0, 0, 128]);
        assert_eq!(quantized(&[f32::INFINITY, 1.0]).0, [0, 128]);
    }
}
