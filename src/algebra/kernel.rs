//! Owns kernels: the parts of an expression that a polynomial takes for variables.
//!
//! Whatever isn't a sum, product, quotient or whole power of other things is a kernel: a symbol, `sin(u)`, `Σ_i x_i`,
//! `x^n`. Equal kernels (after their own arguments were brought into normal form) get equal numbers.

use rustc_hash::FxHashMap;

use crate::expr::Id;

/// Numbers kernels in the order in which they are first met.
#[derive(Clone, Debug, Default)]
pub struct Kernels {
    ids: Vec<Id>,
    numbers: FxHashMap<Id, u32>,
}

impl Kernels {
    /// The number of a kernel.
    pub fn number(&mut self, id: Id) -> u32 {
        if let Some(&known) = self.numbers.get(&id) {
            return known;
        }
        let number = self.ids.len() as u32;
        self.ids.push(id);
        self.numbers.insert(id, number);
        number
    }

    /// The number of a kernel that was met before.
    pub fn find(&self, id: Id) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// The expression behind a number.
    pub fn id(&self, number: u32) -> Option<Id> {
        self.ids.get(number as usize).copied()
    }
}
