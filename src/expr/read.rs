//! Owns the way from a [`Tree`] to expressions: names become symbols, calls find their function, definitions are kept.

mod calls;
mod parts;
mod texts;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pool::{Constant, Id, Kind, Pool};
use super::walk::{occurs, substitute_map, variables};
use crate::diagnostic::{Diagnostic, expression, language as language_codes, latex as latex_codes};
use crate::functions;
use crate::language::{self, KEYWORDS, Operator, Relation, Shape, Tree, TreeId, latex};
use crate::number::Rational;
use crate::source::Span;

/// What a text says.
#[derive(Clone, Debug)]
pub enum Statement {
    /// `name = value`.
    Definition {
        /// The symbol.
        name: Id,
        /// What it stands for.
        value: Id,
        /// Where it stands.
        span: Span,
    },
    /// `a = b < c`, where the left side isn't a name.
    Claim {
        /// The members.
        members: Vec<Id>,
        /// One relation between each two.
        relations: Vec<Relation>,
        /// Where each member stands.
        places: Vec<Span>,
        /// Where it stands.
        span: Span,
    },
    /// An expression.
    Expression(Id),
    /// `f(x) = …`; kept in the scope.
    Function,
}

/// Names and functions that texts read one after another share.
#[derive(Default)]
pub struct Scope {
    /// Names that mean a variable even if they are `e` or `pi`.
    pub declared: FxHashSet<String>,
    /// Whether every text is LaTeX, also one that doesn't look so.
    pub latex: bool,
    functions: FxHashMap<String, UserFunction>,
    definitions: Vec<(Id, Id)>,
}

#[derive(Clone)]
struct UserFunction {
    parameters: Vec<Id>,
    body: Id,
}

/// Statements read from one text.
#[derive(Debug)]
pub struct Program {
    /// In order.
    pub statements: Vec<Statement>,
    /// What should be looked at.
    pub warnings: Vec<Diagnostic>,
}

/// Reads one expression.
///
/// ```
/// use gradus::expr::{Pool, read};
/// let mut pool = Pool::new();
/// let loss = read(&mut pool, "(y - (w*x + b))^2").unwrap();
/// assert_eq!(loss, read(&mut pool, "(y-(w x+b))²").unwrap());
/// assert_eq!(read(&mut pool, "sin(x").unwrap_err().code.id, "G0104");
/// ```
pub fn read(pool: &mut Pool, text: &str) -> Result<Id, Diagnostic> {
    let mut scope = Scope::default();
    let program = scope.read(pool, text)?;
    scope.subject(pool, &program)
}

impl Scope {
    /// Reads a text; its definitions and functions join the scope. Definitions aren't carried out yet. A text that starts
    /// with a backslash or a dollar sign is LaTeX, as the plain notation has neither.
    ///
    /// ```
    /// use gradus::expr::{Pool, Scope};
    /// let (mut pool, mut scope) = (Pool::new(), Scope::default());
    /// let program = scope.read(&mut pool, r"$\hat y = wx; \frac{1}{2}(y - \hat y)^2$").unwrap();
    /// let loss = scope.subject(&mut pool, &program).unwrap();
    /// assert_eq!(gradus::render::plain(&pool, loss), "1/2*(y - w*x)^2");
    /// assert_eq!(scope.read(&mut pool, r"\frac{x}{2").unwrap_err().code.id, "G0901");
    /// ```
    pub fn read(&mut self, pool: &mut Pool, text: &str) -> Result<Program, Diagnostic> {
        self.read_as(pool, text, Last::Any)
    }

    /// As [`Scope::read`], for a text that says what is to be judged: its last statement is a claim also when a name
    /// stands alone on the left, as in `y = sqrt(y^2)`.
    pub fn read_claims(&mut self, pool: &mut Pool, text: &str) -> Result<Program, Diagnostic> {
        self.read_as(pool, text, Last::Claim)
    }

    fn read_as(&mut self, pool: &mut Pool, text: &str, last: Last) -> Result<Program, Diagnostic> {
        let reading = self.reading(text)?;
        let claim = if last == Last::Claim { reading.tree.statements.last().copied() } else { None };
        let mut reader = Reader {
            declared: declared_in(&reading.tree, claim).chain(self.declared.iter().cloned()).collect(),
            indices: bound_in(&reading.tree),
            tree: &reading.tree,
            claim,
            scope: self,
            values: Vec::new(),
        };
        let statements = reader.statements(pool)?;
        Ok(Program { statements, warnings: reading.warnings })
    }

