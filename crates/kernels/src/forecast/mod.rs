//! The sums of the multi-power law over the steps of a run.
//!
//! With `eta_k` the rate of update `k`, `S_k(t)` the sum of the rates from `k` to `t`, and `gap_k = eta_(k-1) - eta_k`, the
//! law needs, for every predicted step `t`, the sum over `k <= t` of
//!
//! ```text
//! gap_k * (1 + C * eta_k^-gamma * S_k(t))^-beta = weight_k * (S(t) - prefix_k + offset_k)^-beta
//! offset_k = eta_k^gamma / C      weight_k = gap_k * offset_k^beta
//! ```
//!
//! where `S(t)` is the sum of all rates up to `t` and `prefix_k` that of the rates before `k`. In this form a term
//! depends on `t` through one number, so distant steps can be summed in blocks: see `blocks`. The difference of two large
//! sums may be tiny, so each sum has a second number with its rounding error.

mod blocks;
mod lanes;
mod series;
mod suffixes;
mod terms;

pub use blocks::{block_sums, compress, BlockTable, Targets};
pub use suffixes::{suffixes, PartTerms};
pub use terms::{annealed, terms, Law, Sum, Terms};
