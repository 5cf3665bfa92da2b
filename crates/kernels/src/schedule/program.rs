//! The tree as the kernel reads it: a list of words, each node an operation code and its numbers.

/// Operation codes; the encoder of the host uses the same numbers.
pub(super) mod code {
    pub const CONSTANT: u32 = 0;
    pub const RAMP: u32 = 1;
    pub const POWER: u32 = 2;
    pub const STAIRS: u32 = 3;
    pub const TABLE: u32 = 4;
    pub const TIME: u32 = 5;
    pub const CYCLES: u32 = 6;
    pub const JOIN: u32 = 7;
    pub const PRODUCT: u32 = 8;
    pub const SUM: u32 = 9;
    pub const CLAMP: u32 = 10;
}

/// Reads the words of a node one after the other.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    words: &'a [f64],
}

impl<'a> Reader<'a> {
    /// A reader of the node at `position`.
    pub fn at(program: &'a [f64], position: usize) -> Self {
        Self {
            words: &program[position..],
        }
    }

    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> f64 {
        let value = self.words[0];
        self.words = &self.words[1..];
        value
    }

    /// A position in the program or in the workspace, or a count.
    pub fn index(&mut self) -> usize {
        self.next() as usize
    }

    pub fn flag(&mut self) -> bool {
        self.next() != 0.0
    }

    pub fn slice(&mut self, count: usize) -> &'a [f64] {
        let (taken, rest) = self.words.split_at(count);
        self.words = rest;
        taken
    }
}
