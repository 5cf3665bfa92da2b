//! The values of schedules against their formulas, written as plainly as possible and evaluated step by step.

#[allow(dead_code, reason = "the random programs are for the laws")]
mod support;

use kernels::interface::easing;
use kernels::schedule::{Steps, Writes};
use std::f64::consts::PI;
use support::{Curve, Node, Program};

/// The value of a tree at a time, by its definition.
fn value(node: &Node, t: f64) -> f64 {
    match node {
        Node::Constant(value) => *value,
        Node::Ramp {
            start,
            length,
            from,
            to,
            holds,
            curve,
        } => {
            let end = start + length;
            let is_empty = *length == 0.0;
            if t >= end && (holds.1 || is_empty || t == end) {
                *to
            } else if t <= *start && (holds.0 || is_empty || t == *start) {
                *from
            } else {
                ramp(*curve, *from, *to, (t - start) / length)
            }
        }
        Node::Power {
            scale,
            offset,
            slope,
            exponent,
        } => scale * (offset + slope * t).powf(*exponent),
        Node::Stairs { right, steps, last } => {
            let next = steps.iter().find(|step| is_before(t, step.0, *right));
            next.map_or(*last, |step| step.1)
        }
        Node::Table {
            start,
            linear,
            values,
        } => {
            let last = values.len() - 1;
            let place = (t - start).clamp(0.0, last as f64);
            let below = place.floor() as usize;
            let share = place - place.floor();
            let (low, high) = (values[below], values[(below + 1).min(last)]);
            if *linear {
                low + (high - low) * share
            } else {
                low
            }
        }
        Node::Time {
            child,
            shift,
            scale,
            limits,
            quantum,
        } => {
            let own = ((t - shift) * scale).max(limits.0).min(limits.1);
            let is_flowing = *quantum == 0.0;
            let time = if is_flowing {
                own
            } else {
                (own / quantum).floor() * quantum
            };
            value(child, time)
        }
        Node::Cycles { .. } => cycles(node, t),
        Node::Join {
            rebase,
            right,
            parts,
            last,
        } => {
            let at = parts.iter().position(|part| is_before(t, part.0, *right));
            let segment = at.unwrap_or(parts.len());
            let child = parts.get(segment).map_or(&**last, |part| &part.1);
            let origin = match segment.checked_sub(1) {
                Some(before) if *rebase => parts[before].0,
                _ => 0.0,
            };
            value(child, t - origin)
        }
        Node::Fold { is_sum, children } => {
            let values = children.iter().map(|child| value(child, t));
            if *is_sum {
                values.sum()
            } else {
                values.product()
            }
        }
        Node::Clamp { child, limits } => value(child, t).max(limits.0).min(limits.1),
    }
}

fn is_before(t: f64, boundary: f64, right: bool) -> bool {
    t < boundary || (t == boundary && !right)
}

fn ramp(curve: Curve, from: f64, to: f64, u: f64) -> f64 {
    let between = |share: f64| from + (to - from) * share;
    match curve {
        Curve::Line => between(u),
        Curve::Rotation { half_cycles } => between((1.0 - (PI * half_cycles * u).cos()) / 2.0),
        Curve::Geometric => from * (to / from).powf(u),
        Curve::AffinePower { exponent } => between(u.powf(exponent)),
        Curve::Pointwise { easing, a, b, bent } => {
            let u = if bent == 1.0 {
                u
            } else {
                u.max(0.0).powf(bent)
            };
            between(match easing {
                easing::LINEAR => u,
                easing::POWER => u.powf(a),
                easing::REVERSE_POWER => 1.0 - (1.0 - u).powf(a),
                easing::COSINE => 1.0 - ((1.0 + (PI * b * u).cos()) / 2.0).powf(a),
                easing::TANH => (1.0 + (a + (b - a) * u).tanh()) / 2.0,
                easing::HALF_LIFE => 2.0 * (1.0 - 0.5_f64.powf(u)),
                easing::RATIONAL => u / (1.0 + a * (1.0 - u)),
                _ => (1.0 + u * (a - 1.0)).ln() / a.ln(),
            })
        }
    }
}

