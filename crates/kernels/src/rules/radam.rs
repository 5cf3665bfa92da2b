//! RAdam: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// RAdam.
pub struct Radam;

impl Rule<2, 11, 0> for Radam {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = (exp_avg * s[3]) + (t11 * s[6]);
        let t23 = (exp_avg_sq * s[8]) + ((s[9] * t11) * t11);
        let t26 = sqrt(t23) + s[10];
        (
            (p * s[1]) + ((s[2] * t14) / select(s[7] < t26, t26, 1.0)),
            [t14, t23],
            [],
        )
    }
}

/// RAdam, cautious, pass 2 of 2.
pub struct RadamCautiousPass2;

impl Rule<2, 12, 0> for RadamCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = (exp_avg * s[3]) + (t11 * s[6]);
        let t29 = (exp_avg_sq * s[9]) + ((s[10] * t11) * t11);
        let t32 = sqrt(t29) + s[11];
        (
            (p * s[1])
                + ((s[2] * (t14 * select(0.0 < (t14 * t11), s[7], 0.0)))
                    / select(s[8] < t32, t32, 1.0)),
            [t14, t29],
            [],
        )
    }
}
