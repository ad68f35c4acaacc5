//! Owns the passes in numbers: values of all definitions at a point, then values of all gradients.

use rustc_hash::FxHashMap;

use super::backward::Backward;
use super::decimal::figures;
use super::model::Model;
use super::variable::{base, indices, is_single};
use crate::diagnostic::{Diagnostic, backprop as codes, expression};
use crate::expr::{Id, Kind, Pool, is_binder, postorder};
use crate::numeric::{Budget, ExactPoint, Point, Reason, Value, certified, evaluate};
use crate::render::plain;

/// Families may have this many members.
const MEMBERS: u64 = 1_000_000;

/// At most this many names are listed in one message.
const LISTED: usize = 6;

/// A variable with its value, or a family with the values of its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The variable as the model names it.
    pub variable: Id,
    /// The members in order: their indices (none for a single variable) and values.
    pub members: Vec<(Vec<i64>, Value)>,
}

/// Numbers for the letters of a model, and for its sizes.
#[derive(Clone, Debug)]
pub struct Setting {
    point: Point,
    /// How many members each family has, index by index: lowest and highest.
    extents: FxHashMap<Id, Vec<(i64, i64)>>,
}

/// Forward and backward pass at one point.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// The definitions, in the order of the model.
    pub forward: Vec<Values>,
    /// The gradients, in the order of the backward pass.
    pub backward: Vec<Values>,
    /// For each gradient, for each path: ∂p/∂u, where it is one number.
    pub locals: Vec<Vec<Option<Value>>>,
    /// The loss.
    pub loss: Value,
    /// Kinks that the point lies on.
    pub warnings: Vec<Diagnostic>,
}

impl Setting {
    /// Checks that every letter has a number. `values` are symbols and members of families (`x_1`, `W_{1,2}`) with their
    /// numbers; sizes are among them.
    ///
    /// Errors: a size without a number (G1009), letters without one (G1003), families that are too large (G0201).
    pub fn new(pool: &mut Pool, model: &Model, values: &[(Id, f64)]) -> Result<Setting, Diagnostic> {
        let mut point = Point::new();
        for &(variable, value) in values {
            set(pool, &mut point, variable, value);
        }
        if let Some(&size) = model.sizes.iter().find(|&&size| point.get(size).is_none()) {
            return Err(Diagnostic::new(&codes::MISSING_SIZE).with("name", plain(pool, size)));
        }
        let mut setting = Setting { point, extents: FxHashMap::default() };
        let letters: Vec<Id> = model.parameters.iter().chain(&model.given).copied().collect();
        let families = letters.iter().copied().chain(model.nodes.iter().map(|node| node.name));
        for family in families.filter(|&family| !is_single(pool, family)).collect::<Vec<_>>() {
            setting.measure(pool, model, family, values)?;
        }
        let mut missing = Vec::new();
        for &letter in &letters {
            for member in setting.members(pool, letter) {
                if setting.get(pool, letter, &member).is_none() {
                    missing.push(named(pool, letter, &member));
                }
            }
        }
        if !missing.is_empty() {
            let example = missing.iter().take(LISTED).map(|name| format!("{name}=1")).collect::<Vec<_>>().join(",");
            let dots = if missing.len() > LISTED { ", …" } else { "" };
            let names = missing.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ") + dots;
            return Err(Diagnostic::new(&codes::MISSING_VALUE).with("names", names).with("example", example));
        }
        Ok(setting)
    }

    /// The number of a letter, or of a member of a family.
    pub fn get(&self, pool: &Pool, variable: Id, member: &[i64]) -> Option<f64> {
        match pool.kind(variable) {
            Kind::Indexed => self.point.entry(pool, base(pool, variable), member),
            _ => self.point.get(variable),
        }
    }

    /// Gives a letter, or a member of a family, another number.
    pub fn set(&mut self, pool: &Pool, variable: Id, member: &[i64], value: f64) {
        match pool.kind(variable) {
            Kind::Indexed => self.point.set_entry(base(pool, variable), member, value),
            _ => self.point.set(variable, value),
        }
    }

    /// The point, for evaluating expressions of the model's letters.
    pub fn point(&self) -> &Point {
        &self.point
    }

    /// The index values of all members of a family, in order; one empty list for a single variable without an index.
    pub fn members(&self, pool: &Pool, variable: Id) -> Vec<Vec<i64>> {
        if is_single(pool, variable) {
            let fixed = indices(pool, variable).iter().filter_map(|&index| pool.as_number(index)?.to_i64());
            return vec![fixed.collect()];
        }
        let mut members = vec![Vec::new()];
        for &(low, high) in self.extents.get(&variable).map(Vec::as_slice).unwrap_or_default() {
            members = members
                .iter()
                .flat_map(|member: &Vec<i64>| (low..=high).map(move |index| [&member[..], &[index]].concat()))
                .collect();
        }
        members
    }

