//! The border of `schedules.wasm`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports nothing. A host lays out its data behind `__heap_base`; the stack below it belongs to the
//! module.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod schedule;

/// Grows when an exported function changes its meaning; the loader refuses a module of another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    1
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
