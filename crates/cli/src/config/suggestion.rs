//! What a mistyped name was meant to be.

use super::django;
use super::reference::{Section, reference};

/// More alike than this, from 0 to 1, is a slip of the finger.
const ALIKE: f64 = 0.8;

/// A parser's message about an unknown name. Where it is known what was meant, that is said in place of all known names.
pub(super) fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let (Some(unknown), Some((head, _))) = (names.next(), message.split_once(", expected")) else {
        return message.to_owned();
    };
    let known: Vec<_> = names.collect();
    let found = known.iter().find(|known| known.eq_ignore_ascii_case(unknown)).map(|known| did_you_mean(known));
    let of_field = || here(unknown, &known).or_else(|| elsewhere(unknown)).or_else(|| shorter(unknown, &known));
    let found =
        found.or_else(|| if message.starts_with("unknown field") { of_field() } else { of_value(unknown, &known) });
    match found.or_else(|| nearest(unknown, &known).map(did_you_mean)) {
        Some(hint) => format!("{head}: {hint}"),
        None => message.to_owned(),
    }
}

/// The name that is most alike, whatever its case, if it is alike.
pub(super) fn nearest<'n>(unknown: &str, known: &[&'n str]) -> Option<&'n str> {
    let unknown = unknown.rsplit('.').next().unwrap_or_default().to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(&unknown, &known.to_lowercase());
    let nearest = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    nearest.copied().filter(|known| likeness(known) > ALIKE)
}

fn did_you_mean(known: &str) -> String {
    format!("did you mean `{known}`?")
}

/// `default_permission_classes` where it is `permission_classes`, and the other way round.
fn here(unknown: &str, known: &[&str]) -> Option<String> {
    let unknown = unknown.to_lowercase();
    if let Some(bare) = unknown.strip_prefix(DEFAULT).filter(|bare| known.contains(bare)) {
        return Some(format!("here it is `{bare}`"));
    }
    known.iter().find(|known| known.strip_prefix(DEFAULT) == Some(&unknown)).map(|known| did_you_mean(known))
}

/// What DRF's global settings begin with, and those of a view do not.
const DEFAULT: &str = "default_";

/// `signing_algorithm` for `algorithm`.
fn shorter(unknown: &str, known: &[&str]) -> Option<String> {
    let is_meant = |known: &&&str| unknown.strip_suffix(**known).is_some_and(|before| before.ends_with('_'));
    known.iter().find(is_meant).map(|known| did_you_mean(known))
}

/// Django's `pk` is the column `id`.
fn of_value(unknown: &str, known: &[&str]) -> Option<String> {
    (unknown == "pk" && known.contains(&"id")).then(|| "write \"id\"".to_owned())
}

/// What is known of the name outside the section that it was found in.
fn elsewhere(unknown: &str) -> Option<String> {
    let sections = reference();
    django::said_of(unknown).or_else(|| of_a_section(unknown, &sections)).or_else(|| of_another(unknown, &sections))
}

/// `[claims]` for `[jwt.claims]`.
fn of_a_section(unknown: &str, sections: &[Section]) -> Option<String> {
    let is_meant = |section: &&Section| section.name.rsplit_once('.').is_some_and(|(_, name)| name == unknown);
    sections.iter().find(is_meant).map(|section| format!("did you mean [{}]?", section.name))
}

/// A setting of another section, by its own name or by Django's.
fn of_another(unknown: &str, sections: &[Section]) -> Option<String> {
    let settings = sections.iter().flat_map(|section| section.settings.iter().map(move |setting| (section, setting)));
    let mut settings = settings.filter(|(_, setting)| {
        let of_django = setting.django.as_deref().and_then(|name| name.rsplit('.').next());
        setting.key.eq_ignore_ascii_case(unknown) || of_django.is_some_and(|name| name.eq_ignore_ascii_case(unknown))
    });
    let (section, setting) = settings.next()?;
    let (name, key) = (&section.name, &setting.key);
    Some(if key == unknown { format!("put it under [{name}]") } else { format!("it is `{key}` under [{name}]") })
}

#[cfg(test)]
mod tests {
    use super::with_suggestion;

    #[test]
    fn the_nearest_name_is_suggested_if_there_is_one() {
        let message = |name: &str| format!("unknown field `{name}`, expected one of `leeway`, `issuer`");
        for name in ["leway", "LEEWAY", "Leway"] {
            assert_eq!(with_suggestion(&message(name)), format!("unknown field `{name}`: did you mean `leeway`?"));
        }
        assert_eq!(with_suggestion(&message("zzz")), message("zzz"));
    }
}
