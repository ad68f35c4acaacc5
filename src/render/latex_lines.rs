//! Owns long formulas in LaTeX as lines that fit a page: sums are broken before their signs, also inside of brackets, and
//! relations before theirs.

use unicode_width::UnicodeWidthStr;

use super::formula::{Fence, FormId, Formula, Mark};
use super::latex::between;
use super::linear::Charset;

/// Brackets inside brackets are taken apart this deep.
const DEEP: usize = 8;

/// What lines inside of brackets are moved in by, as a command and in characters.
const INDENT: (&str, usize) = (r"\quad ", 3);

impl Formula {
    /// As lines of LaTeX, each about `width` characters wide in print where the formula can be broken so.
    pub(super) fn latex_lines(&self, width: usize) -> Vec<String> {
        match self.root() {
            Some(root) => self.broken(root, width, DEEP),
            None => vec![self.latex()],
        }
    }

    fn breadth(&self, id: FormId) -> usize {
        self.line(Some(id), Charset::Unicode).width()
    }

    fn broken(&self, id: FormId, width: usize, deep: usize) -> Vec<String> {
        let whole = || vec![self.latex_part(Some(id))];
        if deep == 0 || self.breadth(id) <= width {
            return whole();
        }
        let children = self.children(id);
        match self.mark(id) {
            Mark::Terms(minus) => {
                let signs = minus.iter().map(|minus| if *minus { "-" } else { "+" });
                self.row(children, &signs.collect::<Vec<_>>(), width, deep)
            }
            Mark::Relations(signs) => {
                let signs: Vec<&str> = signs.iter().map(|sign| sign.latex()).collect();
                self.row(children, &signs, width, deep)
            }
            Mark::Negative => match children.first() {
                Some(&child) => around("-", self.broken(child, width, deep - 1), ""),
                None => whole(),
            },
            Mark::Factors(joins) => {
                // The widest factor is the one to be broken.
                let widest = children.iter().enumerate().max_by_key(|(_, child)| self.breadth(**child));
                let Some((at, &broken)) = widest else { return whole() };
                let (mut before, mut behind) = (String::new(), String::new());
                for (position, &factor) in children.iter().enumerate() {
                    let join = position.checked_sub(1).and_then(|last| Some((*joins.get(last)?, *children.get(last)?)));
                    let gap = join.map_or("", |(join, left)| between(self, join, left, factor));
                    let side = if position <= at { &mut before } else { &mut behind };
                    side.push_str(gap);
                    if position != at {
                        side.push_str(&self.latex_part(Some(factor)));
                    }
                }
                around(&before, self.broken(broken, width, deep - 1), &behind)
            }
            Mark::Over(big) => match children {
                &[index, lower, upper, body] => {
                    let [index, lower, upper] = [index, lower, upper].map(|id| self.latex_part(Some(id)));
                    let sign = format!("{}{index}={lower}}}^{{{upper}}}", big.latex());
                    around(&sign, self.broken(body, width, deep - 1), "")
                }
                _ => whole(),
            },
            Mark::Power => match children {
                &[base, exponent] => {
                    let raised = format!("^{{{}}}", self.latex_part(Some(exponent)));
                    around("", self.broken(base, width, deep - 1), &raised)
                }
                _ => whole(),
            },
            Mark::Fenced(fence @ (Fence::Round | Fence::Square)) => {
                let Some(&inside) = children.first() else { return whole() };
                let mut lines = self.broken(inside, width.saturating_sub(INDENT.1), deep - 1);
                if lines.len() == 1 {
                    return whole();
                }
                // Brackets that grow by themselves can't be on two lines.
                let size = if self.is_tall(inside) { "Big" } else { "big" };
                let (open, close) = if matches!(fence, Fence::Round) { ("(", ")") } else { ("[", "]") };
                for line in lines.iter_mut().skip(1) {
                    line.insert_str(0, INDENT.0);
                }
                around(&format!(r"\{size}l{open}"), lines, &format!(r"\{size}r{close}"))
            }
            Mark::Number(_)
            | Mark::Name(_)
            | Mark::Word(_)
            | Mark::Function { .. }
            | Mark::Omitted
            | Mark::Fraction
            | Mark::Slash
            | Mark::Index
            | Mark::Fenced(Fence::Own { .. })
            | Mark::Root
            | Mark::Bare
            | Mark::Call
            | Mark::Derivative { .. }
            | Mark::Cases { .. }
            | Mark::Factorial
            | Mark::Iverson
            | Mark::List => whole(),
        }
    }

    /// Parts with a sign before each but the first, as many on a line as have room.
    fn row(&self, parts: &[FormId], signs: &[&str], width: usize, deep: usize) -> Vec<String> {
        let (mut lines, mut line, mut used): (Vec<String>, String, usize) = (Vec::new(), String::new(), 0);
        for (position, &part) in parts.iter().enumerate() {
            let sign = position.checked_sub(1).and_then(|at| signs.get(at)).copied().unwrap_or("");
            let length = self.breadth(part) + 3;
            if used > 0 && used + length > width {
                lines.push(std::mem::take(&mut line));
                // An empty group before the sign makes it stand between two terms.
                line.push_str("{}");
                used = 0;
            }
            line.push_str(sign);
            let mut own = self.broken(part, width, deep - 1);
            let last = own.pop().unwrap_or_default();
            if let Some((first, others)) = own.split_first() {
                line.push_str(first);
                lines.push(std::mem::take(&mut line));
                lines.extend_from_slice(others);
                // What is left of a broken part fills its line.
                used = width;
            } else {
                used += length;
            }
            line.push_str(&last);
        }
        lines.push(line);
        lines
    }
}

/// Lines with something before the first and behind the last.
fn around(before: &str, mut lines: Vec<String>, behind: &str) -> Vec<String> {
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, before);
    }
    if let Some(last) = lines.last_mut() {
        last.push_str(behind);
    }
    lines
}
