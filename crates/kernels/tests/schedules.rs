//! Laws of the evaluation over random programs: no split of a range, no order and no way of writing changes a bit, ends
//! are exact, and nothing panics, because a panic is a trap in the module.

mod support;

use kernels::schedule::{Steps, Writes};
use proptest::prelude::*;
use support::{nodes, ramps, Node, Program};

/// The starts of ranges: mostly near 0, sometimes near the last exact whole numbers.
fn starts() -> impl Strategy<Value = f64> {
    let largest = 9_007_199_254_740_992.0;
    prop_oneof![
        6 => (-200_i32..2000).prop_map(f64::from),
        1 => -200.0..2000.0,
        1 => (0_i32..20_000).prop_map(f64::from),
        1 => (0_u32..3000).prop_map(move |before| largest - f64::from(before)),
        1 => (0_u32..3000).prop_map(move |after| f64::from(after) - largest),
    ]
}

fn strides() -> impl Strategy<Value = f64> {
    prop_oneof![5 => Just(1.0), 1 => prop::sample::select(vec![0.5, 2.0, 1000.0, 1e-3])]
}

fn from(start: f64, stride: f64, first: usize) -> Steps {
    Steps {
        start,
        stride,
        first: first as f64,
    }
}

/// Bits, with one pattern for all NaN.
fn bits(values: &[f64]) -> Vec<u64> {
    let canonical = |value: &f64| if value.is_nan() { f64::NAN } else { *value };
    values
        .iter()
        .map(|value| canonical(value).to_bits())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        // Failures are printed; no file of old failures is written.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_split_gives_the_bits_of_the_whole(
        node in nodes(),
        start in starts(),
        stride in strides(),
        count in 0_usize..5000,
        shares in prop::collection::vec(0.0..1.0, 0..5),
    ) {
        let mut program = Program::new(&node);
        let whole = program.range(from(start, stride, 0), count, Writes::Cached);
        let mut bounds: Vec<usize> = shares.iter().map(|share| (share * count as f64) as usize).collect();
        bounds.sort_unstable();
        bounds.push(count);
        let mut parts = Vec::new();
        for bound in bounds {
            let first = parts.len();
            parts.extend(program.range(from(start, stride, first), bound - first, Writes::Cached));
        }
        prop_assert_eq!(bits(&parts), bits(&whole));
        let mut fresh = Program::new(&node);
        prop_assert_eq!(bits(&fresh.range(from(start, stride, 0), count, Writes::Streamed)), bits(&whole));
    }

    #[test]
    fn single_times_have_the_bits_of_the_range(node in nodes(), start in starts(), stride in strides()) {
        let count = 1000;
        let mut program = Program::new(&node);
        let whole = program.range(from(start, stride, 0), count, Writes::Cached);
        let times: Vec<f64> = (0..count).map(|i| start + i as f64 * stride).collect();
        prop_assert_eq!(bits(&program.at(&times)), bits(&whole));
        let backwards: Vec<f64> = times.iter().rev().copied().collect();
        let mut reversed = Program::new(&node).at(&backwards);
        reversed.reverse();
        prop_assert_eq!(bits(&reversed), bits(&whole));
    }

    #[test]
    fn narrow_values_are_rounded_once(
        node in nodes(),
        start in starts(),
        stride in strides(),
        count in 0_usize..5000,
        room in 1_usize..5000,
    ) {
        let mut program = Program::new(&node);
        let wide = program.range(from(start, stride, 0), count, Writes::Cached);
        let narrow = program.range_narrow(from(start, stride, 0), count, room);
        for (narrow, wide) in narrow.iter().zip(&wide) {
            let expected = *wide as f32;
            prop_assert!(narrow.to_bits() == expected.to_bits() || (narrow.is_nan() && wide.is_nan()));
        }
    }

    #[test]
    fn ramps_have_their_ends_exactly(ramp in ramps()) {
        let Node::Ramp { start, length, from, to, .. } = ramp else { unreachable!() };
        let values = Program::new(&ramp).at(&[start, start + length]);
        // An empty ramp is at its end from the first step on.
        let first = if length == 0.0 { to } else { from };
        prop_assert_eq!(bits(&values), bits(&[first, to]));
    }
}
