//! Owns the walk that drawings in one long text share: a stack of texts and parts, so that depth costs no recursion.

use std::borrow::Cow;

use super::formula::{FormId, Formula};

/// Drawings show at most this many parts; a formula that shares a lot could otherwise fill the memory. What is left out
/// is drawn as `…`, and everything that was opened is closed.
pub(super) const PART_LIMIT: usize = 2_000_000;

/// A piece of a drawing.
pub(super) enum Piece<'f> {
    Text(Cow<'f, str>),
    Part(FormId, u8),
}

/// The pieces of one part, in order.
#[derive(Default)]
pub(super) struct Pieces<'f> {
    list: Vec<Piece<'f>>,
}

impl<'f> Pieces<'f> {
    pub fn text(&mut self, text: impl Into<Cow<'f, str>>) -> &mut Self {
        self.list.push(Piece::Text(text.into()));
        self
    }

    /// A part that needs no brackets.
    pub fn part(&mut self, id: FormId) -> &mut Self {
        self.list.push(Piece::Part(id, 0));
        self
    }

    /// A part that must bind at least this tightly, for drawings on one line.
    pub fn operand(&mut self, id: FormId, least: u8) -> &mut Self {
        self.list.push(Piece::Part(id, least));
        self
    }

    /// Parts with a text between each two.
    pub fn list(&mut self, ids: &[FormId], between: &'static str) -> &mut Self {
        for (position, &id) in ids.iter().enumerate() {
            if position > 0 {
                self.text(between);
            }
            self.part(id);
        }
        self
    }
}

/// Draws everything below `root`. `pieces` lists what a part is made of, or draws nothing; `omitted` is what stands for
/// parts past [`PART_LIMIT`].
pub(super) fn emit<'f>(
    root: Option<FormId>,
    omitted: &str,
    mut pieces: impl FnMut(FormId, u8, &mut Pieces<'f>),
) -> String {
    let mut text = String::new();
    let mut stack: Vec<Piece> = root.map(|root| Piece::Part(root, 0)).into_iter().collect();
    let (mut count, mut new) = (0, Pieces::default());
    while let Some(piece) = stack.pop() {
        match piece {
            Piece::Text(piece) => text.push_str(&piece),
            Piece::Part(..) if count >= PART_LIMIT => text.push_str(omitted),
            Piece::Part(id, least) => {
                count += 1;
                pieces(id, least, &mut new);
                stack.extend(new.list.drain(..).rev());
            }
        }
    }
    text
}

impl Formula {
    /// The child at a position; itself when there is none, which the builder never makes.
    pub(super) fn child(&self, id: FormId, position: usize) -> FormId {
        self.children(id).get(position).copied().unwrap_or(id)
    }
}
