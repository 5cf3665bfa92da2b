//! Blocks of terms that are far from a step, summed by a short series.
//!
//! With `position = prefix - base - offset`, where `base` is the first prefix of the block, `center` and `radius` of the
//! positions, and `r = radius / (S - base - center)`, the terms of the block add up to
//!
//! ```text
//! (S - base - center)^-beta * sum_m r^m * moment_m
//! moment_m = binomial(beta + m - 1, m) * sum_k weight_k * ((position_k - center) / radius)^m
//! ```
//!
//! A block is summed in this way only if `r` is small enough, 1/4 for a `beta` up to 2: the 24 moments then omit less
//! than 1e-13 of it.

use super::lanes::{Functions, Lanes};
use super::series::Series;
use super::terms::{direct_sum, Sum, Terms};
use crate::interface::ORDER;

/// The smallest distance, in radii, at which a block is summed by its moments.
const LEAST_REACH: f64 = 4.0;
/// The share of a block that the moments may omit.
const OMITTED: f64 = 1e-13;
/// More than rounding can change a reach, relative to it.
const ROUNDING: f64 = 1e-15;

/// The blocks of a run, in pairs: both of a pair are used, or none.
pub struct BlockTable<T> {
    /// The smallest sum of rates at which this block and all before it are far.
    pub reaches: T,
    /// The first prefix.
    pub bases: T,
    /// The middle of the positions.
    pub centers: T,
    /// Half the distance between the outermost positions.
    pub radii: T,
    /// `ORDER` pairs of moments for each pair of blocks.
    pub moments: T,
}

/// Sums blocks of `length` terms, an even number; terms after the last pair of full blocks are not in the table.
pub fn compress(beta: f64, length: usize, terms: Terms, table: BlockTable<&mut [f64]>) {
    let away = reach_of(beta);
    let mut reach = f64::NEG_INFINITY;
    for block in 0..table.centers.len() {
        let terms = terms.range(block * length, (block + 1) * length);
        let base = terms.prefixes[0];
        let mut least = f64::INFINITY;
        let mut most = f64::NEG_INFINITY;
        for i in 0..length {
            let position = (terms.prefixes[i] - base) + terms.lows[i] - terms.offsets[i];
            least = if position < least { position } else { least };
            most = if position > most { position } else { most };
        }
        let center = 0.5 * (least + most);
        let radius = 0.5 * (most - least);
        let own = base + (center + away * radius);
        let own = own + ROUNDING * own.abs();
        reach = if own > reach { own } else { reach };
        table.reaches[block] = reach;
        table.bases[block] = base;
        table.centers[block] = center;
        table.radii[block] = radius;
        let sums = moments(base, center, radius, terms);
        let start = (block / 2) * 2 * ORDER + block % 2;
        let mut binomial = 1.0;
        for (m, sum) in sums.iter().enumerate() {
            if m > 0 {
                binomial *= (beta + (m - 1) as f64) / m as f64;
            }
            table.moments[start + 2 * m] = binomial * sum.total();
        }
    }
}

/// The distance, in radii, from which the moments are accurate enough; it grows with `beta`.
fn reach_of(beta: f64) -> f64 {
    // The binomial of the first omitted power, times that power of 1/4.
    let mut omitted = 1.0 / (1_u64 << (2 * ORDER)) as f64;
    for m in 1..=ORDER {
        omitted *= (beta + (m - 1) as f64) / m as f64;
    }
    let mut reach = LEAST_REACH;
    while omitted > OMITTED {
        reach *= 2.0;
        omitted /= (1_u64 << ORDER) as f64;
    }
    reach
}

/// The sums of the weights times the powers of the scaled positions, in two lanes.
#[inline(always)]
fn moments(base: f64, center: f64, radius: f64, terms: Terms) -> [Lanes; ORDER] {
    let inverse = Lanes::both(if radius > 0.0 { 1.0 / radius } else { 0.0 });
    let center = Lanes::both(center);
    let base = Lanes::both(base);
    let mut sums = [Lanes::both(0.0); ORDER];
    let prefixes = terms.prefixes.as_chunks::<2>().0;
    let lows = terms.lows.as_chunks::<2>().0;
    let offsets = terms.offsets.as_chunks::<2>().0;
    let weights = terms.weights.as_chunks::<2>().0;
    let positions = prefixes.iter().zip(lows).zip(offsets);
    for (((&prefix, &low), &offset), &weight) in positions.zip(weights) {
        let position = (Lanes::of(prefix) - base) + Lanes::of(low) - Lanes::of(offset);
        let scaled = (position - center) * inverse;
        let mut product = Lanes::of(weight);
        for sum in &mut sums {
            *sum = *sum + product;
            product = product * scaled;
        }
    }
    sums
}

