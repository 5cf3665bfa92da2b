//! RAdam: printed by `npm run print:rules`.

use crate::rule::{max, min, select, Rule};
use crate::sqrt::sqrt;

/// RAdam.
pub struct Radam;

impl Rule<2, 12, 0> for Radam {
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
        let t24 = (exp_avg_sq * s[9]) + ((s[10] * t11) * t11);
        let t27 = sqrt(t24) + s[11];
        let t28 = max(s[8], t27);
        ((p * s[1]) + ((s[2] * t14) / min(s[7], t28)), [t14, t24], [])
    }
}

/// RAdam, cautious, pass 2 of 2.
pub struct RadamCautiousPass2;

impl Rule<2, 13, 0> for RadamCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 13],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t11 = if C0 { g } else { g + (s[5] * p) };
        let t14 = (exp_avg * s[3]) + (t11 * s[6]);
        let t30 = (exp_avg_sq * s[10]) + ((s[11] * t11) * t11);
        let t33 = sqrt(t30) + s[12];
        let t34 = max(s[9], t33);
        (
            (p * s[1]) + ((s[2] * (t14 * select(0.0 < (t14 * t11), s[7], 0.0))) / min(s[8], t34)),
            [t14, t30],
            [],
        )
    }
}
