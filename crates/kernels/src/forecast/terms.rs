//! The terms of the law, one for each step of a run, and their direct sum.

use super::lanes::{Functions, Lanes};
use super::series::{Series, CLOSE, FULL, GROUP, SHORT};

/// The shape parameters of the terms.
#[derive(Clone, Copy)]
pub struct Law {
    /// `ln(C)`
    pub log_c: f64,
    /// The exponent of the approach of a cut to its full effect.
    pub beta: f64,
    /// The exponent of the rate: cuts to lower rates take effect sooner.
    pub gamma: f64,
}

/// Two numbers of a slice from `i` on; the last one twice if only one is left.
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

/// The terms of rates that are close together; false if they aren't.
#[inline(always)]
fn near_terms(
    functions: &Functions,
    law: Law,
    series: &[Series; 2],
    rates: &Group,
    gaps: &Group,
    offsets: &mut Group,
    weights: &mut Group,
) -> bool {
    let middle = rates[GROUP / 2];
    let center = Lanes::both(middle);
    let inverse = Lanes::both(1.0 / middle);
    let (distances, worst) = relative(|i| lanes(rates, i), center, inverse);
    if !worst.all_at_most(series[0].near.min(series[1].near)) {
        return false;
    }
    let middle = term(functions, law, center);
    if worst.all_at_most(CLOSE) {
        put_near::<SHORT>(
            functions, series, middle, &distances, gaps, offsets, weights,
        );
    } else {
        put_near::<FULL>(
            functions, series, middle, &distances, gaps, offsets, weights,
        );
    }
    true
}

/// The relative distances of the pairs of a group from its middle number, and the largest of their squares.
#[inline(always)]
fn relative(
    values: impl Fn(usize) -> Lanes,
    center: Lanes,
    inverse: Lanes,
) -> ([Lanes; GROUP / 2], Lanes) {
    let mut worst = Lanes::both(0.0);
    let mut distances = [worst; GROUP / 2];
    for (i, distance) in distances.iter_mut().enumerate() {
        let d = (values(2 * i) - center) * inverse;
        worst = worst.max(d * d);
        *distance = d;
    }
    (distances, worst)
}

#[inline(always)]
fn put_near<const DEGREE: usize>(
    functions: &Functions,
    [offset_series, weight_series]: &[Series; 2],
    (offset, weight): (Lanes, Lanes),
    distances: &[Lanes; GROUP / 2],
    gaps: &Group,
    offsets: &mut Group,
    weights: &mut Group,
) {
    for (pair, &d) in distances.iter().enumerate() {
        let i = 2 * pair;
        [offsets[i], offsets[i + 1]] = (offset * offset_series.at::<DEGREE>(functions, d)).parts();
        let factor = weight * weight_series.at::<DEGREE>(functions, d);
        [weights[i], weights[i + 1]] = (lanes(gaps, i) * factor).parts();
    }
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

/// `rate^gamma / C`, and its power with exponent beta.
#[inline(always)]
fn term(functions: &Functions, law: Law, rates: Lanes) -> (Lanes, Lanes) {
    let log_offset = Lanes::both(law.gamma) * functions.logarithm(rates) - Lanes::both(law.log_c);
    (
        functions.exponential(log_offset),
        functions.exponential(Lanes::both(law.beta) * log_offset),
    )
}

/// `out[i] = (1 + factors[i] * suffixes[i])^-beta`, the share of a cut at step `i` that has no effect yet, with
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

/// A sum of rates as two numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// The sum in float64.
    pub high: f64,
    /// Its rounding error: the difference of two large sums may be tiny.
    pub low: f64,
}

/// The terms in the form in which they are summed.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The sum of the rates before each step.
    pub prefixes: &'a [f64],
    /// Its rounding error.
    pub lows: &'a [f64],
    /// The distance over which each cut takes effect.
    pub offsets: &'a [f64],
    /// The weight of each cut.
    pub weights: &'a [f64],
}