/// The steps to evaluate, in ascending order.
#[derive(Clone, Copy)]
pub struct Targets<'a> {
    /// The sum of the rates up to each of them.
    pub sums: &'a [f64],
    /// Its rounding error.
    pub lows: &'a [f64],
    /// The number of terms up to each of them.
    pub counts: &'a [f64],
}

/// For each target, the sum over its terms.
pub fn block_sums(
    beta: f64,
    length: usize,
    terms: Terms,
    table: BlockTable<&[f64]>,
    targets: Targets,
    out: &mut [f64],
) {
    let functions = Functions::new();
    let series = Series::new(-beta);
    let mut far = 0;
    let sums = targets.sums.iter().zip(targets.lows);
    for (((&high, &low), &count), out) in sums.zip(targets.counts).zip(out) {
        let sum = Sum { high, low };
        let count = count as usize;
        while far + 2 <= table.reaches.len()
            && table.reaches[far + 1] <= high
            && (far + 2) * length <= count
        {
            far += 2;
        }
        let near = terms.range(far * length, count);
        *out = far_sum(&functions, beta, sum, far, &table)
            + direct_sum(&functions, &series, beta, sum, near);
    }
}

/// The sum over the first `count` blocks.
#[inline(always)]
fn far_sum(
    functions: &Functions,
    beta: f64,
    sum: Sum,
    count: usize,
    table: &BlockTable<&[f64]>,
) -> f64 {
    let high = Lanes::both(sum.high);
    let low = Lanes::both(sum.low);
    let exponent = Lanes::both(-beta);
    let mut total = Lanes::both(0.0);
    let bases = table.bases[..count].as_chunks::<2>().0;
    let centers = table.centers[..count].as_chunks::<2>().0;
    let radii = table.radii[..count].as_chunks::<2>().0;
    let moments = table.moments.as_chunks::<{ 2 * ORDER }>().0;
    let places = bases.iter().zip(centers);
    for (((&base, &center), &radius), moments) in places.zip(radii).zip(moments) {
        let distance = (high - Lanes::of(base)) + low - Lanes::of(center);
        let ratio = Lanes::of(radius) / distance;
        let moment = |m: usize| Lanes::new(moments[2 * m], moments[2 * m + 1]);
        // Even and odd powers apart, so that two chains of operations run in parallel.
        let square = ratio * ratio;
        let mut even = moment(ORDER - 2);
        let mut odd = moment(ORDER - 1);
        for m in (0..ORDER - 2).step_by(2).rev() {
            even = even * square + moment(m);
            odd = odd * square + moment(m + 1);
        }
        total = total + functions.power(distance, exponent) * (even + ratio * odd);
    }
    total.total()
}

#[cfg(test)]
mod tests {
    use super::super::terms::{annealed, terms, Law};
    use super::*;

    /// Rates that alternate between jumps and slow decay, over four orders of magnitude.
    fn rates(count: usize) -> Vec<f64> {
        (0..count)
            .map(|i| {
                let share = i as f64 / count as f64;
                let jump = if i % 97 > 48 { 0.8 } else { 1.0 };
                3e-4 * jump * (1.0 - share).powi(4) + 1e-9
            })
            .collect()
    }

    struct Table {
        length: usize,
        blocks: usize,
        words: [Vec<f64>; 5],
    }

    impl Table {
        fn new(length: usize, blocks: usize) -> Self {
            let words = [1, 1, 1, 1, ORDER].map(|words| vec![0.0; words * blocks]);
            Self {
                length,
                blocks,
                words,
            }
        }

        fn compressed(mut self, beta: f64, terms: Terms) -> Self {
            let [reaches, bases, centers, radii, moments] = &mut self.words;
            let table = BlockTable {
                reaches: &mut reaches[..],
                bases: &mut bases[..],
                centers: &mut centers[..],
                radii: &mut radii[..],
                moments: &mut moments[..],
            };
            let full = terms.range(0, self.blocks * self.length);
            compress(beta, self.length, full, table);
            self
        }

