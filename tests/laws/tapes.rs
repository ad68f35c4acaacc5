//! Owns the law of tapes: what is carried out in blocks of rows is what the interpreter says, of numbers and of columns.

use gradus::data::{Column, Table};
use gradus::expr::{Id, Pool, substitute};
use gradus::numeric::{Agreement, Inputs, Point, Tape, Value, agree, evaluate};
use gradus::render::plain;

use super::said;
use super::values::{NAMES, is_apart};

/// The roots by a tape at each point, once as numbers and once as rows of a table; whether that could be compared.
pub fn by_tape(pool: &mut Pool, roots: &[Id], points: &[Point]) -> Result<bool, String> {
    let names = NAMES.map(|name| pool.symbol(name));
    let Some(tape) = Tape::compile(pool, roots, &Inputs { parameters: &names, ..Inputs::default() }) else {
        return Ok(false);
    };
    // A name without a value at a point isn't in the roots.
    let at = |point: &Point| names.map(|name| point.get(name).unwrap_or(0.0));
    let numbers: Vec<Vec<f64>> = points.iter().map(|point| tape.run(&at(point))).collect();

    let index = pool.symbol("row");
    let entries = names.map(|name| (name, pool.indexed(name, &[index])));
    let by_row: Vec<Id> = roots.iter().map(|&root| substitute(pool, root, &entries)).collect();
    let column =
        |position: usize| Column::from_floats(NAMES[position], points.iter().map(|p| at(p)[position]).collect());
    let columns: Option<Vec<Column>> = (0..NAMES.len()).map(column).collect();
    let Some(table) = columns.and_then(Table::new) else { return Ok(false) };
    let inputs = Inputs { table: Some(&table), index: Some(index), ..Inputs::default() };
    let Some(tape) = Tape::compile(pool, &by_row, &inputs) else {
        return Err("compiles with numbers and not with columns".to_owned());
    };
    let mut rows: Vec<Vec<f64>> = Vec::new();
    tape.each_row(&[], |row| rows.push(row.to_vec()));
    if rows.len() != points.len() {
        return Err(format!("{} rows of {}", rows.len(), points.len()));
    }

    for (point, found) in points.iter().zip(&numbers).chain(points.iter().zip(&rows)) {
        let wanted = evaluate(pool, roots, point).map_err(|problem| said(&problem))?;
        for ((&root, &wanted), &found) in roots.iter().zip(&wanted).zip(found) {
            // A tape rounds as often as the interpreter does, if not in the same places.
            let found = Value { value: found, error: wanted.error };
            if agree(found, wanted) == Agreement::No && is_apart(pool, root, point, found) {
                return Err(format!("{} is {wanted:?}, by a tape {found:?} at {point:?}", plain(pool, root)));
            }
        }
    }
    Ok(!points.is_empty())
}
