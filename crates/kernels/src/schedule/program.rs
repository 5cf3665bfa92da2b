//! The encoded tree: a list of words, each node an operation code and its numbers.

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
