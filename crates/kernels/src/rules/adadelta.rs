//! Adadelta: printed by `npm run print:rules`.

use crate::rule::Rule;
use crate::sqrt::sqrt;

/// Adadelta.
pub struct Adadelta;

impl Rule<2, 7, 0> for Adadelta {
    const CONDITIONS: &'static [usize] = &[5];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [acc_delta, square_avg]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t14 = if C0 { g } else { g + (s[6] * p) };
        let t17 = (square_avg * s[3]) + ((s[4] * t14) * t14);
        let t21 = (sqrt(acc_delta + s[2]) / sqrt(t17 + s[2])) * t14;
        (
            p + (s[1] * t21),
            [(acc_delta * s[3]) + ((s[4] * t21) * t21), t17],
            [],
        )
    }
}
