//! Lion: printed by `npm run print:rules`.

use crate::rule::{select, sign, Rule};

/// Lion.
pub struct Lion;

impl Rule<1, 7, 0> for Lion {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t10 = (exp_avg * s[3]) + (g * s[4]);
        (
            (p * s[1]) + (s[2] * sign(t10)),
            [(exp_avg * s[5]) + (g * s[6])],
            [],
        )
    }
}

/// Lion, cautious, pass 1 of 2.
pub struct LionCautiousPass1;

impl Rule<1, 3, 1> for LionCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 3],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t7 = (exp_avg * s[1]) + (g * s[2]);
        (p, [exp_avg], [select(0.0 < (sign(t7) * g), 1.0, 0.0)])
    }
}

/// Lion, cautious, pass 2 of 2.
pub struct LionCautiousPass2;

impl Rule<1, 8, 0> for LionCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t10 = (exp_avg * s[3]) + (g * s[4]);
        let t11 = sign(t10);
        (
            (p * s[1]) + (s[2] * (t11 * select(0.0 < (t11 * g), s[5], 0.0))),
            [(exp_avg * s[6]) + (g * s[7])],
            [],
        )
    }
}
