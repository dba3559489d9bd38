//! What can be seen of a sequence's users, sessions and events, in a store and in the reference.

use std::collections::{BTreeMap, BTreeSet};

use countersign_token::{Jti, Timestamp};

use super::cast::Cast;
use super::reference::Reference;
use crate::Moment;
use crate::store::{Event, Revoked, Store, StoreError};

/// What is seen, by what it is of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Picture(BTreeMap<String, String>);

/// A picture of a store, with the events that it told.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) picture: Picture,
    pub(super) events: Vec<Event>,
}

impl Picture {
    fn show(&mut self, of: String, what: &impl std::fmt::Debug) {
        self.0.insert(of, format!("{what:?}"));
    }

    /// Where this one is not as `other`.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let of = self.0.keys().chain(other.0.keys()).find(|of| self.0.get(*of) != other.0.get(*of))?;
        let [due, is] = [self, other].map(|picture| picture.0.get(of).map_or("nothing", String::as_str));
        Some(format!("{of}\n    should be {due}\n    and is    {is}"))
    }
}

impl Reference {
    /// What a store has to show.
    pub(super) fn picture(&self, cast: &Cast, at: Moment) -> Picture {
        let mut picture = Picture::default();
        for user in &cast.users {
            let person = self.people.get(user);
            let columns = person.map(|person| (person.is_active, person.password.clone(), person.mark));
            picture.show(format!("user {user}"), &columns);
            picture.show(format!("live sessions of {user}"), &self.live(*user, at));
        }
        for (id, line) in &self.lines {
            let row = (!line.is_deleted).then(|| (&line.row, self.people.contains_key(&line.row.user)));
            picture.show(format!("session {id:?}"), &row);
        }
        for jti in self.tokens(cast) {
            picture.show(format!("{jti:?} is revoked"), &self.revoked.contains_key(&jti));
        }
        picture.show("feed".to_owned(), &(self.last, ordered(&self.feed)));
        picture
    }

    /// The tokens that may have been revoked by themselves.
    fn tokens(&self, cast: &Cast) -> BTreeSet<Jti> {
        let foreign = cast.foreign.iter().map(|foreign| foreign.jti.clone());
        let current = self.lines.values().map(|line| line.row.chain.current.clone());
        foreign.chain(current).chain(self.revoked.keys().cloned()).collect()
    }

    /// Looks at a store, at what the reference has; events are those after the number `after`.
    pub(super) async fn look(
        &self,
        store: &dyn Store,
        cast: &Cast,
        (after, at): (u64, Moment),
    ) -> Result<Seen, StoreError> {
        let mut picture = Picture::default();
        for user in &cast.users {
            let row = store.user(*user).await?;
            let columns = row.map(|row| (row.is_active, row.password.expose().to_owned(), row.not_before));
            picture.show(format!("user {user}"), &columns);
            let mut live = store.sessions_of(*user, at).await?;
            if live.is_sorted_by(|one, next| one.last_used_at >= next.last_used_at) {
                live.sort_by(|one, other| one.id.cmp(&other.id));
            }
            let live: Vec<_> = live.into_iter().map(|session| session.id).collect();
            picture.show(format!("live sessions of {user}"), &live);
        }
        for id in self.lines.keys() {
            let row = store.session(id).await?.map(|(session, owner)| (session, owner.is_some()));
            picture.show(format!("session {id:?}"), &row);
        }
        for jti in self.tokens(cast) {
            picture.show(format!("{jti:?} is revoked"), &store.is_token_revoked(&jti).await?);
        }
        let page = store.feed_after(after, Timestamp::from_unix(0)).await?;
        picture.show("feed".to_owned(), &(page.last, ordered(&page.events)));
        Ok(Seen { picture, events: page.events })
    }
}

/// The sessions that end with one step end in any order: where several stand together, they are put in the order of their names.
fn ordered(events: &[Event]) -> Vec<(u64, String)> {
    let is_session = |event: &Event| matches!(event.revoked, Revoked::Session(_));
    let mut ordered = Vec::with_capacity(events.len());
    for run in events.chunk_by(|one, next| is_session(one) && is_session(next)) {
        let mut told: Vec<_> =
            run.iter().map(|event| format!("{:?} until {}", event.revoked, event.until.unix())).collect();
        told.sort();
        ordered.extend(run.iter().map(|event| event.seq).zip(told));
    }
    ordered
}
