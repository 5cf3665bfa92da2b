//! LAMB: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// LAMB, pass 1 of 3.
pub struct LambPass1;

impl Rule<0, 2, 2> for LambPass1 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 0] = [];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 2],
        p: f32,
        g: f32,
        []: [f32; 0],
    ) -> (f32, [f32; 0], [f32; 2]) {
        let t2 = p * s[1];
        (p, [], [t2 * t2, g * g])
    }
}

/// LAMB, pass 2 of 3.
pub struct LambPass2;

impl Rule<2, 10, 1> for LambPass2 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 10],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t6 = g / s[3];
        let t27 = ((((exp_avg * s[1]) + (s[2] * t6)) / s[4])
            / ((sqrt((exp_avg_sq * s[5]) + ((s[6] * t6) * t6)) / s[7]) + s[8]))
            + (s[9] * p);
        (p, [exp_avg, exp_avg_sq], [t27 * t27])
    }
}

/// LAMB, pass 3 of 3.
pub struct LambPass3;

impl Rule<2, 12, 0> for LambPass3 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t10 = g / s[5];
        let t12 = (exp_avg * s[3]) + (s[4] * t10);
        let t21 = (exp_avg_sq * s[7]) + ((s[8] * t10) * t10);
        (
            (p * s[1]) + (s[2] * (((t12 / s[6]) / ((sqrt(t21) / s[9]) + s[10])) + (s[11] * p))),
            [t12, t21],
            [],
        )
    }
}

/// LAMB, cautious, pass 2 of 4.
pub struct LambCautiousPass2;

impl Rule<2, 9, 1> for LambCautiousPass2 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 9],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t7 = g / s[3];
        (
            p,
            [exp_avg, exp_avg_sq],
            [select(
                0.0 < (((((exp_avg * s[1]) + (s[2] * t7)) / s[4])
                    / ((sqrt((exp_avg_sq * s[5]) + ((s[6] * t7) * t7)) / s[7]) + s[8]))
                    * t7),
                1.0,
                0.0,
            )],
        )
    }
}

/// LAMB, cautious, pass 3 of 4.
pub struct LambCautiousPass3;

impl Rule<2, 11, 1> for LambCautiousPass3 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t6 = g / s[3];
        let t23 = (((exp_avg * s[1]) + (s[2] * t6)) / s[4])
            / ((sqrt((exp_avg_sq * s[5]) + ((s[6] * t6) * t6)) / s[7]) + s[8]);
        let t33 = (t23 * select(0.0 < (t23 * t6), s[9], 0.0)) + (s[10] * p);
        (p, [exp_avg, exp_avg_sq], [t33 * t33])
    }
}

/// LAMB, cautious, pass 4 of 4.
pub struct LambCautiousPass4;

impl Rule<2, 13, 0> for LambCautiousPass4 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 13],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t10 = g / s[5];
        let t12 = (exp_avg * s[3]) + (s[4] * t10);
        let t21 = (exp_avg_sq * s[7]) + ((s[8] * t10) * t10);
        let t27 = (t12 / s[6]) / ((sqrt(t21) / s[9]) + s[10]);
        (
            (p * s[1]) + (s[2] * ((t27 * select(0.0 < (t27 * t10), s[11], 0.0)) + (s[12] * p))),
            [t12, t21],
            [],
        )
    }
}
