//! Owns the computation graph: definitions in an order in which each uses earlier ones only, and the letters they start
//! from.

use rustc_hash::{FxHashMap, FxHashSet};

use super::family::Families;
use super::rows::{self, Rows};
use super::variable::{base, indices, is_family_name, is_single};
use crate::diagnostic::{Diagnostic, backprop as codes, expression};
use crate::expr::{Id, Kind, Pool, Relation, Statement, is_binder, postorder, replace_map, variables};
use crate::render::plain;

/// Letters that stand for data or for settings by custom; everything else that a model starts from is a parameter.
const GIVEN: &[&str] = &[
    "x", "y", "t", "d", "target", "label", "lambda", "eta", "delta", "epsilon", "eps", "tau", "m", "n", "N", "K", "D",
];

/// One definition of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The variable that is defined: `z`, `h_1`, or `h_j` for a whole family.
    pub name: Id,
    /// What it is, in terms of other variables.
    pub formula: Id,
    /// The variables that the formula uses, each family once and under its own name: definitions, parameters, data.
    pub inputs: Vec<Id>,
}

/// A computation graph.
///
/// ```
/// use gradus::backprop::Model;
/// use gradus::expr::{Pool, Scope};
/// use gradus::render::plain;
/// let mut pool = Pool::new();
/// let program = Scope::default().read(&mut pool, "z = w*x + b; L = (y - z)^2").unwrap();
/// let model = Model::new(&mut pool, &program.statements, &[], &[]).unwrap();
/// let names = |ids: &[gradus::expr::Id]| ids.iter().map(|&id| plain(&pool, id)).collect::<Vec<_>>();
/// assert_eq!(names(&model.parameters), ["w", "b"]);
/// assert_eq!(names(&model.given), ["x", "y"]);
/// let circle = Scope::default().read(&mut pool, "a = 2*b; b = a + w; L = a^2").unwrap();
/// assert_eq!(Model::new(&mut pool, &circle.statements, &[], &[]).unwrap_err().code.id, "G1001");
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    /// Definitions, each after those it uses; the loss comes last.
    pub nodes: Vec<Node>,
    /// Variables that the gradient is taken by.
    pub parameters: Vec<Id>,
    /// The other variables that the model starts from: data and settings.
    pub given: Vec<Id>,
    /// Symbols that limit sums: how many units, how many classes.
    pub sizes: Vec<Id>,
    /// Equations stated beside the definitions, such as Σ y_k = 1.
    pub relations: Vec<(Id, Id)>,
    /// Definitions that the loss doesn't use.
    pub unused: Vec<Id>,
    pub(super) families: Families,
    pub(super) rows: Rows,
    places: FxHashMap<Id, usize>,
}

