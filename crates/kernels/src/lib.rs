//! The numeric kernels: schedules, optimizer steps and reductions over slices.
//!
//! Plain f32 and f64 operations in one order, so that the TypeScript host gives the same bits.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

pub mod bfloat16;
pub mod blockwise;
mod elementary;
pub mod factor;
pub mod forecast;
pub mod half;
pub mod interface;
pub mod orthogonalize;
pub mod reduce;
pub mod rule;
pub mod rules;
pub mod schedule;
mod sqrt;
