//! ASGD: printed by `npm run print:rules`.

use crate::rule::Rule;

/// ASGD.
pub struct Asgd;

impl Rule<1, 7, 0> for Asgd {
    const CONDITIONS: &'static [usize] = &[3, 5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [ax]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t10 = (p * s[1]) + (s[2] * if C0 { g } else { g + (s[4] * p) });
        (t10, [if C1 { t10 } else { ax + ((t10 - ax) * s[6]) }], [])
    }
}
