//! What each step of a run brings to the law, element by element.

use super::lanes::{exponential, logarithm, power, Lanes};

/// What shapes the terms of the law.
#[derive(Clone, Copy)]
pub struct Law {
    /// `ln(C)`
    pub log_c: f64,
    /// How fast the effect of a cut sets in.
    pub beta: f64,
    /// How much sooner it does at a lower rate.
    pub gamma: f64,
}

/// Two numbers of a slice from `i` on; the last one twice where there is one only.
#[inline(always)]
fn pair(values: &[f64], i: usize) -> Lanes {
    Lanes::new(values[i], values[(i + 1).min(values.len() - 1)])
}

#[inline(always)]
fn put(values: &mut [f64], i: usize, lanes: Lanes) {
    let [a, b] = lanes.parts();
    values[i] = a;
    if let Some(second) = values.get_mut(i + 1) {
        *second = b;
    }
}

/// `out[i] = ln(values[i])`, of normal numbers above 0.
pub fn logarithms(values: &[f64], out: &mut [f64]) {
    for i in (0..out.len()).step_by(2) {
        put(out, i, logarithm(pair(values, i)));
    }
}

/// The offset and the weight of every term, from the logarithm of its rate and its gap.
pub fn terms(law: Law, log_rates: &[f64], gaps: &[f64], offsets: &mut [f64], weights: &mut [f64]) {
    let gamma = Lanes::both(law.gamma);
    let log_c = Lanes::both(law.log_c);
    let beta = Lanes::both(law.beta);
    for i in (0..offsets.len()).step_by(2) {
        let log_offset = gamma * pair(log_rates, i) - log_c;
        put(offsets, i, exponential(log_offset));
        put(weights, i, pair(gaps, i) * exponential(beta * log_offset));
    }
}

/// `out[i] = (1 + suffixes[i] / offset_i)^-beta`, what is left of the step `i` at the end of the run, and
/// `factors[i] = 1 / offset_i`. `suffixes` are the sums of the rates from each step to the end.
pub fn annealed(
    law: Law,
    log_rates: &[f64],
    suffixes: &[f64],
    factors: &mut [f64],
    out: &mut [f64],
) {
    let one = Lanes::both(1.0);
    for i in (0..out.len()).step_by(2) {
        let log_factor = Lanes::both(law.log_c) - Lanes::both(law.gamma) * pair(log_rates, i);
        let factor = exponential(log_factor);
        put(factors, i, factor);
        put(out, i, power(one + factor * pair(suffixes, i), -law.beta));
    }
}

/// The sum over the terms of `weight * (sum - prefix + offset)^-beta`.
pub(super) fn direct_sum(
    beta: f64,
    sum: f64,
    prefixes: &[f64],
    offsets: &[f64],
    weights: &[f64],
) -> f64 {
    let target = Lanes::both(sum);
    let mut total = Lanes::both(0.0);
    let (prefix_pairs, prefix_rest) = prefixes.as_chunks::<2>();
    let (offset_pairs, offset_rest) = offsets.as_chunks::<2>();
    let (weight_pairs, weight_rest) = weights.as_chunks::<2>();
    for ((&prefix, &offset), &weight) in prefix_pairs.iter().zip(offset_pairs).zip(weight_pairs) {
        let distance = target - Lanes::of(prefix) + Lanes::of(offset);
        total = total + Lanes::of(weight) * power(distance, -beta);
    }
    if let ([prefix], [offset], [weight]) = (prefix_rest, offset_rest, weight_rest) {
        let distance = target - Lanes::both(*prefix) + Lanes::both(*offset);
        total = total + Lanes::new(*weight, 0.0) * power(distance, -beta);
    }
    total.total()
}
