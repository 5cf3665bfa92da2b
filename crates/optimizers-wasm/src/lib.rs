//! The border of `optimizers.wasm`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports its memory, and has no globals, no data and no table of its own: one instance serves whatever lies
//! in that memory, arenas of ours or arrays of another library.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod exports;
mod header;
mod matrices;
mod precision;
mod reduce;

/// Grows when an exported function changes its meaning; the loader refuses a module of another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    header::ABI_VERSION
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
