//! Rprop: printed by `npm run print:rules`.

use crate::rule::{select, sign, Rule};

/// Rprop.
pub struct Rprop;

impl Rule<2, 5, 0> for Rprop {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 5],
        p: f32,
        g: f32,
        [prev, step_size]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t3 = g * prev;
        let t5 = t3 < 0.0;
        let t6 = select(t5, 0.0, g);
        let t17 = step_size * select(0.0 < t3, s[2], select(t5, s[3], 1.0));
        let t20 = select(t17 <= s[4], s[4], t17);
        let t22 = select(s[1] <= t20, s[1], t20);
        (p + (-sign(t6) * t22), [t6, t22], [])
    }
}