    /// The extent of each index of a family: from its range, or else from the members that were given.
    fn measure(&mut self, pool: &mut Pool, model: &Model, family: Id, values: &[(Id, f64)]) -> Result<(), Diagnostic> {
        let mut extents = Vec::new();
        let mut count: u64 = 1;
        for position in 0..indices(pool, family).len() {
            let extent = match model.families.range(pool, family, position) {
                Some((lower, upper)) => {
                    let limits = evaluate(pool, &[lower, upper], &self.point)?;
                    let whole = |at: usize| limits.get(at).filter(|limit| limit.is_defined()).map(|v| v.value as i64);
                    match (whole(0), whole(1)) {
                        (Some(low), Some(high)) => (low, high),
                        _ => return Err(Diagnostic::new(&codes::MISSING_SIZE).with("name", plain(pool, upper))),
                    }
                }
                None => {
                    let stem = base(pool, family);
                    let given = values.iter().filter(|(id, _)| base(pool, *id) == stem);
                    let at = given.filter_map(|(id, _)| pool.as_number(*indices(pool, *id).get(position)?)?.to_i64());
                    let at: Vec<i64> = at.collect();
                    (at.iter().copied().min().unwrap_or(1), at.iter().copied().max().unwrap_or(0))
                }
            };
            count = count.saturating_mul((extent.1 - extent.0 + 1).max(0) as u64);
            extents.push(extent);
        }
        if count > MEMBERS {
            return Err(Diagnostic::new(&expression::BUDGET)
                .with("what", format!("`{}`", plain(pool, family)))
                .with("limit", format!("{MEMBERS}")));
        }
        self.extents.insert(family, extents);
        Ok(())
    }

    /// The values of one formula for all members of the family that it is written for.
    fn values(&mut self, pool: &Pool, variable: Id, formula: Id) -> Result<Values, Diagnostic> {
        let mut members = Vec::new();
        if is_single(pool, variable) {
            let value = evaluate(pool, &[formula], &self.point)?.first().copied().unwrap_or(Value::UNDEFINED);
            members.extend(self.members(pool, variable).into_iter().map(|member| (member, value)));
            return Ok(Values { variable, members });
        }
        let letters: Vec<Id> = indices(pool, variable).to_vec();
        let before: Vec<Option<f64>> = letters.iter().map(|&letter| self.point.get(letter)).collect();
        for member in self.members(pool, variable) {
            for (&letter, &index) in letters.iter().zip(&member) {
                self.point.set(letter, index as f64);
            }
            let value = evaluate(pool, &[formula], &self.point)?.first().copied().unwrap_or(Value::UNDEFINED);
            members.push((member, value));
        }
        for (&letter, value) in letters.iter().zip(before) {
            self.point.set(letter, value.unwrap_or(f64::NAN));
        }
        Ok(Values { variable, members })
    }

    /// The forward pass: every definition gets its value, which joins the setting.
    ///
    /// Errors: the first definition without a value (G1005), or whose value is past all floating-point numbers (G1011).
    pub fn forward(&mut self, pool: &mut Pool, model: &Model) -> Result<Vec<Values>, Diagnostic> {
        let mut forward = Vec::with_capacity(model.nodes.len());
        for node in &model.nodes {
            let values = self.values(pool, node.name, node.formula)?;
            for (member, value) in &values.members {
                if !value.is_defined() {
                    return Err(self.not_finite(pool, node, member));
                }
                self.set(pool, node.name, member, value.value);
            }
            forward.push(values);
        }
        Ok(forward)
    }

    fn not_finite(&self, pool: &mut Pool, node: &super::Node, member: &[i64]) -> Diagnostic {
        // Of families the member that is used here, where the definition's own indices tell which one it is.
        let own = indices(pool, node.name);
        let at = |index: &Id| match own.iter().position(|letter| letter == index) {
            Some(position) => member.get(position).copied(),
            None => pool.as_number(*index)?.to_i64(),
        };
        let inputs: Vec<String> = node
            .inputs
            .iter()
            .filter_map(|&input| {
                let member: Vec<i64> = indices(pool, input).iter().map(at).collect::<Option<_>>()?;
                let value = figures(self.get(pool, input, &member)?).replace('−', "-");
                Some(format!("{} = {value}", named(pool, input, &member)))
            })
            .collect();
        let mut point = self.point.clone();
        for (&letter, &index) in indices(pool, node.name).iter().zip(member) {
            point.set(letter, index as f64);
        }
        let diagnostic = match overflowing(pool, node.formula, &point) {
            Some(part) => Diagnostic::new(&codes::OVERFLOW).with("part", plain(pool, part)),
            None => Diagnostic::new(&codes::NOT_FINITE),
        };
        diagnostic
            .with("name", named(pool, node.name, member))
            .with("formula", plain(pool, node.formula))
            .with("inputs", inputs.join(", "))
    }

