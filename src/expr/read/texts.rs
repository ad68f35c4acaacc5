//! Owns the texts of the tables: definitions, derivatives and conditions of rows, each read once for a pool and then filled in
//! as often as needed.

use std::sync::Arc;

use smallvec::SmallVec;

use super::{Scope, Statement};
use crate::diagnostic::Diagnostic;
use crate::expr::pool::{Id, Kind, Pool};
use crate::expr::walk::{is_binder, postorder, substitute};
use crate::functions::FunctionId;

/// A text of a function's row, taken apart: the nodes that hold a parameter, parts first.
pub(in crate::expr) struct Template {
    steps: Vec<(Kind, SmallVec<[Part; 4]>)>,
    result: Part,
}

/// A part of a node of a template.
#[derive(Clone, Copy)]
enum Part {
    /// The same wherever the text is filled in.
    Fixed(Id),
    /// The argument at this position, and the parameter that it stands for.
    Argument(usize, Id),
    /// What an earlier step made.
    Made(usize),
}

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
        let template = match self.templates.get(&(function, text)) {
            Some(template) => Arc::clone(template),
            None => {
                let root = self.table_text(text)?;
                let parameters: Vec<Id> = function.row().parameters.iter().map(|name| self.symbol(name)).collect();
                let order = postorder(self, root);
                if order.iter().any(|&id| is_binder(self, id)) {
                    // An index of the text must not catch what is filled in.
                    let replacements: Vec<(Id, Id)> = parameters.into_iter().zip(arguments.iter().copied()).collect();
                    return Ok(substitute(self, root, &replacements));
                }
                let template = Arc::new(Template::new(self, &order, root, &parameters));
                self.templates.insert((function, text), Arc::clone(&template));
                template
            }
        };
        let mut made: SmallVec<[Id; 16]> = SmallVec::new();
        let value = |made: &[Id], part: Part| match part {
            Part::Fixed(id) => id,
            Part::Argument(position, parameter) => arguments.get(position).copied().unwrap_or(parameter),
            // Steps come after those that they use.
            Part::Made(step) => made[step],
        };
        for (kind, parts) in &template.steps {
            let mut children: SmallVec<[Id; 4]> = SmallVec::new();
            for &part in parts {
                children.push(value(&made, part));
            }
            made.push(self.make(*kind, &children));
        }
        Ok(value(&made, template.result))
    }
}

impl Template {
    fn new(pool: &Pool, order: &[Id], root: Id, parameters: &[Id]) -> Self {
        let mut steps: Vec<(Kind, SmallVec<[Part; 4]>)> = Vec::new();
        let mut moving: Vec<(Id, Part)> =
            parameters.iter().enumerate().map(|(position, &id)| (id, Part::Argument(position, id))).collect();
        let part = |moving: &[(Id, Part)], id: Id| {
            moving.iter().find(|(known, _)| *known == id).map_or(Part::Fixed(id), |(_, part)| *part)
        };
        for &id in order {
            let parts: SmallVec<[Part; 4]> = pool.children(id).iter().map(|&child| part(&moving, child)).collect();
            if parts.iter().any(|part| !matches!(part, Part::Fixed(_))) {
                moving.push((id, Part::Made(steps.len())));
                steps.push((pool.kind(id), parts));
            }
        }
        Template { result: part(&moving, root), steps }
    }
}
