//! Random programs: trees of every kind of node, written as the words that the kernel reads.

use kernels::interface::{curve, node, ROTATION_WORDS};
use kernels::schedule::{fill_at, fill_range, fill_range_narrow, Memory, Steps, Writes};
use proptest::collection::vec;
use proptest::prelude::*;

/// A code as a word of a program.
fn code(value: u32) -> f64 {
    f64::from(value)
}

/// A node of a tree, valid by construction.
#[derive(Clone, Debug)]
pub enum Node {
    Constant(f64),
    Ramp {
        start: f64,
        length: f64,
        from: f64,
        to: f64,
        holds: (bool, bool),
        curve: Curve,
    },
    Power {
        scale: f64,
        offset: f64,
        slope: f64,
        exponent: f64,
    },
    Stairs {
        right: bool,
        steps: Vec<(f64, f64)>,
        last: f64,
    },
    Table {
        start: f64,
        linear: bool,
        values: Vec<f64>,
    },
    Time {
        child: Box<Node>,
        shift: f64,
        scale: f64,
        limits: (f64, f64),
        quantum: f64,
    },
    Cycles {
        child: Box<Node>,
        length: f64,
        multiplier: f64,
        peak: f64,
        floor: f64,
        decay: f64,
        of_peak: bool,
        limit: f64,
    },
    Join {
        rebase: bool,
        right: bool,
        parts: Vec<(f64, Node)>,
        last: Box<Node>,
    },
    Fold {
        is_sum: bool,
        children: Vec<Node>,
    },
    Clamp {
        child: Box<Node>,
        limits: (f64, f64),
    },
}

/// How a ramp goes from one end to the other.
#[derive(Clone, Copy, Debug)]
pub enum Curve {
    Line,
    Rotation {
        half_cycles: f64,
    },
    Geometric,
    AffinePower {
        exponent: f64,
    },
    Pointwise {
        easing: u32,
        a: f64,
        b: f64,
        bent: f64,
    },
}

/// The words of a program, and the memory that it takes.
#[derive(Clone, Debug)]
pub struct Program {
    words: Vec<f64>,
    workspace: Vec<f64>,
    levels: usize,
}

impl Program {
    pub fn new(node: &Node) -> Self {
        let mut program = Self {
            words: Vec::new(),
            workspace: Vec::new(),
            levels: levels(node),
        };
        program.write(node);
        program
    }

    /// The values at `steps`, over a range of `count` in one call.
    pub fn range(&mut self, steps: Steps, count: usize, writes: Writes) -> Vec<f64> {
        let mut out = vec![f64::NAN; count];
        let mut scratch = vec![f64::NAN; self.levels * count];
        let mut memory = Memory {
            workspace: &mut self.workspace,
            scratch: &mut scratch,
            writes,
        };
        fill_range(&self.words, steps, &mut memory, &mut out);
        out
    }

    /// The same, rounded to f32, with room for `room` values before that.
    pub fn range_narrow(&mut self, steps: Steps, count: usize, room: usize) -> Vec<f32> {
        let mut out = vec![f32::NAN; count];
        let mut scratch = vec![f64::NAN; self.levels * count.max(1)];
        let mut memory = Memory {
            workspace: &mut self.workspace,
            scratch: &mut scratch,
            writes: Writes::Cached,
        };
        fill_range_narrow(
            &self.words,
            steps,
            &mut memory,
            &mut vec![f64::NAN; room],
            &mut out,
        );
        out
    }

    /// The values at any times.
    pub fn at(&mut self, times: &[f64]) -> Vec<f64> {
        let mut out = vec![f64::NAN; times.len()];
        let mut scratch = vec![f64::NAN; self.levels];
        let mut memory = Memory {
            workspace: &mut self.workspace,
            scratch: &mut scratch,
            writes: Writes::Cached,
        };
        fill_at(&self.words, times, &mut memory, &mut out);
        out
    }