        fn sums(&self, beta: f64, terms: Terms, targets: Targets) -> Vec<f64> {
            let [reaches, bases, centers, radii, moments] = &self.words;
            let table = BlockTable {
                reaches: &reaches[..],
                bases: &bases[..],
                centers: &centers[..],
                radii: &radii[..],
                moments: &moments[..],
            };
            let mut out = vec![0.0; targets.sums.len()];
            block_sums(beta, self.length, terms, table, targets, &mut out);
            out
        }
    }

    /// Checks the sums against the law, also for a `beta` that needs a longer reach.
    fn check(law: Law, rates: &[f64]) {
        let gaps: Vec<f64> = rates.windows(2).map(|pair| pair[0] - pair[1]).collect();
        let (mut prefixes, mut prefix_lows) = (Vec::new(), Vec::new());
        let (mut high, mut low) = (0.0_f64, 0.0);
        for &rate in rates {
            let next = high + rate;
            let part = next - high;
            low += (high - (next - part)) + (rate - part);
            high = next;
            prefixes.push(high);
            prefix_lows.push(low);
        }
        let count = gaps.len();
        let (mut offsets, mut weights) = (vec![0.0; count], vec![0.0; count]);
        terms(law, &rates[1..], &gaps, &mut offsets, &mut weights);
        let terms = Terms {
            prefixes: &prefixes[..count],
            lows: &prefix_lows[..count],
            offsets: &offsets,
            weights: &weights,
        };
        let steps: Vec<usize> = (1..=count).step_by(37).collect();
        let sums: Vec<f64> = steps.iter().map(|&t| prefixes[t]).collect();
        let lows: Vec<f64> = steps.iter().map(|&t| prefix_lows[t]).collect();
        let counts: Vec<f64> = steps.iter().map(|&t| t as f64).collect();
        let targets = Targets {
            sums: &sums,
            lows: &lows,
            counts: &counts,
        };
        let table = Table::new(64, count / 128 * 2).compressed(law.beta, terms);
        let out = table.sums(law.beta, terms, targets);
        let direct = Table::new(64, 0).sums(law.beta, terms, targets);
        for (i, &t) in steps.iter().enumerate() {
            let (mut expected, mut size, mut suffix) = (0.0, 0.0, 0.0);
            for k in (1..=t).rev() {
                suffix += rates[k];
                let factor = law.log_c.exp() * rates[k].powf(-law.gamma);
                let term = gaps[k - 1] * (1.0 + factor * suffix).powf(-law.beta);
                expected += term;
                size += term.abs();
            }
            for found in [out[i], direct[i]] {
                assert!(
                    (found - expected).abs() < 3e-13 * size,
                    "step {t}: {found} {expected}"
                );
            }
        }

        let mut suffixes = rates[1..].to_vec();
        for k in (1..count).rev() {
            suffixes[k - 1] += suffixes[k];
        }
        let (mut factors, mut left) = (vec![0.0; count], vec![0.0; count]);
        annealed(law, &rates[1..], &suffixes, &mut factors, &mut left);
        let total: f64 = left.iter().zip(&gaps).map(|(a, gap)| a * gap).sum();
        let size: f64 = left.iter().zip(&gaps).map(|(a, gap)| (a * gap).abs()).sum();
        let last = Targets {
            sums: &prefixes[count..],
            lows: &prefix_lows[count..],
            counts: &[count as f64],
        };
        let found = Table::new(64, 0).sums(law.beta, terms, last)[0];
        assert!((total - found).abs() < 3e-13 * size);
    }

    #[test]
    fn blocks_add_up_to_the_law() {
        for (beta, gamma) in [(0.58, 0.64), (1.9, 1.2), (7.0, 0.1)] {
            let law = Law {
                log_c: 2.06_f64.ln(),
                beta,
                gamma,
            };
            check(law, &rates(4001));
            // A drop of ten orders of magnitude: the rest of the sum is below its last place.
            let drop: Vec<f64> = (0..4001)
                .map(|i| {
                    let wave = 1.0 + 0.1 * ((i % 7) as f64);
                    if i < 2000 {
                        wave
                    } else {
                        1e-10 * wave
                    }
                })
                .collect();
            check(law, &drop);
        }
    }
}
