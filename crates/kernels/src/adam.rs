//! One update of Adam and AdamW over slices, in the order of operations of PyTorch's single-tensor code.
//!
//! Every element goes through the same f32 operations, each rounded once, whatever its position, the length of the
//! slice or the width of the vectors that LLVM makes of the loop. `packages/core/src/optimizers/host-arena.ts` does
//! the same with `Math.fround`, and its tests compare the bits.

use crate::sqrt::sqrt;

/// What an update needs besides the arrays. The host computes each in f64 and rounds it once.
#[derive(Clone, Copy, Debug)]
pub struct AdamScalars {
    /// Multiplies the gradient first: `1 / scale` of a scaled loss, negated to maximise.
    pub gradient_factor: f32,
    /// `weight_decay` when it is added to the gradient (L2), else 0.
    pub l2: f32,
    /// `1 - lr * weight_decay` when the decay is decoupled (AdamW), else 1.
    pub decay: f32,
    /// `1 - beta1`.
    pub weight1: f32,
    /// `beta1`, as `1 - weight1` in f32.
    pub keep1: f32,
    /// `beta2`.
    pub beta2: f32,
    /// `1 - beta2`.
    pub weight2: f32,
    /// `eps * sqrt(1 - beta2^t)`, added to the root of the second moment.
    pub eps: f32,
    /// `-lr / (1 - beta1^t) * sqrt(1 - beta2^t)`.
    pub negative_step: f32,
}

impl From<[f32; 9]> for AdamScalars {
    /// The values in the order of the fields.
    fn from(values: [f32; 9]) -> Self {
        let [gradient_factor, l2, decay, weight1, keep1, beta2, weight2, eps, negative_step] =
            values;
        Self {
            gradient_factor,
            l2,
            decay,
            weight1,
            keep1,
            beta2,
            weight2,
            eps,
            negative_step,
        }
    }
}

/// The arrays of one run of elements: all of one length.
#[derive(Debug)]
pub struct AdamArrays<'a> {
    /// The parameters, updated.
    pub parameters: &'a mut [f32],
    /// The gradients, read.
    pub gradients: &'a [f32],
    /// The first moments (`exp_avg`), updated.
    pub first: &'a mut [f32],
    /// The second moments (`exp_avg_sq`), updated.
    pub second: &'a mut [f32],
    /// The largest second moments so far (`max_exp_avg_sq`), updated; there for AMSGrad only.
    pub largest: Option<&'a mut [f32]>,
}

/// Updates every element once. Elements past the shortest of the slices are left alone.
pub fn adam_step(arrays: AdamArrays<'_>, scalars: &AdamScalars) {
    // One loop for each form of the rule, so that none of them has a branch inside.
    let from_gradient = scalars.weight1 >= 0.5;
    match (scalars.l2 != 0.0, from_gradient) {
        (false, false) => run::<false, false>(arrays, scalars),
        (false, true) => run::<false, true>(arrays, scalars),
        (true, false) => run::<true, false>(arrays, scalars),
        (true, true) => run::<true, true>(arrays, scalars),
    }
}

fn run<const L2: bool, const FROM_GRADIENT: bool>(arrays: AdamArrays<'_>, scalars: &AdamScalars) {
    let AdamArrays {
        parameters,
        gradients,
        first,
        second,
        largest,
    } = arrays;
    let moments = first.iter_mut().zip(second);
    let elements = parameters.iter_mut().zip(gradients).zip(moments);
    match largest {
        None => {
            for ((p, g), (m, v)) in elements {
                (*m, *v) = next_moments::<L2, FROM_GRADIENT>(*p, *g, *m, *v, scalars);
                *p = next_parameter(*p, *m, *v, scalars);
            }
        }
        Some(largest) => {
            for (((p, g), (m, v)), u) in elements.zip(largest) {
                (*m, *v) = next_moments::<L2, FROM_GRADIENT>(*p, *g, *m, *v, scalars);
                *u = larger(*u, *v);
                *p = next_parameter(*p, *m, *u, scalars);
            }
        }
    }
}

