//! Blocks of terms that are far from a step, summed by a short series.
//!
//! With `position = prefix - offset`, `center` and `radius` of the positions in a block, and
//! `r = radius / (S - center)`, the terms of the block add up to
//!
//! ```text
//! (S - center)^-beta * sum_m r^m * moment_m
//! moment_m = binomial(beta + m - 1, m) * sum_k weight_k * ((position_k - center) / radius)^m
//! ```
//!
//! A block is taken so only where `r <= 1/4`: the 24 moments then leave out less than 1e-13 of it.

use super::lanes::{Functions, Lanes};
use super::series::Series;
use super::terms::direct_sum;

/// How many moments a block has.
pub const ORDER: usize = 24;
/// From how many radii away a block is summed by its moments.
const REACH: f64 = 4.0;

/// The blocks of a run. They are kept in pairs, of which both are taken or none.
pub struct BlockTable<T> {
    /// The step sum from which on this block and all before it are far.
    pub reaches: T,
    /// The middle of the positions.
    pub centers: T,
    /// Half the distance between the outermost positions.
    pub radii: T,
    /// `ORDER` pairs of moments for each pair of blocks.
    pub moments: T,
}

/// Sums up blocks of `length` terms, an even number; terms after the last pair of full blocks are not in the table.
pub fn compress(
    beta: f64,
    length: usize,
    prefixes: &[f64],
    offsets: &[f64],
    weights: &[f64],
    table: BlockTable<&mut [f64]>,
) {
    let mut reach = f64::NEG_INFINITY;
    for block in 0..table.centers.len() {
        let range = block * length..(block + 1) * length;
        let (prefixes, offsets) = (&prefixes[range.clone()], &offsets[range.clone()]);
        let mut least = f64::INFINITY;
        let mut most = f64::NEG_INFINITY;
        for (&prefix, &offset) in prefixes.iter().zip(offsets) {
            let position = prefix - offset;
            least = if position < least { position } else { least };
            most = if position > most { position } else { most };
        }
        let center = 0.5 * (least + most);
        let radius = 0.5 * (most - least);
        let own = center + REACH * radius;
        reach = if own > reach { own } else { reach };
        table.reaches[block] = reach;
        table.centers[block] = center;
        table.radii[block] = radius;
        let sums = moments(center, radius, prefixes, offsets, &weights[range]);
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

/// The sums of the weights times the powers of the scaled positions, in two lanes.
#[inline(always)]
fn moments(
    center: f64,
    radius: f64,
    prefixes: &[f64],
    offsets: &[f64],
    weights: &[f64],
) -> [Lanes; ORDER] {
    let inverse = Lanes::both(if radius > 0.0 { 1.0 / radius } else { 0.0 });
    let center = Lanes::both(center);
    let mut sums = [Lanes::both(0.0); ORDER];
    let prefix_pairs = prefixes.as_chunks::<2>().0;
    let offset_pairs = offsets.as_chunks::<2>().0;
    let weight_pairs = weights.as_chunks::<2>().0;
    for ((&prefix, &offset), &weight) in prefix_pairs.iter().zip(offset_pairs).zip(weight_pairs) {
        let position = Lanes::of(prefix) - Lanes::of(offset);
        let scaled = (position - center) * inverse;
        let mut product = Lanes::of(weight);
        for sum in &mut sums {
            *sum = *sum + product;
            product = product * scaled;
        }
    }
    sums
}

/// For each target, the sum over its terms: `counts` says how many of the terms there are up to its step, and `sums` is
/// the sum of the rates up to it. Both ascend.
#[allow(clippy::too_many_arguments)]
pub fn block_sums(
    beta: f64,
    length: usize,
    prefixes: &[f64],
    offsets: &[f64],
    weights: &[f64],
    table: BlockTable<&[f64]>,
    sums: &[f64],
    counts: &[f64],
    out: &mut [f64],
) {
    let functions = Functions::new();
    let series = Series::new(-beta);
    let mut far = 0;
    for ((&sum, &count), out) in sums.iter().zip(counts).zip(out) {
        let count = count as usize;
        while far + 2 <= table.reaches.len()
            && table.reaches[far + 1] <= sum
            && (far + 2) * length <= count
        {
            far += 2;
        }
        let near = far * length..count;
        *out = far_sum(&functions, beta, sum, far, &table)
            + direct_sum(
                &functions,
                &series,
                beta,
                sum,
                [
                    &prefixes[near.clone()],
                    &offsets[near.clone()],
                    &weights[near],
                ],
            );
    }
}

/// The sum over the first `count` blocks.
#[inline(always)]
fn far_sum(
    functions: &Functions,
    beta: f64,
    sum: f64,
    count: usize,
    table: &BlockTable<&[f64]>,
) -> f64 {
    let target = Lanes::both(sum);
    let exponent = Lanes::both(-beta);
    let mut total = Lanes::both(0.0);
    let centers = table.centers[..count].as_chunks::<2>().0;
    let radii = table.radii[..count].as_chunks::<2>().0;
    let moments = table.moments.as_chunks::<{ 2 * ORDER }>().0;
    for ((&center, &radius), moments) in centers.iter().zip(radii).zip(moments) {
        let distance = target - Lanes::of(center);
        let ratio = Lanes::of(radius) / distance;
        let moment = |m: usize| Lanes::new(moments[2 * m], moments[2 * m + 1]);
        // The even and the odd powers by themselves, so that two chains of operations run side by side.
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

    /// Rates that fall in jumps and slowly by turns, over four orders of magnitude.
    fn rates(count: usize) -> Vec<f64> {
        (0..count)
            .map(|i| {
                let share = i as f64 / count as f64;
                let jump = if i % 97 > 48 { 0.8 } else { 1.0 };
                3e-4 * jump * (1.0 - share).powi(4) + 1e-9
            })
            .collect()
    }

    #[test]
    fn blocks_add_up_to_the_law() {
        let law = Law {
            log_c: 2.06_f64.ln(),
            beta: 0.58,
            gamma: 0.64,
        };
        let rates = rates(4001);
        let gaps: Vec<f64> = rates.windows(2).map(|pair| pair[0] - pair[1]).collect();
        let mut prefixes = Vec::new();
        let mut total = 0.0;
        for rate in &rates {
            total += rate;
            prefixes.push(total);
        }
        let count = gaps.len();
        let (mut offsets, mut weights) = (vec![0.0; count], vec![0.0; count]);
        terms(law, &rates[1..], &gaps, &mut offsets, &mut weights);
        let (length, blocks) = (64, count / 128 * 2);
        let mut table = BlockTable {
            reaches: vec![0.0; blocks],
            centers: vec![0.0; blocks],
            radii: vec![0.0; blocks],
            moments: vec![0.0; blocks * ORDER],
        };
        compress(
            law.beta,
            length,
            &prefixes,
            &offsets,
            &weights,
            BlockTable {
                reaches: &mut table.reaches,
                centers: &mut table.centers,
                radii: &mut table.radii,
                moments: &mut table.moments,
            },
        );
        let steps: Vec<usize> = (1..=count).step_by(37).collect();
        let sums: Vec<f64> = steps.iter().map(|&t| prefixes[t]).collect();
        let counts: Vec<f64> = steps.iter().map(|&t| t as f64).collect();
        let mut out = vec![0.0; steps.len()];
        block_sums(
            law.beta,
            length,
            &prefixes,
            &offsets,
            &weights,
            BlockTable {
                reaches: &table.reaches,
                centers: &table.centers,
                radii: &table.radii,
                moments: &table.moments,
            },
            &sums,
            &counts,
            &mut out,
        );
        for (&t, &found) in steps.iter().zip(&out) {
            let (mut expected, mut size) = (0.0, 0.0);
            for k in 1..=t {
                let factor = law.log_c.exp() * rates[k].powf(-law.gamma);
                let sum = prefixes[t] - prefixes[k - 1];
                let term = gaps[k - 1] * (1.0 + factor * sum).powf(-law.beta);
                expected += term;
                size += term.abs();
            }
            assert!(
                (found - expected).abs() < 1e-13 * size,
                "step {t}: {found} {expected}"
            );
        }

        let suffixes: Vec<f64> = (1..=count)
            .map(|k| prefixes[count] - prefixes[k - 1])
            .collect();
        let (mut factors, mut left) = (vec![0.0; count], vec![0.0; count]);
        annealed(law, &rates[1..], &suffixes, &mut factors, &mut left);
        let total: f64 = left.iter().zip(&gaps).map(|(a, gap)| a * gap).sum();
        let mut last = [0.0];
        block_sums(
            law.beta,
            length,
            &prefixes,
            &offsets,
            &weights,
            BlockTable {
                reaches: &[],
                centers: &[],
                radii: &[],
                moments: &[],
            },
            &[prefixes[count]],
            &[count as f64],
            &mut last,
        );
        assert!((total - last[0]).abs() < 1e-13 * total.abs());
    }
}
