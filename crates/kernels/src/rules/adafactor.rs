//! Adafactor: printed by `npm run print:rules`.

use crate::rule::{max, Rule};
use crate::sqrt::sqrt;

/// Adafactor, pass 1 of 3.
pub struct AdafactorPass1;

impl Rule<1, 1, 1> for AdafactorPass1 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        _s: &[f32; 1],
        p: f32,
        g: f32,
        [_work]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        (p, [g * g], [p * p])
    }
}

/// Adafactor, pass 2 of 3.
pub struct AdafactorPass2;

impl Rule<1, 2, 1> for AdafactorPass2 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 2],
        p: f32,
        g: f32,
        [work]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t5 = g / sqrt(max(s[1], work));
        (p, [work], [t5 * t5])
    }
}

/// Adafactor, pass 3 of 3.
pub struct AdafactorPass3;

impl Rule<1, 4, 0> for AdafactorPass3 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 4],
        p: f32,
        g: f32,
        [work]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        (
            (p * s[1]) + (s[2] * (g / sqrt(max(s[3], work)))),
            [work],
            [],
        )
    }
}

/// Adafactor, pass 1 of 2.
pub struct AdafactorPass12;

impl Rule<1, 4, 2> for AdafactorPass12 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 4],
        p: f32,
        g: f32,
        [variance]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 2]) {
        let t10 = (variance * s[2]) + ((g * g) * s[3]);
        let t13 = g / sqrt(max(s[1], t10));
        (p, [variance], [p * p, t13 * t13])
    }
}

/// Adafactor, pass 2 of 2.
pub struct AdafactorPass22;

impl Rule<1, 6, 0> for AdafactorPass22 {
    const CONDITIONS: &'static [usize] = &[];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 6],
        p: f32,
        g: f32,
        [variance]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t12 = (variance * s[4]) + ((g * g) * s[5]);
        ((p * s[1]) + (s[2] * (g / sqrt(max(s[3], t12)))), [t12], [])
    }
}
