//! Adam: printed by `npm run print:rules`.

use crate::rule::{max, select, Rule};
use crate::sqrt::sqrt;

/// Adam.
pub struct Adam;

impl Rule<2, 11, 0> for Adam {
    const CONDITIONS: &'static [usize] = &[3, 4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t8 = if C1 { g } else { g + (s[5] * p) };
        let t10 = t8 - exp_avg;
        let t17 = if C0 {
            t8 - (t10 * s[6])
        } else {
            exp_avg + (s[7] * t10)
        };
        let t25 = (exp_avg_sq * s[8]) + ((s[9] * t8) * t8);
        (
            (p * s[1]) + ((s[2] * t17) / (sqrt(t25) + s[10])),
            [t17, t25],
            [],
        )
    }
}

/// Adam, amsgrad.
pub struct AdamAmsgrad;

impl Rule<3, 11, 0> for AdamAmsgrad {
    const CONDITIONS: &'static [usize] = &[3, 4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, max_exp_avg_sq, exp_avg_sq]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t8 = if C1 { g } else { g + (s[5] * p) };
        let t10 = t8 - exp_avg;
        let t17 = if C0 {
            t8 - (t10 * s[6])
        } else {
            exp_avg + (s[7] * t10)
        };
        let t26 = (exp_avg_sq * s[8]) + ((s[9] * t8) * t8);
        let t27 = max(max_exp_avg_sq, t26);
        (
            (p * s[1]) + ((s[2] * t17) / (sqrt(t27) + s[10])),
            [t17, t27, t26],
            [],
        )
    }
}

/// Adam, cautious, pass 1 of 2.
pub struct AdamCautiousPass1;

impl Rule<1, 6, 1> for AdamCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[1, 2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 6],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t6 = if C1 { g } else { g + (s[3] * p) };
        let t8 = t6 - exp_avg;
        (
            p,
            [exp_avg],
            [select(
                0.0 < (if C0 {
                    t6 - (t8 * s[4])
                } else {
                    exp_avg + (s[5] * t8)
                } * t6),
                1.0,
                0.0,
            )],
        )
    }
}

/// Adam, cautious, pass 2 of 2.
pub struct AdamCautiousPass2;

impl Rule<2, 12, 0> for AdamCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[3, 4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t8 = if C1 { g } else { g + (s[5] * p) };
        let t10 = t8 - exp_avg;
        let t17 = if C0 {
            t8 - (t10 * s[6])
        } else {
            exp_avg + (s[7] * t10)
        };
        let t31 = (exp_avg_sq * s[9]) + ((s[10] * t8) * t8);
        (
            (p * s[1])
                + ((s[2] * (t17 * select(0.0 < (t17 * t8), s[8], 0.0))) / (sqrt(t31) + s[11])),
            [t17, t31],
            [],
        )
    }
}

/// Adam, amsgrad cautious, pass 2 of 2.
pub struct AdamAmsgradCautiousPass2;

impl Rule<3, 12, 0> for AdamAmsgradCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[3, 4];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, max_exp_avg_sq, exp_avg_sq]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t8 = if C1 { g } else { g + (s[5] * p) };
        let t10 = t8 - exp_avg;
        let t17 = if C0 {
            t8 - (t10 * s[6])
        } else {
            exp_avg + (s[7] * t10)
        };
        let t32 = (exp_avg_sq * s[9]) + ((s[10] * t8) * t8);
        let t33 = max(max_exp_avg_sq, t32);
        (
            (p * s[1])
                + ((s[2] * (t17 * select(0.0 < (t17 * t8), s[8], 0.0))) / (sqrt(t33) + s[11])),
            [t17, t33, t32],
            [],
        )
    }
}
