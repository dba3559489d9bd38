//! What is PostgreSQL's own about this store: its tables, its feed, its locks, and what happens when the server goes away.

#[cfg(test)]
mod announcements;
#[cfg(test)]
mod away;
#[cfg(test)]
mod custom_user;
#[cfg(test)]
mod django_tables;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod sequences;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod turns;
