//! EMA: printed by `npm run print:rules`.

use crate::rule::Rule;

/// EMA.
pub struct Ema;

impl Rule<1, 3, 0> for Ema {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 3],
        p: f32,
        _g: f32,
        [ema]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        (p, [(ema * s[1]) + (p * s[2])], [])
    }
}