    /// Writes a node and its descendants; returns its position.
    fn write(&mut self, node: &Node) -> f64 {
        let position = self.words.len() as f64;
        let flag = |value: bool| f64::from(u8::from(value));
        match node {
            Node::Constant(value) => self.words.extend([code(node::CONSTANT), *value]),
            Node::Ramp {
                start,
                length,
                from,
                to,
                holds,
                curve,
            } => {
                let is_empty = *length == 0.0;
                let (before, after) = (flag(holds.0 || is_empty), flag(holds.1 || is_empty));
                self.words.extend([
                    code(node::RAMP),
                    *start,
                    start + length,
                    *from,
                    *to,
                    before,
                    after,
                ]);
                self.write_curve(*curve, *from, *to, (start + length) - start);
            }
            Node::Power {
                scale,
                offset,
                slope,
                exponent,
            } => self.words.extend([
                code(node::POWER),
                0.0,
                *scale,
                *offset,
                *slope,
                1.0,
                *exponent,
            ]),
            Node::Stairs { right, steps, last } => {
                self.words
                    .extend([code(node::STAIRS), flag(*right), steps.len() as f64]);
                self.words.extend(steps.iter().map(|step| step.0));
                self.words.extend(steps.iter().map(|step| step.1));
                self.words.push(*last);
            }
            Node::Table {
                start,
                linear,
                values,
            } => {
                self.words.extend([
                    code(node::TABLE),
                    *start,
                    flag(*linear),
                    values.len() as f64,
                ]);
                self.words.extend(values);
            }
            Node::Time {
                child,
                shift,
                scale,
                limits,
                quantum,
            } => {
                self.words.extend([
                    code(node::TIME),
                    0.0,
                    *shift,
                    *scale,
                    limits.0,
                    limits.1,
                    *quantum,
                ]);
                self.place(position as usize + 1, child);
            }
            Node::Cycles {
                child,
                length,
                multiplier,
                peak,
                floor,
                decay,
                of_peak,
                limit,
            } => {
                self.words
                    .extend([code(node::CYCLES), 0.0, *length, *multiplier, *peak]);
                self.words
                    .extend([*floor, *decay, flag(*of_peak), *limit, *floor]);
                self.place(position as usize + 1, child);
            }
            Node::Join {
                rebase,
                right,
                parts,
                last,
            } => {
                self.words.extend([
                    code(node::JOIN),
                    flag(*rebase),
                    flag(*right),
                    parts.len() as f64,
                ]);
                self.words.extend(parts.iter().map(|part| part.0));
                let children = parts.iter().map(|part| &part.1).chain([&**last]);
                self.place_all(children);
            }
            Node::Fold { is_sum, children } => {
                let kind = if *is_sum { node::SUM } else { node::PRODUCT };
                self.words.extend([code(kind), children.len() as f64]);
                self.place_all(children.iter());
            }
            Node::Clamp { child, limits } => {
                self.words
                    .extend([code(node::CLAMP), 0.0, limits.0, limits.1]);
                self.place(position as usize + 1, child);
            }
        }
        position
    }

    fn write_curve(&mut self, curve: Curve, from: f64, to: f64, length: f64) {
        match curve {
            Curve::Line => self
                .words
                .extend([code(curve::LINE), from, to - from, length]),
            Curve::Rotation { half_cycles } => {
                let table = self.table();
                self.words
                    .extend([code(curve::ROTATION), from, to, half_cycles, length, table]);
            }
            Curve::Geometric => {
                let table = self.table();
                let ratio = to / from;
                self.words
                    .extend([code(curve::GEOMETRIC), 0.0, from, ratio, length, table]);
            }
            Curve::AffinePower { exponent } => self.words.extend([
                code(curve::AFFINE_POWER),
                from,
                to - from,
                0.0,
                1.0,
                length,
                exponent,
            ]),
            Curve::Pointwise { easing, a, b, bent } => self.words.extend([
                code(curve::POINTWISE),
                from,
                to,
                length,
                0.0,
                code(easing),
                bent,
                a,
                b,
            ]),
        }
    }

    /// Reserves workspace and returns its position.
    fn table(&mut self) -> f64 {
        let position = self.workspace.len();
        self.workspace.resize(position + ROTATION_WORDS, 0.0);
        position as f64
    }

    fn place(&mut self, word: usize, child: &Node) {
        self.words[word] = self.write(child);
    }

    fn place_all<'a>(&mut self, children: impl Iterator<Item = &'a Node> + Clone) {
        let first = self.words.len();
        self.words.extend(children.clone().map(|_| 0.0));
        for (i, child) in children.enumerate() {
            self.place(first + i, child);
        }
    }
}

/// The number of ranges of values besides the result.
fn levels(node: &Node) -> usize {
    match node {
        Node::Fold { children, .. } => {
            let deeper = children.iter().skip(1).map(|child| levels(child) + 1).max();
            levels(&children[0]).max(deeper.unwrap_or(0))
        }
        Node::Join { parts, last, .. } => {
            let most = parts.iter().map(|part| levels(&part.1)).max();
            levels(last).max(most.unwrap_or(0))
        }
        Node::Time { child, .. } | Node::Cycles { child, .. } | Node::Clamp { child, .. } => {
            levels(child)
        }
        _ => 0,
    }
}

/// Rates, and sometimes a number that makes infinities and NaN together with others.
fn values() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => prop::sample::select(vec![0.0, 1.0, 3e-4, 0.1, 25.0]),
        4 => 0.0..1.0,
        2 => -10.0..10.0,
        1 => prop::sample::select(vec![5e-324, 1e-300, 8e307, -8e307]),
    ]
}

/// Times that most ranges contain, half of them whole.
fn times() -> impl Strategy<Value = f64> {
    prop_oneof![(-100_i32..1500).prop_map(f64::from), -100.0..1500.0]
}

