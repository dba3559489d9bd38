//! Django's `AUTH_USER_MODEL`.

use std::fmt;

/// The name of a user model: the label of its app, and its own.
///
/// ```
/// use countersign_core::UserModel;
///
/// let model = UserModel::parse("accounts.CustomUser").unwrap();
/// assert_eq!(model.permission("view"), "accounts.view_customuser");
/// assert_eq!(model.verbose_name(), "custom user");
/// assert_eq!(UserModel::parse("CustomUser"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserModel {
    app_label: String,
    name: String,
}

impl UserModel {
    /// Reads `app_label.ModelName`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (app_label, name) = text.split_once('.')?;
        let is_name = |part: &str| {
            part.chars().all(|c| c == '_' || c.is_alphanumeric()) && part.starts_with(|c: char| !c.is_numeric())
        };
        (is_name(app_label) && is_name(name)).then(|| Self { app_label: app_label.to_owned(), name: name.to_owned() })
    }

    /// The label of its app.
    #[must_use]
    pub fn app_label(&self) -> &str {
        &self.app_label
    }

    /// Its name in `django_content_type`.
    #[must_use]
    pub fn model_name(&self) -> String {
        self.name.to_lowercase()
    }

    /// Django's permission for an action (`add`, `change`, `delete`, `view`) on users.
    #[must_use]
    pub fn permission(&self, action: &str) -> String {
        format!("{}.{action}_{}", self.app_label, self.model_name())
    }

    /// What messages call it, unless its `Meta` says otherwise (Django's `camel_case_to_spaces`).
    #[must_use]
    pub fn verbose_name(&self) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        let mut words = String::with_capacity(self.name.len() + 4);
        for (place, &letter) in letters.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| letters.get(place));
            let starts_word = letter.is_ascii_uppercase()
                && before.is_some_and(|before| {
                    before.is_ascii_lowercase() || letters.get(place + 1).is_some_and(char::is_ascii_lowercase)
                });
            if starts_word {
                words.push(' ');
            }
            words.extend(letter.to_lowercase());
        }
        words
    }
}

/// `auth.User`
impl Default for UserModel {
    fn default() -> Self {
        Self { app_label: "auth".to_owned(), name: "User".to_owned() }
    }
}

impl fmt::Display for UserModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.app_label, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Django 5.2 has them.
    #[test]
    fn names_are_spoken_as_django_speaks_them() {
        let spoken = |name: &str| UserModel::parse(&format!("x.{name}")).unwrap().verbose_name();
        let names = ["User", "EmailUser", "MyAPIUser", "APIUser", "user", "UserV2", "User_X"];
        let wanted = ["user", "email user", "my api user", "api user", "user", "user v2", "user_x"];
        assert_eq!(names.map(spoken), wanted);
    }

    #[test]
    fn a_model_without_its_app_is_none() {
        for text in ["", "User", "auth.", ".User", "a.b.User", "auth.User;", "1a.User"] {
            assert_eq!(UserModel::parse(text), None, "{text:?}");
        }
    }
}