impl<'a> Terms<'a> {
    #[inline(always)]
    pub(super) fn range(&self, start: usize, end: usize) -> Self {
        Self {
            prefixes: &self.prefixes[start..end],
            lows: &self.lows[start..end],
            offsets: &self.offsets[start..end],
            weights: &self.weights[start..end],
        }
    }
}

/// The sum over the terms of `weight * (sum - prefix + offset)^-beta`.
#[inline(always)]
pub(super) fn direct_sum(
    functions: &Functions,
    series: &Series,
    beta: f64,
    sum: Sum,
    terms: Terms,
) -> f64 {
    let mut total = Lanes::both(0.0);
    let (prefixes, _) = terms.prefixes.as_chunks::<GROUP>();
    let (lows, _) = terms.lows.as_chunks::<GROUP>();
    let (offsets, _) = terms.offsets.as_chunks::<GROUP>();
    let (weights, _) = terms.weights.as_chunks::<GROUP>();
    let places = prefixes.iter().zip(lows).zip(offsets);
    for (i, (((prefixes, lows), offsets), weights)) in places.zip(weights).enumerate() {
        let near = near_sum(
            functions,
            series,
            beta,
            sum,
            [prefixes, lows, offsets, weights],
        );
        total = match near {
            Some(near) => total + near,
            None => {
                let group = terms.range(i * GROUP, (i + 1) * GROUP);
                single_sum(functions, beta, sum, group, total)
            }
        };
    }
    let rest = terms.range(prefixes.len() * GROUP, terms.prefixes.len());
    single_sum(functions, beta, sum, rest, total).total()
}

/// The sum over a group whose distances are close together; none if they aren't.
#[inline(always)]
fn near_sum(
    functions: &Functions,
    series: &Series,
    beta: f64,
    sum: Sum,
    [prefixes, lows, offsets, weights]: [&Group; 4],
) -> Option<Lanes> {
    let (high, low) = (Lanes::both(sum.high), Lanes::both(sum.low));
    let distance =
        |i: usize| (high - lanes(prefixes, i)) + (low - lanes(lows, i)) + lanes(offsets, i);
    let [middle, _] = distance(GROUP / 2).parts();
    let center = Lanes::both(middle);
    let inverse = Lanes::both(1.0 / middle);
    let (distances, worst) = relative(distance, center, inverse);
    if !worst.all_at_most(series.near) {
        return None;
    }
    let near = if worst.all_at_most(CLOSE) {
        weighted::<SHORT>(functions, series, &distances, weights)
    } else {
        weighted::<FULL>(functions, series, &distances, weights)
    };
    Some(functions.power(center, Lanes::both(-beta)) * near)
}

#[inline(always)]
fn weighted<const DEGREE: usize>(
    functions: &Functions,
    series: &Series,
    distances: &[Lanes; GROUP / 2],
    weights: &Group,
) -> Lanes {
    let mut total = Lanes::both(0.0);
    for (i, &d) in distances.iter().enumerate() {
        total = total + lanes(weights, 2 * i) * series.at::<DEGREE>(functions, d);
    }
    total
}

/// `total` plus the sum over terms of any distances.
#[inline(always)]
fn single_sum(functions: &Functions, beta: f64, sum: Sum, terms: Terms, total: Lanes) -> Lanes {
    let (high, low) = (Lanes::both(sum.high), Lanes::both(sum.low));
    let exponent = Lanes::both(-beta);
    let mut total = total;
    for i in (0..terms.prefixes.len()).step_by(2) {
        let second = terms.weights.get(i + 1).copied().unwrap_or(0.0);
        let weight = Lanes::new(terms.weights[i], second);
        let distance =
            (high - pair(terms.prefixes, i)) + (low - pair(terms.lows, i)) + pair(terms.offsets, i);
        total = total + weight * functions.power(distance, exponent);
    }
    total
}
