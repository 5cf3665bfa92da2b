//! Passes over gradients before a step: their norm, whether they are finite, and scaling.

const LANES: usize = 8;

/// The sum of the squares in f64: element `i` goes to lane `i % 8`, the lanes are added in pairs at the end.
///
/// The order is fixed and the squares are exact, so the host gives the same bits. For the same bits in
/// calls of any length, pass blocks of one fixed length and add the results.
pub fn sum_of_squares(values: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; LANES];
    let mut add = |chunk: &[f32]| {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = f64::from(*value);
            *lane += value * value;
        }
    };
    let mut chunks = values.chunks_exact(LANES);
    chunks.by_ref().for_each(&mut add);
    add(chunks.remainder());
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// Multiplies every value by `factor`.
pub fn scale(values: &mut [f32], factor: f32) {
    for value in values {
        *value *= factor;
    }
}

/// Whether no value is an infinity or NaN.
pub fn all_finite(values: &[f32]) -> bool {
    // No early return, so that it vectorizes: almost all gradients are finite.
    values
        .iter()
        .fold(true, |finite, value| finite & value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_summed_by_lane() {
        let values: Vec<f32> = (0..21).map(|i| i as f32 * 0.1).collect();
        let mut lanes = [0.0_f64; 8];
        for (i, value) in values.iter().enumerate() {
            lanes[i % 8] += f64::from(*value) * f64::from(*value);
        }
        let expected = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
        assert_eq!(sum_of_squares(&values).to_bits(), expected.to_bits());
        assert_eq!(sum_of_squares(&[]), 0.0);
        assert_eq!(
            sum_of_squares(&[f32::MAX]),
            f64::from(f32::MAX) * f64::from(f32::MAX)
        );
    }

    #[test]
    fn every_position_is_checked_for_finiteness() {
        for length in 0..40 {
            let mut values = vec![f32::MAX; length];
            assert!(all_finite(&values));
            for i in 0..length {
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    let good = core::mem::replace(&mut values[i], bad);
                    assert!(!all_finite(&values));
                    values[i] = good;
                }
            }
        }
    }

    #[test]
    fn scaling_multiplies_each_value() {
        let mut values = [1.0, -2.0, f32::INFINITY];
        scale(&mut values, 0.5);
        assert_eq!(values, [0.5, -1.0, f32::INFINITY]);
    }
}