#[inline(always)]
fn next_moments<const L2: bool, const FROM_GRADIENT: bool>(
    p: f32,
    g: f32,
    m: f32,
    v: f32,
    s: &AdamScalars,
) -> (f32, f32) {
    let scaled = g * s.gradient_factor;
    let g = if L2 { scaled + s.l2 * p } else { scaled };
    // torch.lerp: interpolate from the nearer end, which keeps m = g exact when beta1 is 0.
    let m = if FROM_GRADIENT {
        g - (g - m) * s.keep1
    } else {
        m + s.weight1 * (g - m)
    };
    (m, v * s.beta2 + (s.weight2 * g) * g)
}

#[inline(always)]
fn next_parameter(p: f32, m: f32, v: f32, s: &AdamScalars) -> f32 {
    p * s.decay + (s.negative_step * m) / (sqrt(v) + s.eps)
}

/// The larger of the two, NaN when either is NaN (`f32::max` would drop it).
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if b > a || b.is_nan() {
        b
    } else {
        a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALARS: AdamScalars = AdamScalars {
        gradient_factor: 0.5,
        l2: 0.0,
        decay: 0.999,
        weight1: 0.1,
        keep1: 0.9,
        beta2: 0.999,
        weight2: 0.001,
        eps: 1e-8,
        negative_step: -0.01,
    };

    fn values(length: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 16_777_216.0 - 0.5
        };
        (0..length).map(|_| next()).collect()
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    /// The bits of all arrays after a step in two calls: the elements before `cut`, then the others.
    fn stepped(length: usize, amsgrad: bool, scalars: &AdamScalars, cut: usize) -> Vec<u32> {
        let gradients = values(length, 2);
        let (mut p, mut m) = (values(length, 1), values(length, 3));
        let mut v: Vec<f32> = values(length, 4).iter().map(|x| x * x).collect();
        let mut u: Vec<f32> = values(length, 5).iter().map(|x| x * x).collect();
        for range in [0..cut, cut..length] {
            let arrays = AdamArrays {
                parameters: &mut p[range.clone()],
                gradients: &gradients[range.clone()],
                first: &mut m[range.clone()],
                second: &mut v[range.clone()],
                largest: if amsgrad { Some(&mut u[range]) } else { None },
            };
            adam_step(arrays, scalars);
        }
        [p, m, v, u].iter().flat_map(|array| bits(array)).collect()
    }

    #[test]
    fn any_split_gives_the_same_bits() {
        let l2 = AdamScalars { l2: 0.1, ..SCALARS };
        let from_gradient = AdamScalars {
            weight1: 0.75,
            keep1: 0.25,
            ..SCALARS
        };
        for scalars in [SCALARS, l2, from_gradient] {
            for length in 0..70 {
                for amsgrad in [false, true] {
                    let whole = stepped(length, amsgrad, &scalars, 0);
                    for cut in 1..=length {
                        assert_eq!(whole, stepped(length, amsgrad, &scalars, cut));
                    }
                }
            }
        }
    }

    #[test]
    fn amsgrad_keeps_a_nan_from_either_side() {
        assert!(larger(f32::NAN, 1.0).is_nan());
        assert!(larger(1.0, f32::NAN).is_nan());
        assert_eq!(larger(1.0, 2.0), 2.0);
        assert_eq!(larger(2.0, 1.0), 2.0);
    }

    #[test]
    fn beta1_of_zero_makes_the_first_moment_the_gradient() {
        let scalars = AdamScalars {
            weight1: 1.0,
            keep1: 0.0,
            gradient_factor: 1.0,
            ..SCALARS
        };
        let (mut p, mut m, mut v) = ([0.25], [1e30], [0.0]);
        let arrays = AdamArrays {
            parameters: &mut p,
            gradients: &[0.3],
            first: &mut m,
            second: &mut v,
            largest: None,
        };
        adam_step(arrays, &scalars);
        assert_eq!(m, [0.3]);
    }
}