impl Model {
    /// Puts the definitions of a text in order. The last definition or expression is the loss. Parameters are those of
    /// `over`, or, when it is empty, all letters that aren't data or settings by custom or by being in `columns`. In a
    /// loss with sums or means over rows, columns and what is computed from them become families with an index.
    ///
    /// Errors: a circle (G1001), a name defined twice (G0209), a loss that is a whole family (G1007), nothing to
    /// differentiate by (G1006), a parameter the loss doesn't depend on (G1002). Linear in the size of the text.
    pub fn new(pool: &mut Pool, statements: &[Statement], over: &[Id], columns: &[Id]) -> Result<Model, Diagnostic> {
        let Read { mut definitions, relations } = read(pool, statements)?;
        members(pool, &mut definitions);
        let rows = rows::index(pool, &mut definitions, over, columns);
        let mut places: FxHashMap<Id, usize> = FxHashMap::default();
        for (at, &(name, _)) in definitions.iter().enumerate() {
            let key = if is_single(pool, name) { name } else { base(pool, name) };
            if places.insert(key, at).is_some() {
                return Err(Diagnostic::new(&expression::REDEFINED).with("name", plain(pool, key)));
            }
        }
        let families = Families::of(pool, &definitions);
        let sizes = sizes(pool, &definitions);
        let (mut nodes, mut picks_of_all) = (Vec::<Node>::with_capacity(definitions.len()), Vec::new());
        for &(name, formula) in &definitions {
            let own: Vec<Id> = indices(pool, name).to_vec();
            let free = variables(pool, formula);
            let picked: Vec<Id> =
                picks(pool, formula, &free).into_iter().filter(|index| !own.contains(index)).collect();
            let (mut inputs, mut seen) = (Vec::new(), FxHashSet::default());
            for variable in free.into_iter().chain(picked.iter().copied()) {
                let family = families.name_of(pool, variable);
                if !own.contains(&variable) && !sizes.contains(&variable) && seen.insert(family) {
                    inputs.push(family);
                }
            }
            picks_of_all.extend(picked);
            nodes.push(Node { name, formula, inputs });
        }
        let place_of = |pool: &Pool, variable: Id| {
            let exact = places.get(&variable).copied();
            exact
                .or_else(|| places.get(&base(pool, variable)).copied().filter(|_| pool.kind(variable) == Kind::Indexed))
        };
        let order = order(pool, &nodes, place_of)?;
        let Some(&(loss, _)) = definitions.last() else { return Err(Diagnostic::new(&codes::NO_LOSS)) };
        if !is_single(pool, loss) {
            return Err(Diagnostic::new(&codes::LOSS_IS_FAMILY).with("name", plain(pool, loss)));
        }
        let used = reachable(pool, &nodes, nodes.len() - 1, place_of);
        let (mut sorted, mut unused, mut moved) = (Vec::new(), Vec::new(), FxHashMap::default());
        for at in order {
            let Some(node) = nodes.get(at) else { continue };
            if used.contains(&at) {
                moved.insert(at, sorted.len());
                sorted.push(node.clone());
            } else {
                unused.push(node.name);
            }
        }
        let places: FxHashMap<Id, usize> =
            places.into_iter().filter_map(|(key, at)| Some((key, *moved.get(&at)?))).collect();
        let mut model = Model {
            nodes: sorted,
            parameters: Vec::new(),
            given: Vec::new(),
            sizes,
            relations,
            unused,
            families,
            rows,
            places,
        };
        model.choose(pool, over, &[columns, &picks_of_all].concat())?;
        Ok(model)
    }

    /// The definition that a variable stands for: its position in `nodes`. `None` for letters the model starts from.
    pub fn place(&self, pool: &Pool, variable: Id) -> Option<usize> {
        let exact = self.places.get(&variable).copied();
        exact.or_else(|| match pool.kind(variable) {
            Kind::Indexed => self.places.get(&base(pool, variable)).copied(),
            _ => None,
        })
    }

    /// The positions of the definitions that a parameter reaches.
    pub(super) fn active(&self, pool: &Pool) -> FxHashSet<usize> {
        let mut active = FxHashSet::default();
        for (at, node) in self.nodes.iter().enumerate() {
            let reached = node.inputs.iter().any(|&input| match self.place(pool, input) {
                Some(place) => active.contains(&place),
                None => self.parameters.contains(&input),
            });
            if reached {
                active.insert(at);
            }
        }
        active
    }

    /// The loss.
    pub fn loss(&self) -> Option<&Node> {
        self.nodes.last()
    }

    /// Splits the letters that the model starts from into parameters and given ones.
    fn choose(&mut self, pool: &mut Pool, over: &[Id], columns: &[Id]) -> Result<(), Diagnostic> {
        let (mut letters, mut seen) = (Vec::new(), FxHashSet::default());
        for &input in self.nodes.iter().flat_map(|node| &node.inputs) {
            if self.place(pool, input).is_none() && seen.insert(input) {
                letters.push(input);
            }
        }
        let mut wanted = Vec::new();
        for &parameter in over {
            let name = self.families.name_of(pool, parameter);
            // `W` alone means the family W_{j,i}.
            let found = letters.iter().copied().find(|&letter| letter == name || base(pool, letter) == parameter);
            match found {
                Some(letter) => wanted.push(letter),
                None => {
                    let loss = self.loss().map(|node| plain(pool, node.name)).unwrap_or_default();
                    return Err(Diagnostic::new(&codes::NOT_IN_LOSS)
                        .with("name", plain(pool, parameter))
                        .with("loss", loss));
                }
            }
        }
        if over.is_empty() {
            wanted = letters.iter().copied().filter(|&letter| !is_given(pool, letter, columns)).collect();
        }
        if wanted.is_empty() {
            return Err(Diagnostic::new(&codes::NO_PARAMETER));
        }
        self.given = letters.into_iter().filter(|letter| !wanted.contains(letter)).collect();
        self.parameters = wanted;
        Ok(())
    }
}

