//! Prodigy: printed by `npm run print:rules`.

use crate::rule::{abs, Rule};
use crate::sqrt::sqrt;

/// Prodigy, pass 1 of 2.
pub struct ProdigyPass1;

impl Rule<2, 5, 2> for ProdigyPass1 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 5],
        p: f32,
        g: f32,
        [s_slot, p0]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 2]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        (
            p,
            [s_slot, p0],
            [abs((s_slot * s[1]) + (s[2] * t9)), t9 * (p0 - p)],
        )
    }
}

/// Prodigy, pass 2 of 2.
pub struct ProdigyPass2;

impl Rule<3, 12, 0> for ProdigyPass2 {
    const CONDITIONS: &'static [usize] = &[5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 12],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq, s_slot]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t13 = if C0 { g } else { g + (s[6] * p) };
        let t15 = (exp_avg * s[3]) + (s[4] * t13);
        let t23 = (exp_avg_sq * s[7]) + ((s[8] * t13) * t13);
        (
            (p + (s[1] * p)) + ((s[2] * t15) / (sqrt(t23) + s[9])),
            [t15, t23, (s_slot * s[10]) + (s[11] * t13)],
            [],
        )
    }
}

/// Prodigy, sliceP, pass 2 of 3.
pub struct ProdigySlicePPass2;

impl Rule<1, 5, 0> for ProdigySlicePPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 5],
        p: f32,
        g: f32,
        [s_slot]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        (
            p,
            [(s_slot * s[1]) + (s[2] * if C0 { g } else { g + (s[4] * p) })],
            [],
        )
    }
}

/// Prodigy, sliceP, pass 3 of 3.
pub struct ProdigySlicePPass3;

impl Rule<2, 10, 0> for ProdigySlicePPass3 {
    const CONDITIONS: &'static [usize] = &[5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 10],
        p: f32,
        g: f32,
        [exp_avg, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t13 = if C0 { g } else { g + (s[6] * p) };
        let t15 = (exp_avg * s[3]) + (s[4] * t13);
        let t23 = (exp_avg_sq * s[7]) + ((s[8] * t13) * t13);
        (
            (p + (s[1] * p)) + ((s[2] * t15) / (sqrt(t23) + s[9])),
            [t15, t23],
            [],
        )
    }
}