    /// One part of a tree as an expression; nothing joins the scope. What a definition's left side is, is up to the caller.
    /// Linear in the tree.
    ///
    /// ```
    /// use gradus::expr::{Pool, Scope};
    /// use gradus::language::latex::{Declared, parse};
    /// let tree = parse(r"y = \frac{1}{2} wx", &Declared::default()).unwrap().tree;
    /// let right = tree.children(tree.statements[0])[1];
    /// let mut pool = Pool::new();
    /// let value = Scope::default().expression(&mut pool, &tree, right).unwrap();
    /// assert_eq!(gradus::render::plain(&pool, value), "1/2*w*x");
    /// let list = parse("(1, 2)", &Declared::default()).unwrap().tree;
    /// let problem = Scope::default().expression(&mut pool, &list, list.statements[0]).unwrap_err();
    /// assert_eq!(problem.code.id, "G0909");
    /// ```
    pub fn expression(&mut self, pool: &mut Pool, tree: &Tree, root: TreeId) -> Result<Id, Diagnostic> {
        let mut needed = vec![false; root.index() + 1];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if let Some(flag) = needed.get_mut(id.index())
                && !*flag
            {
                *flag = true;
                stack.extend_from_slice(tree.children(id));
            }
        }
        let declared = self.declared.clone();
        let mut reader = Reader {
            declared,
            indices: bound_in(tree),
            tree,
            claim: None,
            scope: self,
            values: Vec::with_capacity(needed.len()),
        };
        for (id, needed) in tree.ids().zip(needed) {
            let span = tree.node(id).span;
            let value =
                if needed { reader.value(pool, id).map_err(|problem| problem.or_at(span))? } else { Value::Moved };
            reader.values.push(value);
        }
        reader.take(pool, root)
    }

    fn reading(&self, text: &str) -> Result<language::Reading, Diagnostic> {
        let mut known: Vec<&str> = self.functions.keys().map(String::as_str).collect();
        known.sort_unstable();
        if !self.latex && !latex::is_latex(text) {
            return language::parse(text, &known);
        }
        let mut names: Vec<String> = self.declared.iter().cloned().collect();
        names.sort_unstable();
        let declared = latex::Declared {
            functions: known.into_iter().map(str::to_owned).collect(),
            words: names.iter().filter(|name| name.chars().count() > 1).cloned().collect(),
            variables: names,
            ..latex::Declared::default()
        };
        latex::parse(&latex::undelimited(text), &declared)
    }

    /// Defines or redefines a function.
    pub fn set_function(&mut self, name: &str, parameters: &[Id], body: Id) {
        self.functions.insert(name.to_owned(), UserFunction { parameters: parameters.to_vec(), body });
    }

    /// The last statement's expression (for a definition, its value), definitions carried out.
    pub fn subject(&self, pool: &mut Pool, program: &Program) -> Result<Id, Diagnostic> {
        match program.statements.last() {
            Some(Statement::Expression(id) | Statement::Definition { value: id, .. }) => self.inline(pool, *id),
            Some(Statement::Claim { span, .. }) => Err(Diagnostic::new(&expression::NOT_AN_EXPRESSION).at(*span)),
            Some(Statement::Function) | None => Err(Diagnostic::new(&language_codes::EMPTY)),
        }
    }

    /// The definitions of all texts read so far, in order.
    pub fn definitions(&self) -> &[(Id, Id)] {
        &self.definitions
    }

    /// Replaces defined names by their values until none is left.
    pub fn inline(&self, pool: &mut Pool, id: Id) -> Result<Id, Diagnostic> {
        let mut values: FxHashMap<Id, Id> = FxHashMap::default();
        let mut pending: Vec<(Id, Id)> = self.definitions.clone();
        let names: FxHashSet<Id> = pending.iter().map(|(name, _)| *name).collect();
        while !pending.is_empty() {
            let before = pending.len();
            let mut waiting = Vec::new();
            for (name, value) in pending {
                let uses: Vec<Id> = variables(pool, value).into_iter().filter(|id| names.contains(id)).collect();
                if uses.iter().all(|used| values.contains_key(used)) {
                    let value = substitute_map(pool, value, &values);
                    values.insert(name, value);
                } else {
                    waiting.push((name, value));
                }
            }
            if waiting.len() == before {
                let name = waiting.first().and_then(|(name, _)| pool.name(*name)).unwrap_or_default().to_owned();
                return Err(Diagnostic::new(&expression::CIRCULAR).with("name", name));
            }
            pending = waiting;
        }
        Ok(substitute_map(pool, id, &values))
    }
}