/// Counts cycles one by one up to that of the time.
fn cycles(node: &Node, t: f64) -> f64 {
    let Node::Cycles {
        child,
        length,
        multiplier,
        peak,
        floor,
        decay,
        of_peak,
        limit,
    } = node
    else {
        unreachable!()
    };
    let (mut start, mut own, mut factor, mut cycle) = (0.0, *length, 1.0, 0.0);
    while t >= start + own && cycle < *limit {
        start += own;
        own *= multiplier;
        factor *= decay;
        cycle += 1.0;
        // The cycles shrink, and all of them are over.
        if own < 1e-12 {
            return *floor;
        }
    }
    if cycle >= *limit {
        return *floor;
    }
    let top = if *of_peak {
        peak * factor
    } else {
        floor + (peak - floor) * factor
    };
    let share = value(child, (t - start) / own);
    floor * (1.0 - share) + top * share
}

/// The values of a tree over several ranges are those of the formulas, at whole steps and between them.
fn check(name: &str, node: &Node) {
    for (start, stride, count) in [
        (-60.0, 1.0, 9000),
        (0.0, 1.0, 1),
        (3.0, 1.0, 40),
        (0.25, 1.0, 300),
        (-3.0, 0.5, 300),
        (9000.0, 250.0, 60),
    ] {
        let steps = Steps {
            start,
            stride,
            first: 0.0,
        };
        for writes in [Writes::Cached, Writes::Streamed] {
            let values = Program::new(node).range(steps, count, writes);
            for (i, actual) in values.iter().enumerate() {
                let t = start + i as f64 * stride;
                let expected = value(node, t);
                let is_near = (actual - expected).abs() <= 1e-11 * (1.0 + expected.abs());
                let is_same =
                    is_near || actual == &expected || (actual.is_nan() && expected.is_nan());
                assert!(is_same, "{name} at {t}: {actual} instead of {expected}");
            }
        }
    }
}

fn with_curve(curve: Curve, length: f64, holds: (bool, bool)) -> Node {
    Node::Ramp {
        start: 7.0,
        length,
        from: 0.8,
        to: 0.1,
        holds,
        curve,
    }
}

/// A ramp over the times from 0 to 1, for cycles.
fn unit() -> Box<Node> {
    Box::new(Node::Ramp {
        start: 0.0,
        length: 1.0,
        from: 1.0,
        to: 0.25,
        holds: (false, false),
        curve: Curve::Line,
    })
}

const CURVES: [Curve; 8] = [
    Curve::Line,
    Curve::Rotation { half_cycles: 1.0 },
    Curve::Rotation { half_cycles: 7.5 },
    Curve::Geometric,
    Curve::AffinePower { exponent: 0.5 },
    Curve::AffinePower { exponent: 1.0 },
    Curve::AffinePower { exponent: 2.0 },
    Curve::AffinePower { exponent: 3.7 },
];

#[test]
fn ramps() {
    for curve in CURVES {
        for length in [0.0, 0.5, 20.0, 333.25, 6000.0, 90_000.0] {
            check(
                &format!("{curve:?} over {length}"),
                &with_curve(curve, length, (true, true)),
            );
        }
    }
    // Outside of a ramp, half cycles go on, and so do lines.
    for curve in CURVES {
        for holds in [(true, false), (false, true), (false, false)] {
            check(
                &format!("{curve:?}, holding {holds:?}"),
                &with_curve(curve, 700.0, holds),
            );
        }
    }
}

#[test]
fn ramps_point_by_point() {
    for easing in 0..8 {
        for bent in [1.0, 0.7] {
            for a in [1.0, 0.5, 2.0, -0.5, -1.0, 3.3] {
                // The logarithm needs a positive base that is not 1.
                if easing == easing::LOGARITHMIC && (a <= 0.0 || a == 1.0) {
                    continue;
                }
                let curve = Curve::Pointwise {
                    easing,
                    a,
                    b: 1.0,
                    bent,
                };
                let node = with_curve(curve, 250.0, (true, true));
                check(&format!("{curve:?}"), &node);
            }
        }
    }
}

