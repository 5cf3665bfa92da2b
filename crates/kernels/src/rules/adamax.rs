//! Adamax: printed by `npm run print:rules`.

use crate::rule::{abs, max, select, Rule};

/// Adamax.
pub struct Adamax;

impl Rule<2, 8, 0> for Adamax {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [exp_avg, exp_inf]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t12 = (exp_avg * s[2]) + (t9 * s[5]);
        let t16 = exp_inf * s[6];
        let t19 = abs(t9) + s[7];
        let t20 = max(t16, t19);
        (p + ((s[1] * t12) / t20), [t12, t20], [])
    }
}

/// Adamax, cautious, pass 1 of 2.
pub struct AdamaxCautiousPass1;

impl Rule<1, 5, 1> for AdamaxCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 5],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t9 = if C0 { g } else { g + (s[3] * p) };
        (
            p,
            [exp_avg],
            [select(
                0.0 < (((exp_avg * s[1]) + (t9 * s[4])) * t9),
                1.0,
                0.0,
            )],
        )
    }
}

/// Adamax, cautious, pass 2 of 2.
pub struct AdamaxCautiousPass2;

impl Rule<2, 9, 0> for AdamaxCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 9],
        p: f32,
        g: f32,
        [exp_avg, exp_inf]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t12 = (exp_avg * s[2]) + (t9 * s[5]);
        let t22 = exp_inf * s[7];
        let t25 = abs(t9) + s[8];
        let t26 = max(t22, t25);
        (
            p + ((s[1] * (t12 * select(0.0 < (t12 * t9), s[6], 0.0))) / t26),
            [t12, t26],
            [],
        )
    }
}
