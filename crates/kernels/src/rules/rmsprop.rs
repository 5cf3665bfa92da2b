//! RMSprop: printed by `npm run print:rules`.

use crate::rule::{select, Rule};
use crate::sqrt::sqrt;

/// RMSprop.
pub struct Rmsprop;

impl Rule<1, 7, 0> for Rmsprop {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 1] = [true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [square_avg]: [f32; 1],
    ) -> (f32, [f32; 1], [f32; 0]) {
        let t6 = if C0 { g } else { g + (s[3] * p) };
        let t14 = (square_avg * s[4]) + ((s[5] * t6) * t6);
        (p + ((s[1] * t6) / (sqrt(t14) + s[6])), [t14], [])
    }
}

/// RMSprop, momentumBuffer.
pub struct RmspropMomentumBuffer;

impl Rule<2, 8, 0> for RmspropMomentumBuffer {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (square_avg * s[5]) + ((s[6] * t9) * t9);
        let t21 = (momentum_buffer * s[2]) + (t9 / (sqrt(t16) + s[7]));
        (p + (s[1] * t21), [t21, t16], [])
    }
}

/// RMSprop, centered.
pub struct RmspropCentered;

impl Rule<2, 7, 0> for RmspropCentered {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [square_avg, grad_avg]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t6 = if C0 { g } else { g + (s[3] * p) };
        let t14 = (square_avg * s[4]) + ((s[5] * t6) * t6);
        let t18 = (grad_avg * s[4]) + (t6 * s[5]);
        (
            p + ((s[1] * t6) / (sqrt(t14 - (t18 * t18)) + s[6])),
            [t14, t18],
            [],
        )
    }
}

/// RMSprop, centered momentumBuffer.
pub struct RmspropCenteredMomentumBuffer;

impl Rule<3, 8, 0> for RmspropCenteredMomentumBuffer {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 8],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg, grad_avg]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (square_avg * s[5]) + ((s[6] * t9) * t9);
        let t20 = (grad_avg * s[5]) + (t9 * s[6]);
        let t27 = (momentum_buffer * s[2]) + (t9 / (sqrt(t16 - (t20 * t20)) + s[7]));
        (p + (s[1] * t27), [t27, t16, t20], [])
    }
}

/// RMSprop, cautious momentumBuffer, pass 1 of 2.
pub struct RmspropCautiousMomentumBufferPass1;

impl Rule<2, 7, 1> for RmspropCautiousMomentumBufferPass1 {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 1]) {
        let t9 = if C0 { g } else { g + (s[3] * p) };
        (
            p,
            [momentum_buffer, square_avg],
            [select(
                0.0 < (((momentum_buffer * s[1])
                    + (t9 / (sqrt((square_avg * s[4]) + ((s[5] * t9) * t9)) + s[6])))
                    * t9),
                1.0,
                0.0,
            )],
        )
    }
}

/// RMSprop, cautious momentumBuffer, pass 2 of 2.
pub struct RmspropCautiousMomentumBufferPass2;

impl Rule<2, 9, 0> for RmspropCautiousMomentumBufferPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 9],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (square_avg * s[5]) + ((s[6] * t9) * t9);
        let t21 = (momentum_buffer * s[2]) + (t9 / (sqrt(t16) + s[7]));
        (
            p + (s[1] * (t21 * select(0.0 < (t21 * t9), s[8], 0.0))),
            [t21, t16],
            [],
        )
    }
}

/// RMSprop, centered cautious momentumBuffer, pass 1 of 2.
pub struct RmspropCenteredCautiousMomentumBufferPass1;

impl Rule<3, 7, 1> for RmspropCenteredCautiousMomentumBufferPass1 {
    const CONDITIONS: &'static [usize] = &[2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 3] = [false, false, false];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg, grad_avg]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 1]) {
        let t9 = if C0 { g } else { g + (s[3] * p) };
        let t20 = (grad_avg * s[4]) + (t9 * s[5]);
        (
            p,
            [momentum_buffer, square_avg, grad_avg],
            [select(
                0.0 < (((momentum_buffer * s[1])
                    + (t9
                        / (sqrt(((square_avg * s[4]) + ((s[5] * t9) * t9)) - (t20 * t20))
                            + s[6])))
                    * t9),
                1.0,
                0.0,
            )],
        )
    }
}

/// RMSprop, centered cautious momentumBuffer, pass 2 of 2.
pub struct RmspropCenteredCautiousMomentumBufferPass2;

impl Rule<3, 9, 0> for RmspropCenteredCautiousMomentumBufferPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 3] = [true, true, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 9],
        p: f32,
        g: f32,
        [momentum_buffer, square_avg, grad_avg]: [f32; 3],
    ) -> (f32, [f32; 3], [f32; 0]) {
        let t9 = if C0 { g } else { g + (s[4] * p) };
        let t16 = (square_avg * s[5]) + ((s[6] * t9) * t9);
        let t20 = (grad_avg * s[5]) + (t9 * s[6]);
        let t27 = (momentum_buffer * s[2]) + (t9 / (sqrt(t16 - (t20 * t20)) + s[7]));
        (
            p + (s[1] * (t27 * select(0.0 < (t27 * t9), s[8], 0.0))),
            [t27, t16, t20],
            [],
        )
    }
}
