//! NAdam: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// NAdam.
pub struct Nadam;

impl Rule<2, 11, 0> for Nadam {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t8 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (exp_avg * s[6]) + (t8 * s[7]);
        let t25 = (exp_avg_sq * s[8]) + ((s[9] * t8) * t8);
        (
            (p * s[1]) + (((s[2] * t8) + (s[5] * t16)) / (sqrt(t25) + s[10])),
            [t16, t25],
            [],
        )
    }
}

/// NAdam, cautious, pass 1 of 2.
pub struct NadamCautiousPass1;

impl Rule<1, 7, 1> for NadamCautiousPass1 {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [exp_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t7 = if C0 { g } else { g + (s[3] * p) };
        (
            p,
            [exp_avg],
            [select(
                0.0 < (-((s[1] * t7) + (s[4] * ((exp_avg * s[5]) + (t7 * s[6])))) * t7),
                1.0,
                0.0,
            )],
        )
    }
}

/// NAdam, cautious, pass 2 of 2.
pub struct NadamCautiousPass2;

impl Rule<2, 12, 0> for NadamCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t8 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (exp_avg * s[6]) + (t8 * s[7]);
        let t19 = -((s[2] * t8) + (s[5] * t16));
        let t33 = (exp_avg_sq * s[9]) + ((s[10] * t8) * t8);
        (
            (p * s[1]) + (-(t19 * select(0.0 < (t19 * t8), s[8], 0.0)) / (sqrt(t33) + s[11])),
            [t16, t33],
            [],
        )
    }
}
