//! The correctly rounded f32 square root, as one instruction on every supported target.

/// `sqrt(x)` rounded once: `f32.sqrt` in WebAssembly, `sqrtss` on x86-64.
#[inline(always)]
pub(crate) fn sqrt(x: f32) -> f32 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        // core has no stable scalar square root; LLVM reduces this to one instruction and vectorizes it in loops.
        use core::arch::wasm32::{f32x4_extract_lane, f32x4_splat, f32x4_sqrt};
        f32x4_extract_lane::<0>(f32x4_sqrt(f32x4_splat(x)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    libm::sqrtf(x)
}
