//! The border of `optimizers.wasm`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports its memory and has no globals, data or table: an instance works on anything in that memory, our arenas
//! or the arrays of another library.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod exports;
mod header;
mod matrices;
mod precision;
mod reduce;

/// Raise it when the meaning of an exported function changes; the loader rejects modules with another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    header::ABI_VERSION
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