#[test]
fn powers() {
    for exponent in [-2.5, -1.0, -0.5, 0.5, 1.0, 2.0, 2.5] {
        for (offset, slope) in [(0.0, 1.0), (70.0, 1.0), (3.0, 0.01), (500.0, -0.01)] {
            let node = Node::Power {
                scale: 0.3,
                offset,
                slope,
                exponent,
            };
            check(&format!("{node:?}"), &node);
        }
    }
}

#[test]
fn lists_of_values() {
    for flag in [false, true] {
        for steps in [
            vec![],
            vec![(10.0, 0.5)],
            vec![
                (-20.0, 1.0),
                (3.5, 0.5),
                (30.0, 0.25),
                (30.0, 9.0),
                (700.0, 0.125),
            ],
        ] {
            let node = Node::Stairs {
                right: flag,
                steps,
                last: 0.0625,
            };
            check(&format!("{node:?}"), &node);
        }
        for (start, values) in [(0.0, vec![0.7]), (-3.5, vec![1.0, 0.25, 3.0, -0.5, 0.125])] {
            let node = Node::Table {
                start,
                linear: flag,
                values,
            };
            check(&format!("{node:?}"), &node);
        }
    }
}

#[test]
fn times() {
    for (scale, shift) in [(1.0, 0.0), (3.0, 10.0), (0.5, -7.5)] {
        for limits in [(f64::NEG_INFINITY, f64::INFINITY), (20.0, 300.0)] {
            for quantum in [0.0, 7.0, 0.25] {
                let node = Node::Time {
                    child: Box::new(with_curve(Curve::Line, 400.0, (true, true))),
                    shift,
                    scale,
                    limits,
                    quantum,
                };
                check(&format!("{node:?}"), &node);
            }
        }
    }
}

#[test]
fn cycles_of_every_kind() {
    for (length, multiplier) in [
        (1.0, 1.0),
        (25.0, 1.0),
        (4096.0, 1.0),
        (10.0, 2.0),
        (10.0, 1.25),
        (64.0, 0.5),
        (0.75, 3.0),
    ] {
        for (decay, of_peak) in [(1.0, true), (0.9, true), (0.9, false), (0.0, true)] {
            for limit in [f64::INFINITY, 1.0, 3.0] {
                let node = Node::Cycles {
                    child: unit(),
                    length,
                    multiplier,
                    peak: 0.9,
                    floor: 0.2,
                    decay,
                    of_peak,
                    limit,
                };
                check(&format!("{node:?}"), &node);
            }
        }
    }
}

#[test]
fn joins() {
    let children = || {
        [
            with_curve(Curve::Line, 40.0, (false, true)),
            Node::Constant(3.0),
            with_curve(Curve::Rotation { half_cycles: 1.0 }, 600.0, (true, true)),
            Node::Power {
                scale: 1.0,
                offset: 100.0,
                slope: 1.0,
                exponent: -0.5,
            },
        ]
    };
    for rebase in [false, true] {
        for right in [false, true] {
            let [a, b, c, last] = children();
            let node = Node::Join {
                rebase,
                right,
                parts: vec![(20.0, a), (20.5, b), (900.0, c)],
                last: Box::new(last),
            };
            check(&format!("rebase {rebase}, right {right}"), &node);
        }
    }
}

#[test]
fn sums_products_and_limits() {
    let [warm, wave] = [
        with_curve(Curve::Line, 40.0, (true, true)),
        with_curve(Curve::Rotation { half_cycles: 5.0 }, 600.0, (true, true)),
    ];
    for is_sum in [false, true] {
        for children in [
            vec![wave.clone()],
            vec![wave.clone(), Node::Constant(3.0)],
            vec![Node::Constant(3.0), wave.clone()],
            vec![wave.clone(), warm.clone(), wave.clone()],
            vec![
                warm.clone(),
                Node::Fold {
                    is_sum: !is_sum,
                    children: vec![wave.clone(), warm.clone()],
                },
            ],
        ] {
            let node = Node::Fold { is_sum, children };
            check(&format!("{node:?}"), &node);
        }
    }
    for limits in [
        (0.3, 0.6),
        (f64::NEG_INFINITY, 0.5),
        (0.5, f64::INFINITY),
        (0.1, 0.8),
    ] {
        let child = Box::new(wave.clone());
        check(&format!("{limits:?}"), &Node::Clamp { child, limits });
    }
}
