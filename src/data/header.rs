//! Owns the names of columns: what stands in the file, and what it is called in expressions.

use crate::language::{self, Shape, Tree, TreeId};

/// The head of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// As it stands in the file, without the spaces around it.
    pub written: String,
    /// The name in expressions, in canonical spelling; none: it can't be made into one.
    ///
    /// A head that the language reads as one name is that name: `ŷ` is `yhat`, `x_1` stays, `x_i` is the column `x`. From
    /// any other, the letters and digits are kept, with one `_` for what stands first between them: `Petal.Width` is
    /// `Petal_Width`, `sepal length (cm)` is `sepal_lengthcm`. Words of the language (`sum`, `exp`), numbers and empty heads have none.
    pub name: Option<String>,
}

impl Header {
    /// The head with this text.
    ///
    /// ```
    /// use gradus::data::Header;
    /// let name = |text| Header::of(text).name;
    /// assert_eq!(name(" ŷ ").as_deref(), Some("yhat"));
    /// assert_eq!(name("x_i").as_deref(), Some("x"));
    /// assert_eq!(name("Petal.Width").as_deref(), Some("Petal_Width"));
    /// assert_eq!(name("2024"), None);
    /// assert_eq!(name("mean"), None);
    /// ```
    pub fn of(text: &str) -> Self {
        let written = text.trim().to_owned();
        let name = as_name(&written).or_else(|| as_name(&joined(&written)));
        Header { written, name }
    }
}

/// The letters and digits, with one `_` for the first gap between them.
fn joined(text: &str) -> String {
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return String::new() };
    let rest: String = parts.collect();
    if rest.is_empty() { first.to_owned() } else { format!("{first}_{rest}") }
}

/// The canonical spelling of a text that is one name.
fn as_name(text: &str) -> Option<String> {
    // A name has no brackets, signs or line ends; this also keeps comments and several statements out.
    if text.contains(|c: char| !c.is_alphanumeric() && c != '_' && !is_mark(c)) {
        return None;
    }
    let reading = language::parse(text, &[]).ok()?;
    let tree = &reading.tree;
    let [root] = tree.statements[..] else { return None };
    match tree.node(root).shape {
        Shape::Name(_) => tree.name(root).map(str::to_owned),
        Shape::Indexed => match tree.children(root) {
            [base, index] if is_counter(tree, *index) => tree.name(*base).map(str::to_owned),
            _ => Some(language::print(tree)),
        },
        _ => None,
    }
}

/// The combining hats, bars and tildes of names.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// An index that counts rows, as in `x_i`.
fn is_counter(tree: &Tree, index: TreeId) -> bool {
    matches!(tree.name(index), Some("i" | "j" | "k" | "l" | "m" | "n"))
}
