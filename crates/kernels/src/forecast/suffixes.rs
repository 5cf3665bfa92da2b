//! The sums of the rates from each step of a run to its end, computed backward in parts.

use super::terms::Sum;
use crate::interface::LEAST_RATE;

/// The terms of a part of a run, one for each step.
pub struct PartTerms<'a> {
    /// The sum of the rates from the step to the end of the run, negative: the distance of the term to the end is that
    /// of this number to 0.
    pub prefixes: &'a mut [f64],
    /// How far the rate fell at the step.
    pub gaps: &'a mut [f64],
    /// The rates, none below the least one.
    pub floored: &'a mut [f64],
}

/// Writes the terms of a part, and returns the sum of the rates from its first step on.
///
/// `rates` holds the rate before the part, and then that of each of its steps.
pub fn suffixes(rates: &[f64], after: Sum, terms: PartTerms) -> Sum {
    let Some((_, own)) = rates.split_first() else {
        return after;
    };
    for ((gap, before), rate) in terms.gaps.iter_mut().zip(rates).zip(own) {
        *gap = before - rate;
    }
    for (floored, rate) in terms.floored.iter_mut().zip(own) {
        *floored = if *rate > LEAST_RATE {
            *rate
        } else {
            LEAST_RATE
        };
    }
    let Sum { mut high, mut low } = after;
    for (prefix, &rate) in terms.prefixes.iter_mut().zip(own).rev() {
        let sum = high + rate;
        // Knuth's two-sum.
        let part = sum - high;
        low += (high - (sum - part)) + (rate - part);
        high = sum;
        *prefix = -(high + low);
    }
    Sum { high, low }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rates: &[f64], after: Sum) -> ([Vec<f64>; 3], Sum) {
        let count = rates.len() - 1;
        let mut terms = [(); 3].map(|()| vec![0.0; count]);
        let [prefixes, gaps, floored] = &mut terms;
        let terms_of_part = PartTerms {
            prefixes,
            gaps,
            floored,
        };
        let before = suffixes(rates, after, terms_of_part);
        (terms, before)
    }

    #[test]
    fn a_part_has_the_sums_from_each_step_to_the_end() {
        let after = Sum {
            high: 2.0,
            low: 0.0,
        };
        let ([prefixes, gaps, floored], before) = of(&[0.5, 0.25, 0.0, 1.0], after);
        assert_eq!(prefixes, [-3.25, -3.0, -3.0]);
        assert_eq!(gaps, [0.25, 0.25, -1.0]);
        assert_eq!(floored, [0.25, 1e-10, 1.0]);
        assert_eq!(before.high, 3.25);
    }

    #[test]
    fn parts_add_up_with_their_rounding_errors() {
        let rates: Vec<f64> = (0..1001).map(|i| 1e-3 / (i as f64 + 1.7)).collect();
        let ([prefixes, ..], whole) = of(&rates, Sum::default());
        let ([late, ..], middle) = of(&rates[400..], Sum::default());
        let ([early, ..], first) = of(&rates[..401], middle);
        assert_eq!([early, late].concat(), prefixes);
        assert_eq!(first, whole);
        let tiny = [vec![0.0, 1.0], vec![1e-17; 1000]].concat();
        let (_, sum) = of(
            &tiny,
            Sum {
                high: 1.0,
                low: 0.0,
            },
        );
        assert!((sum.low - 1e-14).abs() < 1e-20);
    }

    #[test]
    fn a_part_without_steps_changes_nothing() {
        let after = Sum {
            high: 3.0,
            low: 1e-20,
        };
        assert_eq!(of(&[1.0], after).1, after);
        let none = PartTerms {
            prefixes: &mut [],
            gaps: &mut [],
            floored: &mut [],
        };
        assert_eq!(suffixes(&[], after, none), after);
    }
}
