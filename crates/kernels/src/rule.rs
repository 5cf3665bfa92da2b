//! Update rules: the arithmetic of one element, and the loop over all elements.
//!
//! The bodies in `rules` are printed from the same expressions as the loops of the TypeScript host. Every element goes
//! through the same f32 operations, each rounded once, whatever its position, the length of the slice or the width of the
//! vectors that LLVM makes of the loop.

use crate::interface::BLOCK_LENGTH;

/// Lanes of a sum: element `i` of a block goes to lane `i % 8`.
const LANES: usize = 8;

/// One pass of an update rule.
pub trait Rule<const ARRAYS: usize, const SCALARS: usize, const SUMS: usize> {
    /// The scalars that are conditions. Each combination has its own loop, without branches.
    const CONDITIONS: &'static [usize];
    /// Whether the parameter is written.
    const WRITES_PARAMETER: bool;
    /// Which of the arrays are written.
    const WRITES: [bool; ARRAYS];

    /// The new parameter, the new values of the arrays, and the values to sum.
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        scalars: &[f32; SCALARS],
        p: f32,
        g: f32,
        arrays: [f32; ARRAYS],
    ) -> (f32, [f32; ARRAYS], [f32; SUMS]);
}

/// Updates every element once and leaves the sums of the block in `sums`. The first scalar multiplies the gradients.
///
/// Elements past the end of the shortest slice do not change. `values` is scratch for the summed values, because the module
/// has no stack.
#[inline(always)]
pub fn update<R, const ARRAYS: usize, const SCALARS: usize, const SUMS: usize>(
    p: &mut [f32],
    g: &[f32],
    arrays: [&mut [f32]; ARRAYS],
    scalars: &[f32; SCALARS],
    values: &mut [[f32; BLOCK_LENGTH]; SUMS],
    sums: &mut [f64; SUMS],
) where
    R: Rule<ARRAYS, SCALARS, SUMS>,
{
    let holds = |i: usize| {
        R::CONDITIONS
            .get(i)
            .and_then(|at| scalars.get(*at))
            .is_some_and(|value| *value != 0.0)
    };
    let length = p.len();
    let rows = values.each_mut().map(|row| row.as_mut_slice());
    macro_rules! choose {
        ($($c0:literal $c1:literal $c2:literal),*) => {
            match (holds(0), holds(1), holds(2)) {
                $(($c0, $c1, $c2) => {
                    elements::<R, ARRAYS, SCALARS, SUMS, $c0, $c1, $c2>(p, g, arrays, scalars, rows)
                })*
            }
        };
    }
    choose!(
        false false false, true false false, false true false, true true false,
        false false true, true false true, false true true, true true true
    );
    for (sum, row) in sums.iter_mut().zip(values.iter()) {
        *sum = sum_of(row.get(..length).unwrap_or_default());
    }
}

/// The loop; it stores the values to sum in `values`.
#[inline(always)]
fn elements<
    R,
    const ARRAYS: usize,
    const SCALARS: usize,
    const SUMS: usize,
    const C0: bool,
    const C1: bool,
    const C2: bool,
>(
    p: &mut [f32],
    g: &[f32],
    arrays: [&mut [f32]; ARRAYS],
    scalars: &[f32; SCALARS],
    values: [&mut [f32]; SUMS],
) where
    R: Rule<ARRAYS, SCALARS, SUMS>,
{
    let n = p.len();
    let (Some(g), Some(p)) = (g.get(..n), p.get_mut(..n)) else {
        return;
    };
    let arrays = arrays.map(|array| array.get_mut(..n).unwrap_or_default());
    let values = values.map(|row| row.get_mut(..n).unwrap_or_default());
    if arrays.iter().any(|array| array.len() != n) || values.iter().any(|row| row.len() != n) {
        return;
    }
    let factor = scalars.first().copied().unwrap_or(1.0);
    for i in 0..n {
        let (next_p, next, summed) = R::element::<C0, C1, C2>(
            scalars,
            p[i],
            g[i] * factor,
            core::array::from_fn(|k| arrays[k].get(i).copied().unwrap_or_default()),
        );
        for k in 0..ARRAYS {
            if let (true, Some(value)) = (R::WRITES[k], arrays[k].get_mut(i)) {
                *value = next[k];
            }
        }
        for k in 0..SUMS {
            if let Some(value) = values[k].get_mut(i) {
                *value = summed[k];
            }
        }
        if R::WRITES_PARAMETER {
            p[i] = next_p;
        }
    }
}

/// The sum in f64: value `i` goes to lane `i % 8`, the lanes are added in pairs.
#[inline(never)]
fn sum_of(values: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; LANES];
    let mut add = |chunk: &[f32]| {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(*value);
        }
    };
    let mut chunks = values.chunks_exact(LANES);
    chunks.by_ref().for_each(&mut add);
    add(chunks.remainder());
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// The absolute value.
#[inline(always)]
pub(crate) fn abs(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0x7fff_ffff)
}

/// The smaller of the two, NaN when either is NaN (`f32::min` would drop it).
#[allow(dead_code, reason = "a rule may use it; none does now")]
#[inline(always)]
pub(crate) fn min(a: f32, b: f32) -> f32 {
    if b < a || b.is_nan() {
        b
    } else {
        a
    }
}

/// The larger of the two, NaN when either is NaN (`f32::max` would drop it).
#[inline(always)]
pub(crate) fn max(a: f32, b: f32) -> f32 {
    if b > a || b.is_nan() {
        b
    } else {
        a
    }
}

