//! Owns maps and sets keyed by expressions: arrays in pages that are made when first touched, so that looking up costs two
//! loads, a walk over a few expressions of a large pool stays cheap, and the order of ids is the order of memory.

use super::pool::Id;

/// Entries of one page.
const PAGE: usize = 128;

/// A map from expressions of one pool to small values.
///
/// ```
/// use gradus::expr::{IdMap, Pool};
/// let mut pool = Pool::new();
/// let (x, y) = (pool.symbol("x"), pool.symbol("y"));
/// let mut map = IdMap::default();
/// assert_eq!(map.insert(x, 2), None);
/// assert_eq!((map.get(x), map.get(y)), (Some(2), None));
/// ```
#[derive(Clone, Debug)]
pub struct IdMap<T> {
    pages: Vec<Option<Box<[Option<T>; PAGE]>>>,
}

impl<T> Default for IdMap<T> {
    fn default() -> Self {
        IdMap { pages: Vec::new() }
    }
}

impl<T: Copy> IdMap<T> {
    /// The value of `id`.
    #[inline]
    pub fn get(&self, id: Id) -> Option<T> {
        let page = self.pages.get(id.index() / PAGE)?.as_ref()?;
        page.get(id.index() % PAGE).copied().flatten()
    }

    /// Whether `id` has a value.
    #[inline]
    pub fn contains(&self, id: Id) -> bool {
        self.get(id).is_some()
    }

    /// Gives `id` a value; the one before.
    #[inline]
    pub fn insert(&mut self, id: Id, value: T) -> Option<T> {
        self.slot(id).and_then(|slot| slot.replace(value))
    }

    /// Takes the value of `id` away.
    pub fn remove(&mut self, id: Id) -> Option<T> {
        self.slot_of_page(id.index()).and_then(Option::take)
    }

    /// The entry at a position, when its page is there.
    #[inline]
    fn slot_of_page(&mut self, position: usize) -> Option<&mut Option<T>> {
        self.pages.get_mut(position / PAGE)?.as_mut()?.get_mut(position % PAGE)
    }

    /// Always there: the page is made when it is missing.
    #[inline]
    fn slot(&mut self, id: Id) -> Option<&mut Option<T>> {
        let (page, entry) = (id.index() / PAGE, id.index() % PAGE);
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        self.pages.get_mut(page)?.get_or_insert_with(|| Box::new([None; PAGE])).get_mut(entry)
    }
}

/// A set of expressions of one pool.
///
/// ```
/// use gradus::expr::{IdSet, Pool};
/// let mut pool = Pool::new();
/// let (x, y) = (pool.symbol("x"), pool.symbol("y"));
/// let mut set = IdSet::default();
/// assert!(set.insert(y) && set.insert(x) && !set.insert(x));
/// assert_eq!((set.take_last(), set.take_last(), set.take_last()), (Some(y), Some(x), None));
/// ```
#[derive(Clone, Debug, Default)]
pub struct IdSet {
    words: IdMap<u64>,
    /// No word after this one has a bit.
    last: usize,
}

impl IdSet {
    /// Adds `id`; whether it is new.
    #[inline]
    pub fn insert(&mut self, id: Id) -> bool {
        let (word, bit) = place(id);
        let Some(slot) = self.words.slot(word) else { return false };
        let before = slot.unwrap_or(0);
        *slot = Some(before | bit);
        self.last = self.last.max(word.index());
        before & bit == 0
    }

    /// Takes the largest id out. Taking all costs one pass over the pages.
    pub fn take_last(&mut self) -> Option<Id> {
        loop {
            let missing = self.words.pages.get(self.last / PAGE).is_none_or(Option::is_none);
            if let Some(Some(bits)) = self.words.slot_of_page(self.last)
                && *bits != 0
            {
                let bit = bits.ilog2();
                *bits &= !(1 << bit);
                return Some(Id::at(self.last * 64 + bit as usize));
            }
            // An empty page is left at once.
            let next = if missing { (self.last / PAGE * PAGE).checked_sub(1) } else { self.last.checked_sub(1) };
            self.last = next?;
        }
    }

    /// Whether `id` is in it.
    #[inline]
    pub fn contains(&self, id: Id) -> bool {
        let (word, bit) = place(id);
        self.words.get(word).is_some_and(|found| found & bit != 0)
    }
}

/// The word that holds the bit of an expression, and the bit.
fn place(id: Id) -> (Id, u64) {
    (Id::at(id.index() / 64), 1 << (id.index() % 64))
}
