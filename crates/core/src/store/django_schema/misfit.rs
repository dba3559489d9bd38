//! Where a Django's tables are not as they are needed.

use super::column::Column;

/// Where the tables of a Django differ from what the settings say of them, or from what Django 5.2 makes, so that they cannot be
/// used. Each message ends with what mends it, where a setting does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A table is missing, as `auth_user` is where the project has a user model of its own.
    #[error("it has no table {table}{mend}")]
    Table {
        /// Its name.
        table: String,
        /// What mends it.
        mend: String,
    },
    /// A column is missing.
    #[error("its table {table} has no column {column}{mend}")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What mends it.
        mend: String,
    },
    /// Numbers are no numbers, or texts no texts.
    #[error("in its table {table} the column {column} is {found}, and should be {wanted}")]
    Type {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What it is declared as.
        found: String,
        /// What is needed.
        wanted: String,
    },
    /// A row cannot be added without a value for a column that nothing fills.
    #[error("its table {table} has a column {column} that must be filled{mend}")]
    Further {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What mends it.
        mend: String,
    },
}

/// Fields that a setting may say there are not.
const MAY_BE_ABSENT: [&str; 7] =
    ["last_login", "is_active", "is_superuser", "is_staff", "first_name", "last_name", "date_joined"];

impl Misfit {
    pub(super) fn table(table: &str, mend: &str) -> Self {
        Self::Table { table: table.to_owned(), mend: mend.to_owned() }
    }

    pub(super) fn column(table: &str, column: &str, mend: &str) -> Self {
        Self::Column { table: table.to_owned(), column: column.to_owned(), mend: mend.to_owned() }
    }

    pub(super) fn of_user_table(table: &str) -> Self {
        let mend = "; set user_table under [django] to the db_table of the project's AUTH_USER_MODEL";
        Self::table(table, mend)
    }

    pub(super) fn of_membership_table(table: &str, field: &str) -> Self {
        let mend = format!(
            "; set {field}_table under [django] to the table of the model's {field}, or to \"\" where the model has no {field}"
        );
        Self::table(table, &mend)
    }

    pub(super) fn of_user_column(table: &str, column: &str, field: &str) -> Self {
        let none = if MAY_BE_ABSENT.contains(&field) { ", or to \"\" where it has none" } else { "" };
        let mend = format!("; set {field} under [django.user_columns] to the column that the model has for it{none}");
        Self::column(table, column, &mend)
    }

    pub(super) fn of_extra_column(table: &str, column: &str, field: &str) -> Self {
        let mend = format!("; set column under [django.extra_fields.{field}] to the column of that field");
        Self::column(table, column, &mend)
    }

    pub(super) fn of_type(table: &str, found: &impl Column, wanted: &str) -> Self {
        Self::Type {
            table: table.to_owned(),
            column: found.name().to_owned(),
            found: found.declared().to_owned(),
            wanted: wanted.to_owned(),
        }
    }

    pub(super) fn of_further_user_column(table: &str, column: &str) -> Self {
        let mend = if column == "last_login" {
            "; let it be NULL, as Django has it".to_owned()
        } else if MAY_BE_ABSENT.contains(&column) {
            format!("; take its line out of [django.user_columns], or name the field that has the column {column}")
        } else {
            format!("; add it under [django.extra_fields.{column}], with its type and a default")
        };
        Self::Further { table: table.to_owned(), column: column.to_owned(), mend }
    }

    pub(super) fn of_further_column(table: &str, column: &str) -> Self {
        let mend = ", and Django's has none of that name; give it a default in the database".to_owned();
        Self::Further { table: table.to_owned(), column: column.to_owned(), mend }
    }
}
