//! Owns the texts of the tables: definitions, derivatives and conditions of rows, each read once for a pool.

use super::{Scope, Statement};
use crate::diagnostic::Diagnostic;
use crate::expr::pool::{Id, Pool};
use crate::expr::walk::substitute;
use crate::functions::FunctionId;

impl Pool {
    /// Reads a text of one of the tables, once: an expression, or a condition such as `x != 0`.
    pub fn table_text(&mut self, text: &'static str) -> Result<Id, Diagnostic> {
        if let Some(&id) = self.texts.get(text) {
            return Ok(id);
        }
        let mut scope = Scope::default();
        let program = scope.read(self, text)?;
        let id = match program.statements.last() {
            // Conditions: domains of functions and of rules.
            Some(Statement::Claim { members, relations, .. }) => match (&members[..], &relations[..]) {
                ([left, right], [relation]) => self.compare(*relation, *left, *right),
                _ => scope.subject(self, &program)?,
            },
            _ => scope.subject(self, &program)?,
        };
        self.texts.insert(text, id);
        Ok(id)
    }

    /// A text of a function's row with the arguments in the place of the row's parameters.
    pub fn instantiate(
        &mut self,
        function: FunctionId,
        text: &'static str,
        arguments: &[Id],
    ) -> Result<Id, Diagnostic> {
        let template = self.table_text(text)?;
        let parameters = function.row().parameters;
        let replacements: Vec<(Id, Id)> =
            parameters.iter().zip(arguments).map(|(name, &argument)| (self.symbol(name), argument)).collect();
        Ok(substitute(self, template, &replacements))
    }
}