    /// The values of all gradients; the forward pass comes first.
    pub fn backward(&mut self, pool: &Pool, backward: &Backward) -> Result<Vec<Values>, Diagnostic> {
        let mut gradients = Vec::with_capacity(backward.gradients.len());
        for gradient in &backward.gradients {
            let values = self.values(pool, gradient.variable, gradient.in_slots)?;
            for (member, value) in &values.members {
                self.set(pool, gradient.slot, member, value.value);
            }
            gradients.push(values);
        }
        Ok(gradients)
    }

    /// Both passes, with local derivatives and kinks.
    pub fn run(&mut self, pool: &mut Pool, model: &Model, backward: &Backward) -> Result<Numbers, Diagnostic> {
        let forward = self.forward(pool, model)?;
        let gradients = self.backward(pool, backward)?;
        let (mut locals, mut warnings) = (Vec::new(), Vec::new());
        for gradient in &backward.gradients {
            let mut row = Vec::new();
            for path in &gradient.paths {
                let single = is_single(pool, gradient.variable) && is_single(pool, path.through);
                if !single {
                    row.push(None);
                    continue;
                }
                let value = evaluate(pool, &[path.local.answer], &self.point)?.first().copied();
                row.push(value);
                for condition in path.local.conditions(pool) {
                    let holds = evaluate(pool, &[condition], &self.point)?.first().copied();
                    if let (Some(holds), Some((left, right)), Some(value)) = (holds, pool.pair(condition), value)
                        && holds.value == 0.0
                    {
                        let formula = model.nodes.get(path.node).map_or(path.through, |node| node.formula);
                        warnings.push(
                            Diagnostic::new(&codes::KINK)
                                .with("function", plain(pool, formula))
                                .with("place", format!("{} = {}", plain(pool, left), plain(pool, right)))
                                .with("value", value.value)
                                .with("name", plain(pool, path.through))
                                .with("input", plain(pool, gradient.variable)),
                        );
                    }
                }
            }
            locals.push(row);
        }
        let loss = forward.last().and_then(|values| values.members.first()).map_or(Value::UNDEFINED, |(_, v)| *v);
        Ok(Numbers { forward, backward: gradients, locals, loss, warnings })
    }

    /// One step of gradient descent: every parameter moves at once, by −rate · gradient. `gradients` come from the same
    /// point.
    pub fn update(&mut self, pool: &Pool, model: &Model, gradients: &[Values], rate: f64) {
        for values in gradients.iter().filter(|values| model.parameters.contains(&values.variable)) {
            for (member, slope) in &values.members {
                if let Some(old) = self.get(pool, values.variable, member) {
                    self.set(pool, values.variable, member, old - rate * slope.value);
                }
            }
        }
    }
}

/// The first part whose value is a number, but larger than floating-point numbers go; `None` when the formula has no value at
/// all. Exact arithmetic tells the two apart.
fn overflowing(pool: &mut Pool, formula: Id, point: &Point) -> Option<Id> {
    let budget = Budget { precision: 1 << 10, work: 20_000_000 };
    match certified(pool, formula, &ExactPoint::from(point), 9, &budget) {
        Ok(_) => {}
        Err(fault) if fault.reason == Reason::TooLarge => {}
        Err(_) => return None,
    }
    let order = postorder(pool, formula);
    let is_infinite = |&id: &Id| {
        let value = evaluate(pool, &[id], point).ok().and_then(|values| values.first().copied());
        value.is_some_and(|value| !value.is_defined())
    };
    // Parts inside of a sum over an index have no value by themselves, and neither have conditions.
    let bound = order.iter().any(|&id| is_binder(pool, id));
    Some(if bound { formula } else { order.iter().copied().find(is_infinite).unwrap_or(formula) })
}

/// Sets a symbol, or the member that an indexed symbol with numbers names.
pub(super) fn set(pool: &Pool, point: &mut Point, variable: Id, value: f64) {
    if pool.kind(variable) == Kind::Indexed {
        let member: Option<Vec<i64>> =
            indices(pool, variable).iter().map(|&index| pool.as_number(index)?.to_i64()).collect();
        if let Some(member) = member {
            point.set_entry(base(pool, variable), &member, value);
        }
    } else {
        point.set(variable, value);
    }
}

/// `w`, `x_1`, `W_{1, 2}`.
pub(super) fn named(pool: &Pool, variable: Id, member: &[i64]) -> String {
    let stem = plain(pool, base(pool, variable));
    match member {
        [] => plain(pool, variable),
        [index] => format!("{stem}_{index}"),
        _ => {
            let list: Vec<String> = member.iter().map(ToString::to_string).collect();
            format!("{stem}_{{{}}}", list.join(","))
        }
    }
}
