//! The numeric kernels: schedules, optimizer steps and reductions over slices.
//!
//! Plain f32 and f64 operations in one order, so that the TypeScript host gives the same bits.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod adam;
mod elementary;
pub mod forecast;
pub mod reduce;
pub mod schedule;
mod sqrt;
