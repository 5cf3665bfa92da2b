//! AdEMAMix: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// AdEMAMix.
pub struct Ademamix;

impl Rule<3, 15, 0> for Ademamix {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 15],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_slow, exp_avg_sq]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = (exp_avg * s[3]) + (t11 * s[6]);
        let t23 = (exp_avg_slow * s[9]) + (t11 * s[10]);
        let t33 = (exp_avg_sq * s[11]) + ((s[12] * t11) * t11);
        (
            (p * s[1]) + ((s[2] * ((t14 / s[7]) + (s[8] * t23))) / ((sqrt(t33) / s[13]) + s[14])),
            [t14, t23, t33],
            [],
        )
    }
}

/// AdEMAMix, cautious, pass 2 of 2.
pub struct AdemamixCautiousPass2;

impl Rule<3, 16, 0> for AdemamixCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 16],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_slow, exp_avg_sq]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = (exp_avg * s[3]) + (t11 * s[6]);
        let t29 = (exp_avg_slow * s[10]) + (t11 * s[11]);
        let t39 = (exp_avg_sq * s[12]) + ((s[13] * t11) * t11);
        (
            (p * s[1])
                + ((s[2] * (((t14 * select(0.0 < (t14 * t11), s[7], 0.0)) / s[8]) + (s[9] * t29)))
                    / ((sqrt(t39) / s[14]) + s[15])),
            [t14, t29, t39],
            [],
        )
    }
}