/// What the last statement of a text may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Any,
    Claim,
}

/// Names that the text itself introduces: left sides, parameters, indices. A claim introduces none by its left side.
fn declared_in(tree: &Tree, claim: Option<TreeId>) -> impl Iterator<Item = String> + '_ {
    let lefts = tree.statements.iter().filter_map(move |&id| match tree.node(id).shape {
        Shape::Relations(_) if Some(id) != claim => tree.children(id).first().copied(),
        _ => None,
    });
    let names = lefts.flat_map(|left| match tree.node(left).shape {
        Shape::Name(_) => vec![left],
        Shape::Call(_) => tree.children(left).to_vec(),
        _ => Vec::new(),
    });
    names.filter_map(|id| tree.name(id)).map(str::to_owned).chain(bound_in(tree))
}

/// Names bound by a sum or product anywhere in the text.
fn bound_in(tree: &Tree) -> FxHashSet<String> {
    let ranges = tree.ids().filter(|&id| {
        matches!(tree.node(id).shape, Shape::Relations(_))
            && tree.children(id).get(1).is_some_and(|&right| tree.node(right).shape == Shape::Range)
    });
    ranges.filter_map(|id| tree.name(*tree.children(id).first()?)).map(str::to_owned).collect()
}

/// A tree node on its way to an expression; sums and products grow until something else uses them.
enum Value {
    Done(Id),
    Terms(Vec<Id>),
    Factors(Vec<Id>),
    Range(Id, Id),
    Relations(Vec<Relation>, Vec<Id>),
    Moved,
}

/// The parts of `f(a, b) = body`.
struct FunctionDefinition {
    name: String,
    parameters: Vec<String>,
    body: TreeId,
}

struct Reader<'r> {
    tree: &'r Tree,
    /// The statement that is a claim whatever its shape.
    claim: Option<TreeId>,
    scope: &'r mut Scope,
    declared: FxHashSet<String>,
    indices: FxHashSet<String>,
    values: Vec<Value>,
}

