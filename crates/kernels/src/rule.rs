//! Update rules: the arithmetic of one element, and the loop over all elements.
//!
//! The bodies in `rules` are printed from the same expressions as the loops of the TypeScript host. Every element goes
//! through the same f32 operations, each rounded once, whatever its position, the length of the slice or the width of the
//! vectors that LLVM makes of the loop.

/// The most elements of one call where there are sums.
pub const BLOCK: usize = 16_384;

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
/// Elements past the end of the shortest slice do not change. `values` is scratch for the summed values, because the module has no stack.
#[inline(always)]
pub fn update<R, const ARRAYS: usize, const SCALARS: usize, const SUMS: usize>(
    p: &mut [f32],
    g: &[f32],
    arrays: [&mut [f32]; ARRAYS],
    scalars: &[f32; SCALARS],
    values: &mut [[f32; BLOCK]; SUMS],
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
