//! Owns signs of running text spelled in ASCII, for terminals that have no others.

/// Signs and what stands for them.
const SIGNS: &[(char, &str)] = &[
    ('−', "-"),
    ('–', "-"),
    ('—', "-"),
    ('·', "*"),
    ('×', "x"),
    ('±', "+-"),
    ('²', "^2"),
    ('³', "^3"),
    ('ᵀ', "^T"),
    ('∂', "d"),
    ('∇', "grad "),
    ('Σ', "sum "),
    ('Π', "prod "),
    ('√', "sqrt "),
    ('∞', "infinity"),
    ('≤', "<="),
    ('≥', ">="),
    ('≠', "!="),
    ('≈', "~"),
    ('→', "->"),
    ('←', "<-"),
    ('⇒', "=>"),
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('η', "eta"),
    ('θ', "theta"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('π', "pi"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('φ', "phi"),
    ('ω', "omega"),
    ('…', "..."),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('′', "'"),
    ('•', "-"),
];

/// The text with signs spelled; letters of other scripts stay as they are.
pub(super) fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, letters)) => spelled.push_str(letters),
            None => spelled.push(c),
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn signs_are_spelled_and_words_are_kept() {
        assert_eq!(spelled("R² ≈ 1 – see Σ xᵢ, 不变"), "R^2 ~ 1 - see sum  xᵢ, 不变");
        assert_eq!(spelled("(JᵀJ + λD²)δ"), "(J^TJ + lambdaD^2)delta");
    }
}
