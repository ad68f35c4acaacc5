//! Owns lines of equal height: which heights are shown, and where they run (marching squares; Lorensen & Cline 1987 in the
//! plane).

use std::collections::BTreeMap;

use super::scale::{number, round_step};

/// Shares of the grid that lie below the shown heights: so the lines are about equally far apart, whatever the heights are.
const SHARES: [f64; 9] = [0.015, 0.06, 0.13, 0.22, 0.33, 0.46, 0.61, 0.77, 0.92];

/// Heights on a rectangular grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Where the grid begins and ends, across.
    pub across: (f64, f64),
    /// Where it begins and ends, up.
    pub up: (f64, f64),
    /// How many points it has across.
    pub columns: usize,
    /// The heights, row by row from below; where one isn't finite, lines end.
    pub heights: Vec<f64>,
}

/// The lines of one height.
pub(super) struct Level {
    /// The height as it is written.
    pub label: String,
    /// From 0 for the lowest shown height to 1 for the highest.
    pub rank: f64,
    /// The lines.
    pub lines: Vec<Vec<(f64, f64)>>,
}

impl Surface {
    /// The lines of some heights, the lowest first. Linear in the grid.
    pub(super) fn levels(&self) -> Vec<Level> {
        let mut sorted: Vec<f64> = self.heights.iter().copied().filter(|height| height.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted.get((share * sorted.len() as f64) as usize).copied();
        let mut chosen: Vec<(f64, String)> = Vec::new();
        let mut heights: Vec<f64> = SHARES.iter().filter_map(|&share| at(share)).collect();
        heights.dedup();
        for (place, &height) in heights.iter().enumerate() {
            // Heights are rounded as far as the distance to their neighbours allows.
            let before = place.checked_sub(1).and_then(|at| heights.get(at)).map(|other| height - other);
            let after = heights.get(place + 1).map(|other| other - height);
            let gap = before.into_iter().chain(after).fold(f64::INFINITY, f64::min);
            if !gap.is_finite() || gap <= 0.0 {
                continue;
            }
            let step = round_step(gap / 4.0);
            let round = (height / step).round() * step;
            if chosen.last().is_none_or(|(last, _)| *last < round) && sorted.first().is_some_and(|low| *low < round) {
                chosen.push((round, number(round, step)));
            }
        }
        let count = chosen.len().saturating_sub(1).max(1) as f64;
        let levels = chosen.into_iter().enumerate();
        levels
            .map(|(at, (height, label))| Level { label, rank: at as f64 / count, lines: self.lines(height) })
            .collect()
    }

    fn rows(&self) -> usize {
        self.heights.len().checked_div(self.columns).unwrap_or(0)
    }

    fn height(&self, column: usize, row: usize) -> f64 {
        self.heights.get(row * self.columns + column).copied().unwrap_or(f64::NAN)
    }

    /// Where a line of this height crosses the edge between two neighbours of the grid.
    fn crossing(&self, from: (usize, usize), to: (usize, usize), height: f64) -> (f64, f64) {
        let (a, b) = (self.height(from.0, from.1), self.height(to.0, to.1));
        let part = ((height - a) / (b - a)).clamp(0.0, 1.0);
        let along = |from: usize, to: usize, count: usize, ends: (f64, f64)| {
            let place = from as f64 + part * (to as f64 - from as f64);
            ends.0 + place / count.saturating_sub(1).max(1) as f64 * (ends.1 - ends.0)
        };
        (along(from.0, to.0, self.columns, self.across), along(from.1, to.1, self.rows(), self.up))
    }

    /// The lines of one height: each cell of the grid joins the edges that are crossed, and the pieces are put together. A
    /// closed line ends where it began. Linear in the grid, times a logarithm.
    ///
    /// ```
    /// use gradus::render::Surface;
    /// // x² + y² from −2 to 2.
    /// let place = |at: usize| at as f64 / 10.0 - 2.0;
    /// let heights = (0..41 * 41).map(|at| place(at % 41).powi(2) + place(at / 41).powi(2)).collect();
    /// let surface = Surface { across: (-2.0, 2.0), up: (-2.0, 2.0), columns: 41, heights };
    /// let lines = surface.lines(1.0);
    /// assert_eq!(lines.len(), 1);
    /// assert_eq!(lines[0].first(), lines[0].last());
    /// assert!(lines[0].iter().all(|(x, y)| (x.hypot(*y) - 1.0).abs() < 0.01));
    /// assert!(surface.lines(-1.0).is_empty());
    /// ```
    pub fn lines(&self, height: f64) -> Vec<Vec<(f64, f64)>> {
        let (columns, rows) = (self.columns, self.rows());
        let mut points: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        let mut neighbours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for row in 0..rows.saturating_sub(1) {
            for column in 0..columns.saturating_sub(1) {
                let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
                let heights = corners.map(|(column, row)| self.height(column, row));
                if heights.iter().any(|height| !height.is_finite()) {
                    continue;
                }
                // An edge is named by its lower left point and its direction, so that both of its cells call it the same.
                let place = 2 * (row * columns + column);
                let names = [place, place + 3, place + 2 * columns, place + 1];
                let above = heights.map(|corner| corner >= height);
                let [a, b, c, d] = corners;
                let sides = [(a, b), (b, c), (d, c), (a, d)];
                let ends = [(0, 1), (1, 2), (3, 2), (0, 3)];
                let is_above = |corner: usize| above.get(corner).copied().unwrap_or(false);
                let crossed: Vec<usize> = names
                    .iter()
                    .zip(ends)
                    .filter(|(_, (p, q))| is_above(*p) != is_above(*q))
                    .map(|(n, _)| *n)
                    .collect();
                for (name, (from, to)) in names.iter().zip(sides) {
                    if crossed.contains(name) {
                        points.insert(*name, self.crossing(from, to, height));
                    }
                }
                let middle = heights.iter().sum::<f64>() / 4.0 >= height;
                let pairs = match crossed[..] {
                    [p, q] => vec![(p, q)],
                    // Two lines run through the cell; the height in its middle tells which corners lie together.
                    [below, right, top, left] if middle == is_above(0) => vec![(below, right), (top, left)],
                    [below, right, top, left] => vec![(below, left), (top, right)],
                    _ => Vec::new(),
                };
                for (p, q) in pairs {
                    neighbours.entry(p).or_default().push(q);
                    neighbours.entry(q).or_default().push(p);
                }
            }
        }
        // Open lines first, from their ends; what is left is closed.
        let open = neighbours.iter().filter(|(_, others)| others.len() == 1).map(|(name, _)| *name);
        let starts: Vec<usize> = open.chain(neighbours.keys().copied()).collect();
        let mut lines = Vec::new();
        for start in starts {
            let mut line = Vec::new();
            let mut here = Some(start);
            while let Some(name) = here {
                line.extend(points.get(&name).copied());
                here = neighbours.get_mut(&name).and_then(Vec::pop);
                if let Some(others) = here.and_then(|next| neighbours.get_mut(&next)) {
                    others.retain(|other| *other != name);
                }
            }
            if line.len() > 1 {
                lines.push(line);
            }
        }
        lines
    }
}
