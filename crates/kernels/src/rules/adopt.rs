//! ADOPT: printed by `npm run print:rules`.

use crate::rule::{max, min, select, Rule};
use crate::sqrt::sqrt;

/// ADOPT.
pub struct Adopt;

impl Rule<2, 12, 0> for Adopt {
    const CONDITIONS: &'static [usize] = &[6];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t13 = if C0 { g } else { g + (s[7] * p) };
        let t16 = sqrt(exp_avg_sq);
        let t18 = t13 / max(s[8], t16);
        let t19 = max(s[5], t18);
        let t23 = (exp_avg * s[3]) + (min(s[4], t19) * s[9]);
        (
            (p * s[1]) + (s[2] * t23),
            [t23, (exp_avg_sq * s[10]) + ((s[11] * t13) * t13)],
            [],
        )
    }
}

/// ADOPT, cautious, pass 1 of 2.
pub struct AdoptCautiousPass1;

impl Rule<2, 8, 1> for AdoptCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = sqrt(exp_avg_sq);
        let t16 = t11 / max(s[6], t14);
        let t17 = max(s[3], t16);
        (
            p,
            [exp_avg, exp_avg_sq],
            [select(
                0.0 < (((exp_avg * s[1]) + (min(s[2], t17) * s[7])) * t11),
                1.0,
                0.0,
            )],
        )
    }
}

/// ADOPT, cautious, pass 2 of 2.
pub struct AdoptCautiousPass2;

impl Rule<2, 13, 0> for AdoptCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[6];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 13],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t13 = if C0 { g } else { g + (s[7] * p) };
        let t16 = sqrt(exp_avg_sq);
        let t18 = t13 / max(s[8], t16);
        let t19 = max(s[5], t18);
        let t23 = (exp_avg * s[3]) + (min(s[4], t19) * s[9]);
        (
            (p * s[1]) + (s[2] * (t23 * select(0.0 < (t23 * t13), s[10], 0.0))),
            [t23, (exp_avg_sq * s[11]) + ((s[12] * t13) * t13)],
            [],
        )
    }
}
