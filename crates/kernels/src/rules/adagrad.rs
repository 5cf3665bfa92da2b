//! Adagrad: printed by `npm run print:rules`.

use crate::rule::Rule;
use crate::sqrt::sqrt;

/// Adagrad.
pub struct Adagrad;

impl Rule<1, 5, 0> for Adagrad {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 5],
        p: f32,
        g: f32,
        [sum]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t6 = if C0 { g } else { g + (s[3] * p) };
        let t10 = sum + (t6 * t6);
        (p + ((s[1] * t6) / (sqrt(t10) + s[4])), [t10], [])
    }
}
