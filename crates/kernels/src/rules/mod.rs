//! The element loops of the rules, one module for each file of packages/core/src/optimizers/rules: printed by
//! `npm run print:rules`.

pub mod adadelta;
pub mod adafactor;
pub mod adagrad;
pub mod adam;
pub mod adamax;
pub mod ademamix;
pub mod adopt;
pub mod asgd;
pub mod ema;
pub mod lamb;
pub mod lion;
pub mod muon;
pub mod nadam;
pub mod prodigy;
pub mod radam;
pub mod rmsprop;
pub mod rprop;
pub mod schedule_free;
pub mod sgd;