fn is_given(pool: &Pool, letter: Id, columns: &[Id]) -> bool {
    let stem = base(pool, letter);
    let name = pool.name(stem).unwrap_or_default();
    let bare = name.split('_').next().unwrap_or(name).trim_end_matches(|c: char| c.is_ascii_digit());
    columns.contains(&letter) || columns.contains(&stem) || GIVEN.contains(&bare)
}

struct Read {
    definitions: Vec<(Id, Id)>,
    relations: Vec<(Id, Id)>,
}

/// `h_j = …` and `h_1 = …` are definitions here; other equations are relations that hold beside them.
fn read(pool: &mut Pool, statements: &[Statement]) -> Result<Read, Diagnostic> {
    let mut definitions: Vec<(Id, Id)> = Vec::new();
    let mut relations: Vec<(Id, Id)> = Vec::new();
    let mut subject = None;
    for statement in statements {
        match statement {
            Statement::Definition { name, value, .. } => definitions.push((*name, *value)),
            Statement::Claim { members, relations: between, span, .. } => match (&members[..], &between[..]) {
                ([name, value], [Relation::Equal])
                    if pool.kind(*name) == Kind::Indexed && (is_single(pool, *name) || is_family_name(pool, *name)) =>
                {
                    definitions.push((*name, *value));
                }
                ([left, right], [Relation::Equal]) => {
                    relations.push((*left, *right));
                    continue;
                }
                _ => return Err(Diagnostic::new(&expression::NOT_AN_EXPRESSION).at(*span)),
            },
            Statement::Expression(id) => {
                subject = Some(*id);
                continue;
            }
            Statement::Function { .. } => continue,
        }
        subject = None;
    }
    if let Some(subject) = subject {
        // A name by itself points at its definition, which then comes last.
        match definitions.iter().position(|(name, _)| *name == subject) {
            Some(at) => {
                let loss = definitions.remove(at);
                definitions.push(loss);
            }
            None => {
                let name = loss_name(pool, &definitions, subject);
                definitions.push((name, subject));
            }
        }
    }
    Ok(Read { definitions, relations })
}

/// Where p_k is defined, p_c is its member at the index c, and not a name of its own.
fn members(pool: &mut Pool, definitions: &mut [(Id, Id)]) {
    let stems: Vec<(String, Id)> = definitions
        .iter()
        .filter(|(name, _)| indices(pool, *name).len() == 1 && !is_single(pool, *name))
        .filter_map(|(name, _)| Some((format!("{}_", pool.name(base(pool, *name))?), base(pool, *name))))
        .collect();
    let roots: Vec<Id> = definitions.iter().map(|&(_, formula)| formula).collect();
    let mut replacements = FxHashMap::default();
    for symbol in crate::expr::postorder_of(pool, &roots) {
        let Some(name) = pool.name(symbol).map(str::to_owned) else { continue };
        let found = stems.iter().find_map(|(stem, id)| Some((*id, name.strip_prefix(stem)?)));
        if let Some((stem, index)) = found.filter(|(_, index)| index.chars().all(char::is_alphabetic)) {
            let index = pool.symbol(index);
            replacements.insert(symbol, pool.indexed(stem, &[index]));
        }
    }
    for (_, formula) in definitions.iter_mut() {
        *formula = replace_map(pool, *formula, &replacements);
    }
}

/// The letters that pick a member of a family: c in p_c, where no sum runs over c.
fn picks(pool: &Pool, formula: Id, free: &[Id]) -> Vec<Id> {
    let bound: FxHashSet<Id> = postorder(pool, formula)
        .into_iter()
        .filter(|&id| is_binder(pool, id))
        .filter_map(|id| pool.children(id).first().copied())
        .collect();
    let mut picks: Vec<Id> = Vec::new();
    for &index in free.iter().flat_map(|&variable| indices(pool, variable)) {
        if pool.name(index).is_some() && !bound.contains(&index) && !picks.contains(&index) {
            picks.push(index);
        }
    }
    picks
}

