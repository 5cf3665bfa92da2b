//! AdamWScheduleFree and SGDScheduleFree: printed by `npm run print:rules`.

use crate::rule::Rule;
use crate::sqrt::sqrt;

/// AdamWScheduleFree.
pub struct AdamwScheduleFree;

impl Rule<2, 11, 0> for AdamwScheduleFree {
    const CONDITIONS: &'static [usize] = &[1];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 11],
        p: f32,
        g: f32,
        [z, exp_avg_sq]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t2 = z - p;
        let t18 = (exp_avg_sq * s[5]) + ((s[6] * g) * g);
        let t27 = (g / (sqrt(t18 / s[7]) + s[8])) + (s[9] * p);
        (
            if C0 { z - (t2 * s[2]) } else { p + (s[3] * t2) } + (s[4] * t27),
            [z - (s[10] * t27), t18],
            [],
        )
    }
}

/// AdamWScheduleFree, train.
pub struct AdamwScheduleFreeTrain;

impl Rule<1, 2, 0> for AdamwScheduleFreeTrain {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 2],
        p: f32,
        _g: f32,
        [z]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        (p + (s[1] * (z - p)), [z], [])
    }
}

/// SGDScheduleFree.
pub struct SgdScheduleFree;

impl Rule<1, 7, 0> for SgdScheduleFree {
    const CONDITIONS: &'static [usize] = &[1];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [z]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t2 = z - p;
        let t14 = g + (s[5] * p);
        (
            if C0 { z - (t2 * s[2]) } else { p + (s[3] * t2) } + (s[4] * t14),
            [z - (s[6] * t14)],
            [],
        )
    }
}
