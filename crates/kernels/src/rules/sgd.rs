//! SGD: printed by `npm run print:rules`.

use crate::rule::{select, Rule};

/// SGD.
pub struct Sgd;

impl Rule<0, 4, 0> for Sgd {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 0] = [];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 4],
        p: f32,
        g: f32,
        []: [f32; 0],
    ) -> (f32, [f32; 0], [f32; 0]) {
        (p + (s[1] * if C0 { g } else { g + (s[3] * p) }), [], [])
    }
}

/// SGD, momentumBuffer.
pub struct SgdMomentumBuffer;

impl Rule<1, 6, 0> for SgdMomentumBuffer {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 6],
        p: f32,
        g: f32,
        [momentum_buffer]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t12 = (momentum_buffer * s[2]) + (if C0 { g } else { g + (s[4] * p) } * s[5]);
        (p + (s[1] * t12), [t12], [])
    }
}

/// SGD, nesterov momentumBuffer.
pub struct SgdNesterovMomentumBuffer;

impl Rule<1, 7, 0> for SgdNesterovMomentumBuffer {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [momentum_buffer]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t6 = if C0 { g } else { g + (s[3] * p) };
        let t13 = (momentum_buffer * s[5]) + (t6 * s[6]);
        (p + (s[1] * (t6 + (s[4] * t13))), [t13], [])
    }
}

/// SGD, cautious momentumBuffer, pass 2 of 2.
pub struct SgdCautiousMomentumBufferPass2;

impl Rule<1, 7, 0> for SgdCautiousMomentumBufferPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [momentum_buffer]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t12 = (momentum_buffer * s[2]) + (t9 * s[5]);
        (
            p + (s[1] * (t12 * select(0.0 < (t12 * t9), s[6], 0.0))),
            [t12],
            [],
        )
    }
}

/// SGD, nesterov cautious momentumBuffer, pass 1 of 2.
pub struct SgdNesterovCautiousMomentumBufferPass1;

impl Rule<1, 6, 1> for SgdNesterovCautiousMomentumBufferPass1 {
    const CONDITIONS: &'static [usize] = &[1];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 1] = [false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 6],
        p: f32,
        g: f32,
        [momentum_buffer]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 1]) {
        let t6 = if C0 { g } else { g + (s[2] * p) };
        (
            p,
            [momentum_buffer],
            [select(
                0.0 < ((t6 + (s[3] * ((momentum_buffer * s[4]) + (t6 * s[5])))) * t6),
                1.0,
                0.0,
            )],
        )
    }
}

/// SGD, nesterov cautious momentumBuffer, pass 2 of 2.
pub struct SgdNesterovCautiousMomentumBufferPass2;

impl Rule<1, 8, 0> for SgdNesterovCautiousMomentumBufferPass2 {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [momentum_buffer]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t6 = if C0 { g } else { g + (s[3] * p) };
        let t13 = (momentum_buffer * s[5]) + (t6 * s[6]);
        let t15 = t6 + (s[4] * t13);
        (
            p + (s[1] * (t15 * select(0.0 < (t15 * t6), s[7], 0.0))),
            [t13],
            [],
        )
    }
}
