//! The interface of `optimizers.wasm`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports its memory and has no globals, data or table: an instance works on any arrays in that memory, those of an
//! anneal optimizer or of another library.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod exports;
mod header;
mod matrices;
mod precision;
mod reduce;

/// The version of the exports; the loader rejects a module of another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    kernels::interface::version::OPTIMIZERS
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
