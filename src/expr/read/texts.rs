//! Owns the texts of the tables: definitions, derivatives and conditions of rows, each read once for a pool.

use super::{Scope, Statement};
use crate::diagnostic::Diagnostic;
use std::rc::Rc;

use crate::expr::pool::{Id, Pool, Template};
use crate::expr::walk::{is_binder, postorder, substitute, with_children};
use crate::functions::FunctionId;

impl Pool {
    /// Reads a text of one of the tables, once: an expression, or a condition such as `x != 0`.
    pub fn table_text(&mut self, text: &'static str) -> Result<Id, Diagnostic> {
        self.template(text).map(|template| template.root)
    }

    fn template(&mut self, text: &'static str) -> Result<Template, Diagnostic> {
        if let Some(template) = self.texts.get(text) {
            return Ok(template.clone());
        }
        let mut scope = Scope::default();
        let program = scope.read(self, text)?;
        let root = match program.statements.last() {
            // Conditions: domains of functions and of rules.
            Some(Statement::Claim { members, relations, .. }) => match (&members[..], &relations[..]) {
                ([left, right], [relation]) => self.compare(*relation, *left, *right),
                _ => scope.subject(self, &program)?,
            },
            _ => scope.subject(self, &program)?,
        };
        let order: Rc<[Id]> = postorder(self, root).into();
        let binds = order.iter().any(|&id| is_binder(self, id));
        let template = Template { root, order, binds };
        self.texts.insert(text, template.clone());
        Ok(template)
    }

    /// A text of a function's row with the arguments in the place of the row's parameters.
    pub fn instantiate(
        &mut self,
        function: FunctionId,
        text: &'static str,
        arguments: &[Id],
    ) -> Result<Id, Diagnostic> {
        let template = self.template(text)?;
        let parameters = function.row().parameters;
        let replacements: Vec<(Id, Id)> =
            parameters.iter().zip(arguments).map(|(name, &argument)| (self.symbol(name), argument)).collect();
        if template.binds {
            return Ok(substitute(self, template.root, &replacements));
        }
        // Texts are short: a list is looked through faster than a map is made.
        let mut done: Vec<(Id, Id)> = replacements;
        let mut children = Vec::new();
        let find = |done: &[(Id, Id)], id: Id| done.iter().find(|(old, _)| *old == id).map(|(_, new)| *new);
        for &id in template.order.iter() {
            if find(&done, id).is_some() {
                continue;
            }
            children.clear();
            children.extend(self.children(id).iter().map(|&child| find(&done, child).unwrap_or(child)));
            let new = with_children(self, id, &children);
            if new != id {
                done.push((id, new));
            }
        }
        Ok(find(&done, template.root).unwrap_or(template.root))
    }
}
