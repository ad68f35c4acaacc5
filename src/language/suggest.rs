//! Owns "did you mean": the nearest known name, and names that are two known names written together.

/// The candidate that resembles `name` most, when one resembles it at all (Damerau–Levenshtein distance of at most a
/// third of the length). Ties go to the earlier candidate.
///
/// ```
/// use gradus::language::closest;
/// assert_eq!(closest("sine", ["cos", "sin", "sinh"]), Some("sin"));
/// assert_eq!(closest("quux", ["cos", "sin"]), None);
/// ```
pub fn closest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = name.chars().count();
    let limit = length.div_ceil(3);
    candidates
        .into_iter()
        // The distance is at least the difference of the lengths, and costs their product.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Splits `name` into two or more known names: `wx` into `w`, `x`. The fewest parts win, then the longest first part.
///
/// ```
/// use gradus::language::split_into_known;
/// let known = |part: &str| ["w", "x"].contains(&part);
/// assert_eq!(split_into_known("wx", known), Some(vec!["w".to_owned(), "x".to_owned()]));
/// assert_eq!(split_into_known("wz", known), None);
/// ```
pub fn split_into_known(name: &str, known: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let ends: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
    // best[k]: the fewest parts of the text up to ends[k], and where the last part starts.
    let mut best: Vec<Option<(usize, usize)>> = vec![Some((0, 0))];
    for (k, &end) in ends.iter().enumerate().skip(1).take(64) {
        let parts = (0..k).filter_map(|j| {
            let (count, _) = (*best.get(j)?)?;
            let part = name.get(*ends.get(j)?..end)?;
            known(part).then_some((count + 1, j))
        });
        best.push(parts.min());
    }
    let mut parts = Vec::new();
    let mut k = ends.len() - 1;
    while k > 0 {
        let (_, j) = (*best.get(k)?)?;
        parts.push(name.get(*ends.get(j)?..*ends.get(k)?)?.to_owned());
        k = j;
    }
    parts.reverse();
    (parts.len() > 1).then_some(parts)
}
