//! Owns the way from a [`Tree`] to expressions: names become symbols, calls find their function, definitions are kept.

mod calls;
mod parts;
mod texts;
mod values;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::pool::{Id, Pool};
use super::walk::{occurs, substitute_map, variables};
use crate::diagnostic::{Diagnostic, expression, language as language_codes};
use crate::functions;
use crate::language::{self, KEYWORDS, Relation, Shape, Tree, TreeId, latex};
use crate::source::Span;

pub(super) use texts::Template;

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
    /// `f(x) = …`; kept in the scope, and calls of it are read as its body.
    Function {
        /// Its name.
        name: String,
        /// Its parameters.
        parameters: Vec<Id>,
        /// What it is.
        body: Id,
    },
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
        self.read_as(pool, text, Claims::ByShape)
    }

    /// As [`Scope::read`], for a text that says what is to be judged: its last statement is a claim also when a name
    /// stands alone on the left, as in `y = sqrt(y^2)`.
    pub fn read_claims(&mut self, pool: &mut Pool, text: &str) -> Result<Program, Diagnostic> {
        self.read_as(pool, text, Claims::Last)
    }

    /// As [`Scope::read`], for a text that is only written in another way: an equation stays one, also where it gives a
    /// name a new value or a second one. Functions join the scope, definitions don't.
    ///
    /// ```
    /// use gradus::expr::{Pool, Scope, Statement};
    /// let (mut pool, mut scope) = (Pool::new(), Scope::default());
    /// let program = scope.read_formulas(&mut pool, "w = w - eta*g").unwrap();
    /// assert!(matches!(program.statements[..], [Statement::Claim { .. }]));
    /// assert_eq!(scope.read(&mut pool, "w = w - eta*g").unwrap_err().code.id, "G0208");
    /// ```
    pub fn read_formulas(&mut self, pool: &mut Pool, text: &str) -> Result<Program, Diagnostic> {
        self.read_as(pool, text, Claims::All)
    }

    fn read_as(&mut self, pool: &mut Pool, text: &str, claims: Claims) -> Result<Program, Diagnostic> {
        let reading = self.reading(text)?;
        let mut reader = Reader {
            declared: declared_in(&reading.tree, claims).chain(self.declared.iter().cloned()).collect(),
            indices: bound_in(&reading.tree),
            tree: &reading.tree,
            claims,
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
            claims: Claims::ByShape,
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
            Some(Statement::Function { .. }) | None => Err(Diagnostic::new(&language_codes::EMPTY)),
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

/// Which statements of a text are claims, besides those whose shape says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claims {
    ByShape,
    Last,
    All,
}

/// Names that the text itself introduces: left sides, parameters, indices. A claim introduces none by its left side.
fn declared_in(tree: &Tree, claims: Claims) -> impl Iterator<Item = String> + '_ {
    let claim = if claims == Claims::Last { tree.statements.last().copied() } else { None };
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

/// Terms or factors; most sums and products have few.
type Parts = SmallVec<[Id; 4]>;

/// A tree node on its way to an expression; sums and products grow until something else uses them.
enum Value {
    Done(Id),
    Terms(Parts),
    Factors(Parts),
    Range(Id, Id),
    /// The index of a sum, before its range.
    Index(Id),
    Relations(Box<(Vec<Relation>, Vec<Id>)>),
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
    claims: Claims,
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
                statements.push(self.define_function(pool, definition)?);
                self.values.push(Value::Moved);
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

    /// Whether a statement is a claim whatever its shape.
    fn is_claim(&self, root: TreeId) -> bool {
        match self.claims {
            Claims::ByShape => false,
            Claims::Last => self.tree.statements.last() == Some(&root),
            Claims::All => true,
        }
    }

    /// `f(a, b) = body`, by the shape of a statement.
    fn function_definition(&self, root: TreeId) -> Option<FunctionDefinition> {
        let Shape::Relations(relations) = &self.tree.node(root).shape else { return None };
        let [left, body] = self.tree.children(root) else { return None };
        let Shape::Call(name) = &self.tree.node(*left).shape else { return None };
        let parameters = self.tree.children(*left).iter().map(|&id| self.tree.name(id).map(str::to_owned));
        let is_claim = self.is_claim(root) && self.scope.functions.contains_key(&**name);
        let is_new = functions::lookup(name).is_none() && !KEYWORDS.iter().any(|row| row.name == &**name) && !is_claim;
        let parameters: Vec<String> = parameters.collect::<Option<_>>()?;
        (is_new && relations[..] == [Relation::Equal]).then(|| FunctionDefinition {
            name: name.to_string(),
            parameters,
            body: *body,
        })
    }

    fn define_function(&mut self, pool: &mut Pool, definition: FunctionDefinition) -> Result<Statement, Diagnostic> {
        let FunctionDefinition { name, parameters, body } = definition;
        let span = self.tree.node(body).span;
        let body = self.take(pool, body)?;
        let parameters: Vec<Id> = parameters.iter().map(|name| pool.symbol(name)).collect();
        let function = UserFunction { parameters: parameters.clone(), body };
        if self.scope.functions.insert(name.clone(), function).is_some() {
            return Err(Diagnostic::new(&expression::REDEFINED).with("name", name).at(span));
        }
        Ok(Statement::Function { name, parameters, body })
    }

    fn statement(&mut self, pool: &mut Pool, id: TreeId) -> Result<Statement, Diagnostic> {
        let span = self.tree.node(id).span;
        let Some(Value::Relations(comparison)) = self.values.get(id.index()) else {
            return Ok(Statement::Expression(self.take(pool, id)?));
        };
        let (relations, members) = &**comparison;
        match (&relations[..], &members[..]) {
            ([Relation::Equal], [name, value]) if pool.name(*name).is_some() && !self.is_claim(id) => {
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
            Value::Range(..) | Value::Index(_) | Value::Relations(..) | Value::Moved => {
                Err(Diagnostic::new(&expression::STRAY_RELATION).at(self.tree.node(id).span))
            }
        }
    }
}
