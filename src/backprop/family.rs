//! Owns families of variables: under which name `W_{j,i}` is spoken of as a whole, and over which range each of its
//! indices runs.

use rustc_hash::FxHashMap;

use super::variable::{base, indices, is_family_name, is_single};
use crate::expr::{Id, Kind, Pool, is_binder, postorder};

/// An index of a family: the base symbol and the position of the index.
type Slot = (Id, usize);

/// What is known of the families of a model.
#[derive(Clone, Debug, Default)]
pub(super) struct Families {
    /// Base symbol to the name of the family.
    names: FxHashMap<Id, Id>,
    /// Lower and upper limit of each index, where a sum tells it.
    ranges: FxHashMap<Slot, (Id, Id)>,
}

impl Families {
    /// Collects the families of all formulas. Names come from left sides first, then from the first use.
    pub(super) fn of(pool: &mut Pool, definitions: &[(Id, Id)]) -> Self {
        let mut families = Families::default();
        for &(name, _) in definitions.iter().filter(|(name, _)| !is_single(pool, *name)) {
            families.names.insert(base(pool, name), name);
        }
        let mut shared: Vec<(Slot, Slot)> = Vec::new();
        for &(name, formula) in definitions {
            let own: Vec<(Id, Slot)> =
                (0..).zip(indices(pool, name)).map(|(at, &i)| (i, (base(pool, name), at))).collect();
            for id in postorder(pool, formula) {
                if pool.kind(id) == Kind::Indexed && !is_single(pool, id) {
                    families.meet(pool, id);
                    for (at, index) in indices(pool, id).iter().enumerate() {
                        let slot = (base(pool, id), at);
                        shared.extend(own.iter().filter(|(i, _)| i == index).map(|&(_, mine)| (mine, slot)));
                    }
                }
                if is_binder(pool, id) {
                    families.bound_by(pool, id);
                }
            }
        }
        families.spread(&shared);
        families
    }

    /// The name of the family that an occurrence belongs to; the variable itself when it stands for one number only.
    pub(super) fn name_of(&self, pool: &Pool, variable: Id) -> Id {
        match pool.kind(variable) {
            Kind::Indexed => self.names.get(&base(pool, variable)).copied().unwrap_or(variable),
            _ => variable,
        }
    }

    /// The limits of the index at a position of a family.
    pub(super) fn range(&self, pool: &Pool, variable: Id, position: usize) -> Option<(Id, Id)> {
        self.ranges.get(&(base(pool, variable), position)).copied()
    }

    fn meet(&mut self, pool: &mut Pool, occurrence: Id) {
        let stem = base(pool, occurrence);
        if self.names.contains_key(&stem) {
            return;
        }
        let name = if is_family_name(pool, occurrence) {
            occurrence
        } else {
            // x_{i+1} or A_{i,i}: letters of its own, one for each position.
            let count = indices(pool, occurrence).len();
            let letters =
                ["i", "j", "k", "l"].into_iter().map(str::to_owned).chain((1..).map(|n: u64| format!("i{n}")));
            let own: Vec<Id> = letters.take(count).map(|letter| pool.symbol(&letter)).collect();
            pool.indexed(stem, &own)
        };
        self.names.insert(stem, name);
    }

    /// Notes the limits of a sum for every index position that its index stands at.
    fn bound_by(&mut self, pool: &Pool, sum: Id) {
        let &[index, lower, upper, body] = pool.children(sum) else { return };
        for id in postorder(pool, body).into_iter().filter(|&id| pool.kind(id) == Kind::Indexed) {
            for (at, &i) in indices(pool, id).iter().enumerate() {
                if i == index {
                    self.ranges.entry((base(pool, id), at)).or_insert((lower, upper));
                }
            }
        }
    }

    /// Indices that a definition shares run over the same range: z_k and p_k in p_k = exp(z_k)/….
    fn spread(&mut self, shared: &[(Slot, Slot)]) {
        loop {
            let before = self.ranges.len();
            for (a, b) in shared.iter().chain(shared.iter().rev()) {
                for (from, to) in [(a, b), (b, a)] {
                    if let Some(&range) = self.ranges.get(from) {
                        self.ranges.entry(*to).or_insert(range);
                    }
                }
            }
            if self.ranges.len() == before {
                return;
            }
        }
    }
}
