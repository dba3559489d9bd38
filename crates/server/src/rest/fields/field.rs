//! A field as its endpoint declares it: once, for the reading, for `OPTIONS` and for the form on the browsable page.

use std::fmt;

use serde_json::{Map, Value};

use super::boolean::BooleanField;
use super::{CharField, Fields, Presence};
use crate::locale::Message;

/// A field of a serializer.
///
/// ```ignore
/// const USERNAME: Field = Field::char("username").at_most(150);
/// let username = fields.read(&USERNAME);
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Where the words of the name are not what people say.
    label: Option<&'static str>,
    pub(crate) help_text: Option<&'static str>,
    /// Stands in answers, never in a request.
    pub(crate) read_only: bool,
    pub(crate) widget: Widget,
    rules: CharField<'static>,
}

/// What a field is called in metadata (DRF's `SimpleMetadata.label_lookup`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `CharField`.
    String,
    /// `EmailField`.
    Email,
    /// `IntegerField`.
    Integer,
    /// `FloatField`.
    Float,
    /// `DecimalField`.
    Decimal,
    /// `BooleanField`.
    Boolean,
    /// `DateField`.
    Date,
    /// `DateTimeField`.
    DateTime,
    /// `ManyRelatedField`: keys of rows of another table, which no form asks for.
    Keys,
    /// Any other, such as `JSONField`.
    Field,
}

/// What people type it into (DRF's `style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Widget {
    /// One line.
    Line,
    /// One line for an e-mail address.
    Email,
    /// Several lines: tokens are long.
    Area,
    /// Yes or no.
    Checkbox,
    /// One line that shows nothing; a password that there is.
    CurrentPassword,
    /// One line that shows nothing; a password that somebody makes up.
    NewPassword,
}

impl Field {
    /// A text that must be there (DRF's `CharField()`).
    pub(crate) const fn char(name: &'static str) -> Self {
        Self {
            name,
            kind: Kind::String,
            label: None,
            help_text: None,
            read_only: false,
            widget: Widget::Line,
            rules: CharField::REQUIRED,
        }
    }

    /// An e-mail address that must be there (`EmailField()`); its content is the flow's to judge.
    pub(crate) const fn email(name: &'static str) -> Self {
        let mut field = Self::char(name).judged_by_flow();
        (field.kind, field.widget) = (Kind::Email, Widget::Email);
        field.rules.invalid = &Message::EmailInvalid;
        field
    }

    /// A token that must be there.
    pub(crate) const fn token(name: &'static str) -> Self {
        let mut field = Self::char(name);
        field.widget = Widget::Area;
        field
    }

    /// Yes or no, as the model's default is where nothing is sent (`BooleanField(required=False)`).
    pub(crate) const fn boolean(name: &'static str) -> Self {
        let mut field = Self::char(name).optional();
        (field.kind, field.widget) = (Kind::Boolean, Widget::Checkbox);
        field
    }

    /// Keys of rows of another table (`PrimaryKeyRelatedField(many=True, required=False)`).
    pub(crate) const fn keys(name: &'static str) -> Self {
        let mut field = Self::char(name).optional();
        field.kind = Kind::Keys;
        field
    }

    /// What only answers have.
    pub(crate) const fn read_only(name: &'static str, kind: Kind) -> Self {
        let mut field = Self::char(name).optional();
        (field.kind, field.read_only) = (kind, true);
        field
    }

    pub(crate) const fn optional(mut self) -> Self {
        self.rules.presence = Presence::Optional;
        self
    }

    /// What a missing field means.
    pub(crate) const fn or(mut self, default: &'static str) -> Self {
        self.rules.presence = Presence::Default(default);
        self
    }

    pub(crate) const fn allow_blank(mut self) -> Self {
        self.rules.allow_blank = true;
        self
    }

    pub(crate) const fn allow_null(mut self) -> Self {
        self.rules.allow_null = true;
        self
    }

    /// White space at the ends counts (DRF's `trim_whitespace=False`).
    pub(crate) const fn untrimmed(mut self) -> Self {
        self.rules.trim = false;
        self
    }

    /// In characters.
    pub(crate) const fn at_most(mut self, max_length: usize) -> Self {
        self.rules.max_length = Some(max_length);
        self
    }

    /// See [`CharField::judged_by_flow`]; a length that is told here is for people to know.
    pub(crate) const fn judged_by_flow(mut self) -> Self {
        self.rules.judged_by_flow = true;
        self
    }

    /// Answers alone have it.
    pub(crate) const fn told_only(mut self) -> Self {
        self.read_only = true;
        self.optional()
    }

    /// What `OPTIONS` calls it.
    pub(crate) const fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) const fn typed_into(mut self, widget: Widget) -> Self {
        self.widget = widget;
        self
    }

    pub(crate) const fn labelled(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    pub(crate) const fn help(mut self, text: &'static str) -> Self {
        self.help_text = Some(text);
        self
    }

    /// `first_name` → `First name`.
    pub(crate) fn label(&self) -> String {
        let mut words = self.name.replace('_', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        self.label.map_or(words, str::to_owned)
    }

    pub(crate) fn required(&self) -> bool {
        self.rules.presence.is_required()
    }

    pub(crate) fn max_length(&self) -> Option<usize> {
        self.rules.max_length
    }

    /// A secret that no page repeats.
    pub(crate) fn is_password(&self) -> bool {
        matches!(self.widget, Widget::CurrentPassword | Widget::NewPassword)
    }

    /// What `OPTIONS` tells of it, in DRF's order.
    pub(crate) fn metadata(&self) -> Value {
        let told = [
            ("type", Some(Value::from(self.kind.as_str()))),
            ("required", Some(Value::from(self.required()))),
            ("read_only", Some(Value::from(self.read_only))),
            ("label", Some(Value::from(self.label()))),
            ("help_text", self.help_text.map(Value::from)),
            ("max_length", self.max_length().map(Value::from)),
        ];
        told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<field {}>", self.name)
    }
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Email => "email",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Keys | Self::Field => "field",
        }
    }
}

impl Fields {
    /// The text of `field`; `None` if it has none or there is something wrong with it.
    pub(crate) fn read(&mut self, field: &Field) -> Option<String> {
        self.char(field.name, &field.rules)
    }

    /// Whether `field` is set; `None` if it was not sent or there is something wrong with it.
    pub(crate) fn read_flag(&mut self, field: &Field) -> Option<bool> {
        self.boolean(field.name, BooleanField { presence: Presence::Optional })
    }

    /// The keys of `field`; `None` if it was not sent or there is something wrong with it.
    pub(crate) fn read_keys(&mut self, field: &Field) -> Option<Vec<i64>> {
        self.keys(field.name)
    }
}
