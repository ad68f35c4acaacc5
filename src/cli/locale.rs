//! Owns the choice of language: the option, or else what the environment says.

use crate::wording::Lang;

/// The language of a locale name such as `zh_CN.UTF-8`; English for every other language.
fn of_locale(name: &str) -> Lang {
    if name.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that isn't empty, as
/// POSIX orders them.
pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    names.into_iter().filter_map(variable).find(|value| !value.is_empty()).map_or(Lang::En, |name| of_locale(&name))
}

/// The language that `--lang` names.
pub(super) fn named(name: &str) -> Option<Lang> {
    match name {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let with = |pairs: &'static [(&str, &str)]| {
            from_environment(move |name| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(with(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(with(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "en_US")]), Lang::Zh);
        assert_eq!(with(&[]), Lang::En);
    }
}