/// -1, 0 or 1; 0 for NaN.
#[inline(always)]
pub(crate) fn sign(x: f32) -> f32 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// A choice by a comparison.
#[inline(always)]
pub(crate) fn select(condition: bool, when_true: f32, when_false: f32) -> f32 {
    if condition {
        when_true
    } else {
        when_false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes its input for the test to check: the first array gets the gradient, the second one is only read.
    struct Probe;

    impl Rule<2, 5, 1> for Probe {
        const CONDITIONS: &'static [usize] = &[1, 2, 3];
        const WRITES_PARAMETER: bool = true;
        const WRITES: [bool; 2] = [true, false];

        fn element<const C0: bool, const C1: bool, const C2: bool>(
            scalars: &[f32; 5],
            p: f32,
            g: f32,
            [a, b]: [f32; 2],
        ) -> (f32, [f32; 2], [f32; 1]) {
            let digit = |flag: bool, value: f32| if flag { value } else { 0.0 };
            let flags = digit(C0, 100.0) + digit(C1, 200.0) + digit(C2, 400.0);
            (p + flags, [a + g, -1.0], [b * scalars[4]])
        }
    }

    struct Silent;

    impl Rule<0, 1, 0> for Silent {
        const CONDITIONS: &'static [usize] = &[];
        const WRITES_PARAMETER: bool = false;
        const WRITES: [bool; 0] = [];

        fn element<const C0: bool, const C1: bool, const C2: bool>(
            _: &[f32; 1],
            _: f32,
            _: f32,
            _: [f32; 0],
        ) -> (f32, [f32; 0], [f32; 0]) {
            (9.0, [], [])
        }
    }

    fn room() -> Box<[[f32; BLOCK_LENGTH]; 1]> {
        Box::new([[0.0; BLOCK_LENGTH]; 1])
    }

    #[test]
    fn every_element_is_updated_once_under_each_combination_of_conditions() {
        let mut values = room();
        for length in [0, 1, 7, 8, 9, 21] {
            for conditions in 0..8_u8 {
                let flag = |bit: u8| f32::from(conditions >> bit & 1) * -2.5;
                let scalars = [0.5, flag(0), flag(1), flag(2), 3.0];
                let count = |step: f32| (0..length).map(|i| i as f32 * step).collect::<Vec<f32>>();
                let (mut p, g, mut a, mut b) = (count(1.0), count(4.0), count(10.0), count(0.25));
                let mut sums = [77.0];
                update::<Probe, 2, 5, 1>(
                    &mut p,
                    &g,
                    [&mut a, &mut b],
                    &scalars,
                    &mut values,
                    &mut sums,
                );
                let added = 100.0 * f32::from(conditions);
                assert_eq!(
                    p,
                    count(1.0).iter().map(|x| x + added).collect::<Vec<f32>>()
                );
                assert_eq!(a, count(12.0));
                assert_eq!(b, count(0.25));
                assert_eq!(
                    sums[0],
                    (0..length).map(|i| f64::from(i) * 0.75).sum::<f64>()
                );
            }
        }
    }

    #[test]
    fn a_rule_that_writes_no_parameter_writes_none() {
        let mut p = [1.0, 2.0];
        update::<Silent, 0, 1, 0>(&mut p, &[1.0, 1.0], [], &[1.0], &mut [], &mut []);
        assert_eq!(p, [1.0, 2.0]);
    }

    #[test]
    fn slices_that_are_too_short_change_nothing() {
        let mut values = room();
        for (gradients, first, second) in [(1, 2, 2), (2, 1, 2), (2, 2, 1)] {
            let (mut p, mut a, mut b) = ([1.0, 2.0], vec![3.0; first], vec![4.0; second]);
            let g = vec![1.0; gradients];
            let scalars = [1.0, 1.0, 0.0, 0.0, 1.0];
            update::<Probe, 2, 5, 1>(
                &mut p,
                &g,
                [&mut a, &mut b],
                &scalars,
                &mut values,
                &mut [0.0],
            );
            assert_eq!(p, [1.0, 2.0]);
            assert_eq!(a, vec![3.0; first]);
        }
    }

    #[test]
    fn sums_are_added_by_lane() {
        let values: Vec<f32> = (0..27).map(|i| 0.1 * i as f32 + 1e-3).collect();
        let mut lanes = [0.0_f64; 8];
        for (i, value) in values.iter().enumerate() {
            lanes[i % 8] += f64::from(*value);
        }
        let [a, b, c, d, e, f, g, h] = lanes;
        let expected = ((a + b) + (c + d)) + ((e + f) + (g + h));
        assert_eq!(sum_of(&values).to_bits(), expected.to_bits());
    }

    #[test]
    fn functions_of_an_element_keep_nan_where_a_rule_must_see_it() {
        for (x, size, direction) in [
            (2.5, 2.5, 1.0),
            (-2.5, 2.5, -1.0),
            (0.0, 0.0, 0.0),
            (-0.0, 0.0, 0.0),
        ] {
            assert_eq!(abs(x).to_bits(), f32::to_bits(size));
            assert_eq!(sign(x), direction);
        }
        assert_eq!(sign(f32::NAN), 0.0);
        assert_eq!((min(1.0, 2.0), min(2.0, 1.0)), (1.0, 1.0));
        assert_eq!((max(1.0, 2.0), max(2.0, 1.0)), (2.0, 2.0));
        for choose in [min, max] {
            assert!(choose(1.0, f32::NAN).is_nan() && choose(f32::NAN, 1.0).is_nan());
        }
        assert_eq!(
            (select(true, 1.0, 2.0), select(false, 1.0, 2.0)),
            (1.0, 2.0)
        );
        assert_eq!(crate::sqrt::sqrt(2.25), 1.5);
    }
}
