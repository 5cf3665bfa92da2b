//! What each step of a run brings to the law, element by element.

use super::lanes::{Functions, Lanes};
use super::series::{Series, GROUP, NEAR};

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

type Group = [f64; GROUP];

/// Two neighbors of a group.
#[inline(always)]
fn lanes(group: &Group, i: usize) -> Lanes {
    Lanes::new(group[i], group[i + 1])
}

/// The offset and the weight of every term, from its rate and its gap.
pub fn terms(law: Law, rates: &[f64], gaps: &[f64], offsets: &mut [f64], weights: &mut [f64]) {
    let functions = Functions::new();
    let series = [Series::new(law.gamma), Series::new(law.gamma * law.beta)];
    let (rate_groups, rates) = rates.as_chunks::<GROUP>();
    let (gap_groups, gaps) = gaps.as_chunks::<GROUP>();
    let (offset_groups, offsets) = offsets.as_chunks_mut::<GROUP>();
    let (weight_groups, weights) = weights.as_chunks_mut::<GROUP>();
    let outputs = offset_groups.iter_mut().zip(weight_groups);
    for ((rates, gaps), (offsets, weights)) in rate_groups.iter().zip(gap_groups).zip(outputs) {
        if !near_terms(&functions, law, &series, rates, gaps, offsets, weights) {
            single_terms(&functions, law, rates, gaps, offsets, weights);
        }
    }
    single_terms(&functions, law, rates, gaps, offsets, weights);
}

/// The terms of rates that lie close together; false where they don't.
#[inline(always)]
fn near_terms(
    functions: &Functions,
    law: Law,
    [offset_series, weight_series]: &[Series; 2],
    rates: &Group,
    gaps: &Group,
    offsets: &mut Group,
    weights: &mut Group,
) -> bool {
    let middle = rates[GROUP / 2];
    let center = Lanes::both(middle);
    let inverse = Lanes::both(1.0 / middle);
    let mut worst = Lanes::both(0.0);
    for i in (0..GROUP).step_by(2) {
        let d = (lanes(rates, i) - center) * inverse;
        worst = worst.max(d * d);
    }
    if !worst.all_at_most(NEAR) {
        return false;
    }
    let (offset, weight) = term(functions, law, center);
    for i in (0..GROUP).step_by(2) {
        let d = (lanes(rates, i) - center) * inverse;
        [offsets[i], offsets[i + 1]] = (offset * offset_series.at(functions, d)).parts();
        let factor = weight * weight_series.at(functions, d);
        [weights[i], weights[i + 1]] = (lanes(gaps, i) * factor).parts();
    }
    true
}

#[inline(always)]
fn single_terms(
    functions: &Functions,
    law: Law,
    rates: &[f64],
    gaps: &[f64],
    offsets: &mut [f64],
    weights: &mut [f64],
) {
    for i in (0..rates.len()).step_by(2) {
        let (offset, weight) = term(functions, law, pair(rates, i));
        put(offsets, i, offset);
        put(weights, i, pair(gaps, i) * weight);
    }
}

/// `rate^gamma / C`, and that to the power beta.
#[inline(always)]
fn term(functions: &Functions, law: Law, rates: Lanes) -> (Lanes, Lanes) {
    let log_offset = Lanes::both(law.gamma) * functions.logarithm(rates) - Lanes::both(law.log_c);
    (
        functions.exponential(log_offset),
        functions.exponential(Lanes::both(law.beta) * log_offset),
    )
}

/// `out[i] = (1 + factors[i] * suffixes[i])^-beta`, what is left of the step `i` at the end of the run, and
/// `factors[i] = C * rates[i]^-gamma`. `suffixes` are the sums of the rates from each step to the end.
pub fn annealed(law: Law, rates: &[f64], suffixes: &[f64], factors: &mut [f64], out: &mut [f64]) {
    let functions = Functions::new();
    let exponent = Lanes::both(-law.beta);
    for i in (0..out.len()).step_by(2) {
        let log_factor =
            Lanes::both(law.log_c) - Lanes::both(law.gamma) * functions.logarithm(pair(rates, i));
        let factor = functions.exponential(log_factor);
        put(factors, i, factor);
        let base = functions.one() + factor * pair(suffixes, i);
        put(out, i, functions.power(base, exponent));
    }
}

/// The sum over the terms of `weight * (sum - prefix + offset)^-beta`.
#[inline(always)]
pub(super) fn direct_sum(
    functions: &Functions,
    series: &Series,
    beta: f64,
    sum: f64,
    [prefixes, offsets, weights]: [&[f64]; 3],
) -> f64 {
    let mut total = Lanes::both(0.0);
    let (prefix_groups, prefixes) = prefixes.as_chunks::<GROUP>();
    let (offset_groups, offsets) = offsets.as_chunks::<GROUP>();
    let (weight_groups, weights) = weights.as_chunks::<GROUP>();
    for ((prefixes, offsets), weights) in prefix_groups.iter().zip(offset_groups).zip(weight_groups)
    {
        let near = near_sum(functions, series, beta, sum, [prefixes, offsets, weights]);
        total = match near {
            Some(near) => total + near,
            None => single_sum(functions, beta, sum, [prefixes, offsets, weights], total),
        };
    }
    single_sum(functions, beta, sum, [prefixes, offsets, weights], total).total()
}

/// The sum over a group whose distances lie close together; none where they don't.
#[inline(always)]
fn near_sum(
    functions: &Functions,
    series: &Series,
    beta: f64,
    sum: f64,
    [prefixes, offsets, weights]: [&Group; 3],
) -> Option<Lanes> {
    let target = Lanes::both(sum);
    let middle = sum - prefixes[GROUP / 2] + offsets[GROUP / 2];
    let center = Lanes::both(middle);
    let inverse = Lanes::both(1.0 / middle);
    let mut near = Lanes::both(0.0);
    let mut worst = Lanes::both(0.0);
    for i in (0..GROUP).step_by(2) {
        let distance = target - lanes(prefixes, i) + lanes(offsets, i);
        let d = (distance - center) * inverse;
        worst = worst.max(d * d);
        near = near + lanes(weights, i) * series.at(functions, d);
    }
    worst
        .all_at_most(NEAR)
        .then(|| functions.power(center, Lanes::both(-beta)) * near)
}

/// `total` and the sum over terms of any distances.
#[inline(always)]
fn single_sum(
    functions: &Functions,
    beta: f64,
    sum: f64,
    [prefixes, offsets, weights]: [&[f64]; 3],
    total: Lanes,
) -> Lanes {
    let target = Lanes::both(sum);
    let exponent = Lanes::both(-beta);
    let mut total = total;
    for i in (0..prefixes.len()).step_by(2) {
        let distance = target - pair(prefixes, i) + pair(offsets, i);
        let weight = Lanes::new(weights[i], weights.get(i + 1).copied().unwrap_or(0.0));
        total = total + weight * functions.power(distance, exponent);
    }
    total
}