impl Reader<'_> {
    fn statements(&mut self, pool: &mut Pool) -> Result<Vec<Statement>, Diagnostic> {
        let mut statements = Vec::new();
        let mut roots = self.tree.statements.iter().copied().peekable();
        for id in self.tree.ids() {
            let span = self.tree.node(id).span;
            if let Some(root) = roots.peek()
                && *root == id
                && let Some(definition) = self.function_definition(id)
            {
                self.define_function(pool, definition)?;
                self.values.push(Value::Moved);
                statements.push(Statement::Function);
                roots.next();
                continue;
            }
            let is_left_of_definition = roots.peek().is_some_and(|&root| {
                self.function_definition(root).is_some() && self.tree.children(root).first() == Some(&id)
            });
            let value = if is_left_of_definition {
                Value::Moved
            } else {
                self.value(pool, id).map_err(|problem| problem.or_at(span))?
            };
            self.values.push(value);
            if roots.peek() == Some(&id) {
                roots.next();
                statements.push(self.statement(pool, id)?);
            }
        }
        Ok(statements)
    }

    /// `f(a, b) = body`, by the shape of a statement.
    fn function_definition(&self, root: TreeId) -> Option<FunctionDefinition> {
        let Shape::Relations(relations) = &self.tree.node(root).shape else { return None };
        let [left, body] = self.tree.children(root) else { return None };
        let Shape::Call(name) = &self.tree.node(*left).shape else { return None };
        let parameters = self.tree.children(*left).iter().map(|&id| self.tree.name(id).map(str::to_owned));
        let is_claim = self.claim == Some(root) && self.scope.functions.contains_key(&**name);
        let is_new = functions::lookup(name).is_none() && !KEYWORDS.iter().any(|row| row.name == &**name) && !is_claim;
        let parameters: Vec<String> = parameters.collect::<Option<_>>()?;
        (is_new && relations[..] == [Relation::Equal]).then(|| FunctionDefinition {
            name: name.to_string(),
            parameters,
            body: *body,
        })
    }

    fn define_function(&mut self, pool: &mut Pool, definition: FunctionDefinition) -> Result<(), Diagnostic> {
        let FunctionDefinition { name, parameters, body } = definition;
        let span = self.tree.node(body).span;
        let body = self.take(pool, body)?;
        let parameters = parameters.iter().map(|name| pool.symbol(name)).collect();
        if self.scope.functions.insert(name.clone(), UserFunction { parameters, body }).is_some() {
            return Err(Diagnostic::new(&expression::REDEFINED).with("name", name).at(span));
        }
        Ok(())
    }

    fn statement(&mut self, pool: &mut Pool, id: TreeId) -> Result<Statement, Diagnostic> {
        let span = self.tree.node(id).span;
        let Some(Value::Relations(relations, members)) = self.values.get(id.index()) else {
            return Ok(Statement::Expression(self.take(pool, id)?));
        };
        match (&relations[..], &members[..]) {
            ([Relation::Equal], [name, value]) if pool.name(*name).is_some() && self.claim != Some(id) => {
                let (name, value) = (*name, *value);
                let text = pool.name(name).unwrap_or_default().to_owned();
                if self.scope.definitions.iter().any(|(other, _)| *other == name) {
                    return Err(Diagnostic::new(&expression::REDEFINED).with("name", text).at(span));
                }
                if occurs(pool, value, name) {
                    return Err(Diagnostic::new(&expression::CIRCULAR).with("name", text).at(span));
                }
                self.scope.definitions.push((name, value));
                Ok(Statement::Definition { name, value, span })
            }
            _ => {
                let places = self.tree.children(id).iter().map(|&member| self.tree.node(member).span).collect();
                Ok(Statement::Claim { members: members.clone(), relations: relations.clone(), places, span })
            }
        }
    }

    /// The finished expression of a node that was visited; each is used once.
    fn take(&mut self, pool: &mut Pool, id: TreeId) -> Result<Id, Diagnostic> {
        let value = self.values.get_mut(id.index()).map_or(Value::Moved, |slot| std::mem::replace(slot, Value::Moved));
        match value {
            Value::Done(id) => Ok(id),
            Value::Terms(terms) => Ok(pool.add(&terms)),
            Value::Factors(factors) => Ok(pool.mul(&factors)),
            Value::Range(..) | Value::Relations(..) | Value::Moved => {
                Err(Diagnostic::new(&expression::STRAY_RELATION).at(self.tree.node(id).span))
            }
        }
    }

    fn value(&mut self, pool: &mut Pool, id: TreeId) -> Result<Value, Diagnostic> {
        let tree = self.tree;
        let children = tree.children(id);
        let done = |id| Ok(Value::Done(id));
        match (&tree.node(id).shape, children) {
            (Shape::Number(digits), _) => {
                let number = Rational::parse(digits).ok_or_else(|| Diagnostic::new(&expression::NUMBER_SIZE))?;
                done(pool.number(&number))
            }
            (Shape::Name(name), _) => done(self.named(pool, name)),
            (Shape::Indexed, [base, indices @ ..]) => self.indexed(pool, *base, indices).map(Value::Done),
            (Shape::Negative, [a]) => {
                let a = self.take(pool, *a)?;
                done(pool.neg(a))
            }
            (Shape::Binary(operator), [a, b]) => self.binary(pool, id, *operator, *a, *b),
            (Shape::Call(name), _) => self.call(pool, name, children, tree.node(id).span),
            (Shape::Bars, [a]) => {
                let a = self.take(pool, *a)?;
                let abs = functions::lookup("abs").ok_or_else(|| Diagnostic::new(&language_codes::EMPTY))?;
                done(pool.call(abs, &[a]))
            }
            (Shape::Derivative, [_, ..]) => {
                let parts: Vec<Id> = children.iter().map(|&part| self.take(pool, part)).collect::<Result<_, _>>()?;
                done(pool.make(Kind::Derivative, &parts))
            }
            (Shape::Range, [a, b]) => Ok(Value::Range(self.take(pool, *a)?, self.take(pool, *b)?)),
            (Shape::Relations(relations), _) => {
                if let [index, range] = children
                    && let Some(Value::Range(..)) = self.values.get(range.index())
                {
                    // The parent, a sum, takes the range itself.
                    return Ok(self.take(pool, *index).map_or(Value::Moved, Value::Done));
                }
                let members = children.iter().map(|&part| self.take(pool, part)).collect::<Result<_, _>>()?;
                Ok(Value::Relations(relations.to_vec(), members))
            }
            (Shape::Form(_), _) => Err(Diagnostic::new(&latex_codes::NO_VALUE)),
            // The grammar gives every shape its number of children.
            (
                Shape::Indexed | Shape::Negative | Shape::Binary(_) | Shape::Bars | Shape::Derivative | Shape::Range,
                _,
            ) => Ok(Value::Moved),
        }
    }

    fn named(&self, pool: &mut Pool, name: &str) -> Id {
        let constant = match name {
            "e" => Some(Constant::E),
            "pi" => Some(Constant::Pi),
            _ => None,
        };
        match constant {
            Some(constant) if !self.declared.contains(name) => pool.constant(constant),
            _ => pool.symbol(name),
        }
    }

    /// `x_i` and `x_1` are the symbol x at an index; `w_old` is a name of its own.
    fn indexed(&mut self, pool: &mut Pool, base: TreeId, indices: &[TreeId]) -> Result<Id, Diagnostic> {
        let tree = self.tree;
        let stem = tree.name(base).unwrap_or_default();
        if let [index] = indices
            && let Some(label) = tree.name(*index)
            && !self.is_index(label)
        {
            return Ok(pool.symbol(&format!("{stem}_{label}")));
        }
        let base = pool.symbol(stem);
        let parts: Vec<Id> = indices.iter().map(|&index| self.take(pool, index)).collect::<Result<_, _>>()?;
        Ok(pool.indexed(base, &parts))
    }

    fn is_index(&self, label: &str) -> bool {
        matches!(label, "i" | "j" | "k" | "l" | "m" | "n") || self.indices.contains(label)
    }

    fn binary(
        &mut self,
        pool: &mut Pool,
        whole: TreeId,
        operator: Operator,
        a: TreeId,
        b: TreeId,
    ) -> Result<Value, Diagnostic> {
        let right = self.take(pool, b)?;
        // `(a + b) + c` is a sum of two terms: what was typed stays.
        let joins = !self.tree.keeps_brackets(whole, 0);
        match operator {
            Operator::Plus | Operator::Minus => {
                let mut terms = match self.values.get_mut(a.index()) {
                    Some(Value::Terms(terms)) if joins => std::mem::take(terms),
                    _ => vec![self.take(pool, a)?],
                };
                terms.push(if operator == Operator::Minus { pool.neg(right) } else { right });
                Ok(Value::Terms(terms))
            }
            Operator::Times | Operator::Juxtaposed => {
                let mut factors = match self.values.get_mut(a.index()) {
                    Some(Value::Factors(factors)) if joins => std::mem::take(factors),
                    _ => vec![self.take(pool, a)?],
                };
                factors.push(right);
                Ok(Value::Factors(factors))
            }
            Operator::Over => {
                let left = self.take(pool, a)?;
                let apart = self.tree.keeps_brackets(whole, 1);
                Ok(Value::Done(if apart { pool.div(left, right) } else { quotient(pool, left, right) }))
            }
            Operator::Power => {
                let left = self.take(pool, a)?;
                Ok(Value::Done(pool.pow(left, right)))
            }
        }
    }
}

/// `1/2` typed with whole numbers in lowest terms is the number; every other quotient stays one.
fn quotient(pool: &mut Pool, a: Id, b: Id) -> Id {
    if let (Kind::Number(_), Kind::Number(_)) = (pool.kind(a), pool.kind(b))
        && let (Some(p), Some(q)) = (pool.as_number(a), pool.as_number(b))
        && p.is_integer()
        && q.is_integer()
        && !q.is_one()
        && let Some(value) = &p / &q
        && value.numerator() == p
        && value.denominator() == q
    {
        return pool.number(&value);
    }
    pool.div(a, b)
}