fn limits() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        Just((f64::NEG_INFINITY, f64::INFINITY)),
        (values(), values()).prop_map(|(a, b)| (a.min(b), a.max(b))),
    ]
}

fn curves() -> impl Strategy<Value = Curve> {
    let exponents = || prop_oneof![prop::sample::select(vec![0.5, 1.0, 2.0]), 0.05..6.0];
    prop_oneof![
        Just(Curve::Line),
        prop::sample::select(vec![1.0, 2.0, 7.5])
            .prop_map(|half_cycles| Curve::Rotation { half_cycles }),
        Just(Curve::Geometric),
        exponents().prop_map(|exponent| Curve::AffinePower { exponent }),
        (0_u32..8, 0.05..6.0, 1.5..20.0, exponents())
            .prop_map(|(easing, a, b, bent)| Curve::Pointwise { easing, a, b, bent }),
    ]
}

pub fn ramps() -> impl Strategy<Value = Node> {
    let length = prop_oneof![1 => Just(0.0), 5 => 0.5..1500.0, 4 => 1500.0..20_000.0];
    (
        times(),
        length,
        values(),
        values(),
        any::<(bool, bool)>(),
        curves(),
    )
        .prop_map(|(start, length, from, to, holds, curve)| Node::Ramp {
            start,
            length,
            from,
            to,
            holds,
            curve,
        })
}

/// Trees of up to five levels.
pub fn nodes() -> impl Strategy<Value = Node> {
    let power = (values(), 0.0..500.0, -0.01..1.0, -3.0..3.0).prop_map(
        |(scale, offset, slope, exponent)| Node::Power {
            scale,
            offset,
            slope,
            exponent,
        },
    );
    let stairs = (any::<bool>(), vec((times(), values()), 0..6), values()).prop_map(
        |(right, mut steps, last)| {
            steps.sort_by(|a, b| a.0.total_cmp(&b.0));
            Node::Stairs { right, steps, last }
        },
    );
    let table =
        (times(), any::<bool>(), vec(values(), 1..40)).prop_map(|(start, linear, values)| {
            Node::Table {
                start,
                linear,
                values,
            }
        });
    let leaf = prop_oneof![
        values().prop_map(Node::Constant),
        ramps(),
        power,
        stairs,
        table
    ];
    leaf.prop_recursive(4, 24, 3, |child| {
        prop_oneof![
            time_nodes(child.clone()),
            cycle_nodes(child.clone()),
            join_nodes(child.clone()),
            (any::<bool>(), vec(child.clone(), 1..4))
                .prop_map(|(is_sum, children)| Node::Fold { is_sum, children }),
            (child, limits()).prop_map(|(child, limits)| Node::Clamp {
                child: Box::new(child),
                limits,
            }),
        ]
    })
}

fn time_nodes(child: impl Strategy<Value = Node>) -> impl Strategy<Value = Node> {
    let scale = prop::sample::select(vec![1.0, 0.5, 3.0, 1.0 / 3.0]);
    let bounds = prop_oneof![
        Just((f64::NEG_INFINITY, f64::INFINITY)),
        (times(), times()).prop_map(|(a, b)| (a.min(b), a.max(b))),
    ];
    let quantum = prop::sample::select(vec![0.0, 0.0, 7.0, 33.3]);
    (child, times(), scale, bounds, quantum).prop_map(|(child, shift, scale, limits, quantum)| {
        Node::Time {
            child: Box::new(child),
            shift,
            scale,
            limits,
            quantum,
        }
    })
}

fn cycle_nodes(child: impl Strategy<Value = Node>) -> impl Strategy<Value = Node> {
    let limit = prop_oneof![Just(f64::INFINITY), (1_u32..6).prop_map(f64::from)];
    let multiplier = prop_oneof![
        prop::sample::select(vec![1.0, 2.0, 1.2, 0.5, 1e-300, 1e300]),
        0.1..4.0
    ];
    let length = prop_oneof![(1_i32..300).prop_map(f64::from), 0.7..2000.0];
    let decay = prop::sample::select(vec![1.0, 0.9, 0.0]);
    let heights = (values(), values(), decay, any::<bool>());
    (child, length, multiplier, heights, limit).prop_map(
        |(child, length, multiplier, (peak, floor, decay, of_peak), limit)| Node::Cycles {
            child: Box::new(child),
            length,
            multiplier,
            peak,
            floor,
            decay,
            of_peak,
            limit,
        },
    )
}

fn join_nodes(child: impl Strategy<Value = Node> + Clone) -> impl Strategy<Value = Node> {
    let parts = vec((times(), child.clone()), 0..4);
    (any::<bool>(), any::<bool>(), parts, child).prop_map(|(rebase, right, mut parts, last)| {
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        Node::Join {
            rebase,
            right,
            parts,
            last: Box::new(last),
        }
    })
}
