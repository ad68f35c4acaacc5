//! Owns how wide the columns of a table in text are, so that it fits its page.

/// The last column alone is wrapped when that leaves it at least this much room.
const LAST: usize = 20;

/// Spaces between two columns.
pub(super) const GAP: usize = 2;

/// The widths of the columns on a page of `room` columns: `natural` is how wide each would like to be, `least` its widest word.
/// Prose in the last column gives way first, then whatever is widest. `None` when the words themselves don't fit.
pub(super) fn widths(natural: &[usize], least: &[usize], room: usize) -> Option<Vec<usize>> {
    let room = room.saturating_sub(GAP * natural.len().saturating_sub(1));
    if natural.iter().sum::<usize>() <= room {
        return Some(natural.to_vec());
    }
    if let (Some((_, others)), Some(&word)) = (natural.split_last(), least.last()) {
        let left = room.saturating_sub(others.iter().sum());
        if left >= LAST.max(word) {
            return Some([others, &[left]].concat());
        }
    }
    let at_most = |most: usize| -> Vec<usize> {
        natural.iter().zip(least).map(|(&natural, &least)| natural.min(most).max(least)).collect()
    };
    (1..=room).rev().map(at_most).find(|widths| widths.iter().sum::<usize>() <= room)
}

/// The columns, by number, that stand beside each other where not all do: the first one, which says what a row is about, and
/// as many of the others as fit, until all are shown. `None` when not even two fit.
pub(super) fn strips(natural: &[usize], room: usize) -> Option<Vec<Vec<usize>>> {
    let (&first, others) = natural.split_first()?;
    let mut strips: Vec<Vec<usize>> = Vec::new();
    let mut used = room;
    for (column, width) in (1..).zip(others) {
        if used + GAP + width > room {
            strips.push(vec![0]);
            used = first;
        }
        used += GAP + width;
        if used > room {
            return None;
        }
        strips.last_mut()?.push(column);
    }
    Some(strips)
}

#[cfg(test)]
mod tests {
    use super::{strips, widths};

    #[test]
    fn what_is_widest_gives_way() {
        assert_eq!(widths(&[3, 10], &[3, 4], 20), Some(vec![3, 10]), "it fits");
        assert_eq!(widths(&[3, 40], &[3, 4], 30), Some(vec![3, 25]), "the last column is wrapped");
        assert_eq!(widths(&[40, 40], &[5, 5], 30), Some(vec![14, 14]), "both give way");
        assert_eq!(widths(&[3, 40], &[3, 4], 15), Some(vec![3, 10]));
        assert_eq!(widths(&[30, 30], &[30, 5], 30), None, "a word is too wide");
        assert_eq!(widths(&[], &[], 30), Some(vec![]));
    }

    #[test]
    fn columns_go_on_below() {
        assert_eq!(strips(&[2, 5, 5, 5], 20), Some(vec![vec![0, 1, 2], vec![0, 3]]));
        assert_eq!(strips(&[2, 50], 20), None);
    }
}
