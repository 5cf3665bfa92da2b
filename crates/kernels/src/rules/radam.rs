//! RAdam: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// RAdam.
pub struct Radam;

impl Rule<2, 11, 0> for Radam {
    const CONDITIONS: &'static [usize] = &[2, 5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t11 = if C1 { g } else { g + (s[6] * p) };
        let t14 = (exp_avg * s[4]) + (t11 * s[7]);
        let t15 = s[3] * t14;
        let t22 = (exp_avg_sq * s[8]) + ((s[9] * t11) * t11);
        (
            (p * s[1]) + if C0 { t15 / (sqrt(t22) + s[10]) } else { t15 },
            [t14, t22],
            [],
        )
    }
}

/// RAdam, cautious, pass 2 of 2.
pub struct RadamCautiousPass2;

impl Rule<2, 12, 0> for RadamCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[2, 5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t11 = if C1 { g } else { g + (s[6] * p) };
        let t14 = (exp_avg * s[4]) + (t11 * s[7]);
        let t21 = s[3] * (t14 * select(0.0 < (t14 * t11), s[8], 0.0));
        let t28 = (exp_avg_sq * s[9]) + ((s[10] * t11) * t11);
        (
            (p * s[1]) + if C0 { t21 / (sqrt(t28) + s[11]) } else { t21 },
            [t14, t28],
            [],
        )
    }
}
