//! What the store on SQLite promises beyond the contract: its file, its groups, its other writers.
//!
//! The modules are `cfg(test)` so that the lints know them for tests.

#[cfg(test)]
mod beside_django;
#[cfg(test)]
mod custom_user;
#[cfg(test)]
mod django_tables;
#[cfg(test)]
mod group_commit;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod sequences;
#[cfg(test)]
mod several_stores;
#[cfg(test)]
mod support;
#[cfg(test)]
mod waiting;