/// `L`, or another name that the model doesn't use.
fn loss_name(pool: &mut Pool, definitions: &[(Id, Id)], subject: Id) -> Id {
    let roots: Vec<Id> = definitions.iter().flat_map(|&(name, value)| [name, value]).chain([subject]).collect();
    let taken: FxHashSet<Id> = crate::expr::postorder_of(pool, &roots).into_iter().collect();
    let names = ["L", "J", "loss"].into_iter().map(str::to_owned).chain((1..).map(|n: u64| format!("L{n}")));
    let mut last = pool.symbol("L");
    for name in names {
        last = pool.symbol(&name);
        if !taken.contains(&last) {
            break;
        }
    }
    last
}

/// Symbols that stand in the limits of sums.
fn sizes(pool: &Pool, definitions: &[(Id, Id)]) -> Vec<Id> {
    let (mut sizes, mut bound) = (Vec::new(), FxHashSet::default());
    for &(_, formula) in definitions {
        for id in postorder(pool, formula).into_iter().filter(|&id| is_binder(pool, id)) {
            let [index, lower, upper, _] = pool.children(id) else { continue };
            bound.insert(*index);
            for limit in [lower, upper] {
                for symbol in variables(pool, *limit) {
                    if !sizes.contains(&symbol) {
                        sizes.push(symbol);
                    }
                }
            }
        }
    }
    sizes.retain(|size| !bound.contains(size));
    sizes
}

/// Positions so that each node comes after those it uses, as near to the typed order as that allows.
fn order(pool: &Pool, nodes: &[Node], place_of: impl Fn(&Pool, Id) -> Option<usize>) -> Result<Vec<usize>, Diagnostic> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; nodes.len()];
    let mut order = Vec::with_capacity(nodes.len());
    for start in 0..nodes.len() {
        // The open nodes with the number of inputs that were looked at: a way from `start` to the last of them.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        if states.get(start) != Some(&State::New) {
            continue;
        }
        while let Some((at, looked)) = way.last_mut() {
            let at = *at;
            if let Some(state) = states.get_mut(at) {
                *state = State::Open;
            }
            let inputs = nodes.get(at).map(|node| &node.inputs[..]).unwrap_or_default();
            let Some(&input) = inputs.get(*looked) else {
                if let Some(state) = states.get_mut(at) {
                    *state = State::Done;
                }
                order.push(at);
                way.pop();
                continue;
            };
            *looked += 1;
            let Some(next) = place_of(pool, input) else { continue };
            match states.get(next) {
                Some(State::New) => way.push((next, 0)),
                Some(State::Open) => return Err(circle(pool, nodes, &way, next)),
                Some(State::Done) | None => {}
            }
        }
    }
    Ok(order)
}

fn circle(pool: &Pool, nodes: &[Node], way: &[(usize, usize)], to: usize) -> Diagnostic {
    let names = way.iter().map(|(at, _)| *at).skip_while(|&at| at != to).chain([to]);
    let names: Vec<String> = names.filter_map(|at| nodes.get(at)).map(|node| plain(pool, node.name)).collect();
    let first = names.first().cloned().unwrap_or_default();
    Diagnostic::new(&codes::CIRCLE).with("name", first).with("circle", names.join(" → "))
}

/// Positions of the nodes that `root` uses, itself among them.
fn reachable(
    pool: &Pool,
    nodes: &[Node],
    root: usize,
    place_of: impl Fn(&Pool, Id) -> Option<usize>,
) -> FxHashSet<usize> {
    let (mut seen, mut stack) = (FxHashSet::default(), vec![root]);
    while let Some(at) = stack.pop() {
        if seen.insert(at) {
            let inputs = nodes.get(at).map(|node| &node.inputs[..]).unwrap_or_default();
            stack.extend(inputs.iter().filter_map(|&input| place_of(pool, input)));
        }
    }
    seen
}
