//! Muon: printed by `npm run print:rules`.

use crate::rule::Rule;

/// Muon, pass 1 of 2.
pub struct MuonPass1;

impl Rule<2, 7, 0> for MuonPass1 {
    const CONDITIONS: &'static [usize] = &[1, 2];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 7],
        p: f32,
        g: f32,
        [momentum_buffer, _work]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t2 = g - momentum_buffer;
        let t9 = if C1 {
            g - (t2 * s[3])
        } else {
            momentum_buffer + (s[4] * t2)
        };
        let t10 = t9 - g;
        (
            p,
            [
                momentum_buffer,
                if C0 {
                    t9 - (t10 * s[5])
                } else {
                    g + (s[6] * t10)
                },
            ],
            [],
        )
    }
}

/// Muon, pass 2 of 2.
pub struct MuonPass2;

impl Rule<2, 6, 0> for MuonPass2 {
    const CONDITIONS: &'static [usize] = &[3];
    const WRITES_PARAMETER: bool = true;
    const WRITES: [bool; 2] = [false, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 6],
        p: f32,
        g: f32,
        [work, momentum_buffer]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t9 = g - momentum_buffer;
        (
            (p * s[1]) + (s[2] * work),
            [
                work,
                if C0 {
                    g - (t9 * s[4])
                } else {
                    momentum_buffer + (s[5] * t9)
                },
            ],
            [],
        )
    }
}

/// Muon, no nesterov, pass 1 of 2.
pub struct MuonNoNesterovPass1;

impl Rule<2, 4, 0> for MuonNoNesterovPass1 {
    const CONDITIONS: &'static [usize] = &[1];
    const WRITES_PARAMETER: bool = false;
    const WRITES: [bool; 2] = [false, true];

    #[inline(always)]
    fn element<const C0: bool, const C1: bool, const C2: bool>(
        s: &[f32; 4],
        p: f32,
        g: f32,
        [momentum_buffer, _work]: [f32; 2],
    ) -> (f32, [f32; 2], [f32; 0]) {
        let t2 = g - momentum_buffer;
        (
            p,
            [
                momentum_buffer,
                if C0 {
                    g - (t2 * s[2])
                } else {
                    momentum_buffer + (s[3] * t2)
                },
            ],
            [],
        )
    }
}
