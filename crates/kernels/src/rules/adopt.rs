//! ADOPT: printed by `npm run print:rules`.

use crate::rule::{max, select, Rule};
use crate::sqrt::sqrt;

/// ADOPT.
pub struct Adopt;

impl Rule<2, 12, 0> for Adopt {
    const CONDITIONS: &'static [usize] = &[5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t12 = if C0 { g } else { g + (s[6] * p) };
        let t15 = sqrt(exp_avg_sq);
        let t17 = t12 / max(s[7], t15);
        let t20 = select(t17 <= s[8], s[8], t17);
        let t25 = (exp_avg * s[3]) + (select(s[4] <= t20, s[4], t20) * s[9]);
        (
            (p * s[1]) + (s[2] * t25),
            [t25, (exp_avg_sq * s[10]) + ((s[11] * t12) * t12)],
            [],
        )
    }
}

/// ADOPT, cautious, pass 1 of 2.
pub struct AdoptCautiousPass1;

impl Rule<2, 8, 1> for AdoptCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t10 = if C0 { g } else { g + (s[4] * p) };
        let t13 = sqrt(exp_avg_sq);
        let t15 = t10 / max(s[5], t13);
        let t18 = select(t15 <= s[6], s[6], t15);
        (
            p,
            [exp_avg, exp_avg_sq],
            [select(
                0.0 < (((exp_avg * s[1]) + (select(s[2] <= t18, s[2], t18) * s[7])) * t10),
                1.0,
                0.0,
            )],
        )
    }
}

/// ADOPT, cautious, pass 2 of 2.
pub struct AdoptCautiousPass2;

impl Rule<2, 13, 0> for AdoptCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 13],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t12 = if C0 { g } else { g + (s[6] * p) };
        let t15 = sqrt(exp_avg_sq);
        let t17 = t12 / max(s[7], t15);
        let t20 = select(t17 <= s[8], s[8], t17);
        let t25 = (exp_avg * s[3]) + (select(s[4] <= t20, s[4], t20) * s[9]);
        (
            (p * s[1]) + (s[2] * (t25 * select(0.0 < (t25 * t12), s[10], 0.0))),
            [t25, (exp_avg_sq * s[11]) + ((s[12] * t12) * t12)],
            [],
        )
    }
}
