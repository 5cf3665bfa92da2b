//! The interface of `schedules.wasm`: exported functions over pointers and numbers, without arithmetic.
//!
//! The module imports nothing. The host puts its data behind `__heap_base`; the stack below it belongs to the
//! module.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod schedule;

/// The version of the exports; the loader rejects a module of another version.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    kernels::interface::version::SCHEDULES
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
