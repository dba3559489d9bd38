//! Living together with a Django whose `token_blacklist` tables are on the same database.

use std::collections::BTreeMap;

use countersign_token::{Jti, Seconds, Timestamp};

use super::outcome::{Outcome, all_at_once, same, successors, tally};
use super::stage::{Foreign, Held, REFRESH, RULE, Stage, at, ending};
use crate::UserId;
use crate::session::ReuseRule;
use crate::store::{
    Adoption, Batch, Blacklisting, Exchange, Expirable, NewSession, Outstanding, OwnerRule, Reach, Renewal, Revocation,
    Rotation, TokenText, Unattached, UnattachedUse,
};

/// Django's `TokenBlacklistView` for the token that was issued last.
const DJANGO_BLACKLISTS: &str = "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT max(id), '2025-06-15 15:06:41' FROM token_blacklist_outstandingtoken";

/// What Django's `TokenRefreshView` issues in the last token's place.
const DJANGO_ISSUES: &str = "
INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
SELECT user_id, 'django-1', 'django-1', '2025-06-15 15:06:41.000250', '2025-06-16 15:06:41'
  FROM token_blacklist_outstandingtoken WHERE id = (SELECT max(id) FROM token_blacklist_outstandingtoken)";

/// The same again.
const DJANGO_ISSUES_ANOTHER: &str = "
INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
SELECT user_id, 'django-2', 'django-2', '2025-06-15 15:06:42.000250', '2025-06-16 15:06:42'
  FROM token_blacklist_outstandingtoken WHERE id = (SELECT max(id) FROM token_blacklist_outstandingtoken)";

/// A raw token whose claims are `{"sid":"0000000000000000000000005e550000"}`: of the first session of a stage.
const DJANGO_KEEPS_IT_RAW: &str = "
UPDATE token_blacklist_outstandingtoken
   SET token = 'e30.eyJzaWQiOiIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA1ZTU1MDAwMCJ9.AA' WHERE jti = 'django-1'";

impl Stage<'_> {
    /// What the tables say of a token, on both nodes.
    async fn outstanding(&self, jti: &Jti) -> Option<Outstanding> {
        let rows =
            [self.node(0).outstanding_token(jti).await.unwrap(), self.node(1).outstanding_token(jti).await.unwrap()];
        assert_eq!(rows[0], rows[1]);
        rows[0].clone()
    }

    async fn is_blacklisted(&self, jti: &Jti) -> bool {
        self.outstanding(jti).await.unwrap().is_blacklisted
    }

    /// Django trades the token that was issued last, as SimpleJWT does with `BLACKLIST_AFTER_ROTATION`.
    async fn django_rotates(&self, held: &Held) -> Held {
        self.in_django(DJANGO_BLACKLISTS).await;
        self.in_django(DJANGO_ISSUES).await;
        Held { jti: Jti::new("django-1"), ..held.clone() }
    }
}

/// A login is known to Django, with all that its row says.
pub async fn an_opened_session_leaves_a_row(stage: &Stage<'_>) {
    assert!(stage.store().keeps_outstanding_tokens());
    let held = stage.login(stage.user("alice").await).await;
    let row = stage.outstanding(&held.jti).await.unwrap();
    assert_eq!((row.user, row.is_blacklisted), (Some(held.user), false));
    assert_eq!(row.token, TokenText::hashed(held.jti.as_str()));
    assert_eq!(row.expires_at, at(0).timestamp().saturating_add(REFRESH));
    assert_eq!(stage.outstanding(&stage.jti()).await, None);
}

/// A rotation leaves the rows that Django's would: the spent token is blacklisted, its successor outstanding and later.
pub async fn a_rotation_blacklists_one_token_and_issues_the_other(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&held, at(1)).await.rotated();
    let (spent, row) = (stage.outstanding(&held.jti).await.unwrap(), stage.outstanding(&next.jti).await.unwrap());
    assert_eq!((spent.is_blacklisted, row.is_blacklisted), (true, false));
    assert_eq!(
        (row.user, row.expires_at, row.token),
        (Some(held.user), next.exp, TokenText::hashed(next.jti.as_str()))
    );
    assert!(spent.number < row.number);
}

/// The row of a successor that its session's end caps expires with it, and takes another text.
pub async fn the_absolute_end_caps_the_row_of_a_successor(stage: &Stage<'_>) {
    let (alice, end) = (stage.user("alice").await, at(1000).timestamp());
    let held = stage.opened(NewSession { expires_at: Some(end), ..stage.new_session(alice, at(0)) }).await;
    let next = stage.refresh(&held, at(1)).await.rotated();
    assert_eq!(stage.outstanding(&next.jti).await.unwrap().expires_at, end);
    let text = TokenText::hashed("as it was signed in the end");
    stage.store().rewrite_outstanding_token(&next.jti, &text).await.unwrap();
    assert_eq!(stage.outstanding(&next.jti).await.unwrap().token, text);
}

/// What Django holds as itself is found among what is held as a digest.
pub async fn the_latest_token_that_is_held_as_itself_is_found(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    assert_eq!(stage.store().latest_raw_token().await.unwrap(), None);
    let signed = "eyJhbGciOiJIUzI1NiJ9.e30.AA";
    stage.store().rewrite_outstanding_token(&held.jti, &TokenText::raw(signed)).await.unwrap();
    stage.refresh(&held, at(1)).await.rotated();
    assert_eq!(stage.store().latest_raw_token().await.unwrap(), Some(TokenText::raw(signed)));
}

/// Only the call that rotates leaves rows.
pub async fn of_fifty_parallel_refreshes_one_leaves_rows(stage: &Stage<'_>) {
    let mut held = stage.login(stage.user("alice").await).await;
    for round in 1..=5 {
        let told = all_at_once((0..50).map(|node| stage.refresh_on(node, &held, at(round), RULE))).await;
        assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("repeated", 49)]));
        let [next] = successors(&told).try_into().unwrap();
        assert!(stage.is_blacklisted(&held.jti).await);
        held = held.next(next);
        assert!(!stage.is_blacklisted(&held.jti).await);
    }
    let (jtis, mut rows) = (stage.jtis.lock().unwrap().clone(), 0);
    for jti in jtis {
        rows += usize::from(stage.outstanding(&jti).await.is_some());
    }
    assert_eq!(rows, 6);
}

/// Django was first: the token is refused, nothing is written and no session ends.
pub async fn a_token_that_django_blacklisted_is_refused_and_ends_nothing(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_BLACKLISTS).await;
    let before = stage.picture().await;
    for node in 0..2 {
        stage.refresh_on(node, &held, at(1), RULE).await.over();
        stage.refresh_on(node, &held, at(99), RULE).await.over();
    }
    assert_eq!(stage.picture().await, before);
    assert!(!stage.session(&held.session).await.chain.ended);
}

/// A refresh beside Django's blacklist comes before it, or is refused without a trace.
pub async fn of_django_and_a_refresh_one_is_first(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for round in 0..20 {
        let held = stage.login(alice).await;
        let (told, ()) = tokio::join!(
            stage.refresh_on(round, &held, at(1), RULE),
            stage.in_django(
                "INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
                 SELECT max(id), '2025-06-15 15:06:41' FROM token_blacklist_outstandingtoken WHERE true
                     ON CONFLICT DO NOTHING"
            ),
        );
        let generation = stage.session(&held.session).await.chain.generation;
        match &told {
            Rotation::Rotated(next) => assert!(generation == 1 && stage.outstanding(&next.jti).await.is_some()),
            Rotation::Over => assert!(generation == 0 && stage.is_blacklisted(&held.jti).await),
            Rotation::Repeated(_) | Rotation::Replayed { .. } | Rotation::Unknown | Rotation::OwnerInactive => {
                panic!("{told:?}")
            }
        }
    }
}

/// A row that our own rotation left is no reason to refuse a repeat in time, nor to take a replay for less than it is.
pub async fn a_row_of_our_own_changes_nothing_for_the_previous_token(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&held, at(1)).await.rotated();
    assert!(same(&stage.refresh(&held, at(30)).await.repeated(), &next));
    assert_eq!(stage.refresh(&held, at(31)).await.replayed(), Some(held.session.clone()));
    assert!(stage.is_blacklisted(&next.jti).await);
}

/// A token of ours that is two turns old is theft, row or not.
pub async fn a_token_that_was_spent_here_before_is_theft(stage: &Stage<'_>) {
    let old = stage.login(stage.user("alice").await).await;
    let next = old.next(stage.refresh(&old, at(1)).await.rotated());
    stage.refresh(&next, at(2)).await.rotated();
    assert_eq!(stage.refresh(&old, at(3)).await.replayed(), Some(old.session));
}

/// What Django has taken back is not handed out again, and nothing ends.
pub async fn a_successor_that_django_blacklisted_is_not_given_again(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.refresh(&held, at(1)).await.rotated();
    stage.in_django(DJANGO_BLACKLISTS).await;
    stage.refresh(&held, at(2)).await.over();
    assert!(!stage.session(&held.session).await.chain.ended);
}

/// Django rotated the current token: its successor is no theft, and rotates; what it displaced is blacklisted.
pub async fn a_token_that_django_rotated_takes_its_place(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let from_django = stage.django_rotates(&held).await;
    let next = stage.refresh(&from_django, at(2)).await.rotated();
    let row = stage.session(&held.session).await;
    assert_eq!((row.chain.generation, row.chain.rotated_at), (2, Some(at(2))));
    assert_eq!((row.chain.current, row.chain.previous), (next.jti.clone(), Some(from_django.jti.clone())));
    assert!(stage.is_blacklisted(&from_django.jti).await && !stage.is_blacklisted(&next.jti).await);
    assert!(same(&stage.refresh(&from_django, at(3)).await.repeated(), &next));
    assert_eq!(stage.last().await, 0);
    stage.refresh(&held.next(next), at(4)).await.rotated();
}

/// Where Django leaves the token that it rotated alive, taking in its successor refuses it there, too.
pub async fn what_is_displaced_is_blacklisted(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_ISSUES).await;
    assert!(!stage.is_blacklisted(&held.jti).await);
    stage.refresh(&Held { jti: Jti::new("django-1"), ..held.clone() }, at(2)).await.rotated();
    assert!(stage.is_blacklisted(&held.jti).await);
}

/// A session that lay idle here and was used there is not over: what Django made of its token is taken in.
pub async fn a_token_that_django_rotated_was_used_there(stage: &Stage<'_>) {
    let (held, hundred) = (stage.login(stage.user("alice").await).await, Some(Seconds::new(100)));
    let from_django = stage.django_rotates(&held).await;
    stage.refresh_within(0, &held, at(1000), (RULE, hundred)).await.over();
    let next = stage.refresh_within(0, &from_django, at(1000), (RULE, hundred)).await.rotated();
    assert_eq!(stage.session(&held.session).await.last_used_at, at(1000));
    stage.refresh_within(1, &held.next(next), at(1099), (RULE, hundred)).await.rotated();
    assert_eq!(stage.last().await, 0);
}

/// Taking in happens once, however many ask at once.
pub async fn of_fifty_refreshes_of_a_token_that_django_rotated_one_rotates(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let from_django = stage.django_rotates(&held).await;
    let told = all_at_once((0..50).map(|node| stage.refresh_on(node, &from_django, at(2), RULE))).await;
    assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("repeated", 49)]));
    assert_eq!(stage.session(&held.session).await.chain.generation, 2);
    assert_eq!(stage.last().await, 0);
}

/// Of tokens that Django rotated one after the other, those in the middle are refused and end nothing; once a later one has come
/// here they are old ones of the chain.
pub async fn what_django_has_spent_is_refused_and_ends_nothing(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let middle = stage.django_rotates(&held).await;
    stage.in_django(DJANGO_BLACKLISTS).await;
    stage.in_django(DJANGO_ISSUES_ANOTHER).await;
    let last = Held { jti: Jti::new("django-2"), ..held.clone() };
    let before = stage.picture().await;
    stage.refresh(&middle, at(2)).await.over();
    stage.refresh(&held, at(2)).await.over();
    assert_eq!(stage.picture().await, before);
    stage.refresh(&last, at(3)).await.rotated();
    assert_eq!(stage.refresh(&middle, at(4)).await.replayed(), Some(held.session));
}

/// A token that no row knows is none of Django's, whoever signed it.
pub async fn a_token_that_is_not_outstanding_is_theft(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let unknown = Held { jti: stage.jti(), ..held.clone() };
    assert_eq!(stage.refresh(&unknown, at(1)).await.replayed(), Some(held.session));
    assert!(stage.is_blacklisted(&held.jti).await);
}

/// Without an interval, too: the token that Django rotated is answered once.
pub async fn without_an_interval_a_token_that_django_rotated_is_answered_once(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let from_django = stage.django_rotates(&held).await;
    let rule = ReuseRule { interval: Seconds::new(0), detection: false };
    let told = all_at_once((0..20).map(|node| stage.refresh_on(node, &from_django, at(2), rule))).await;
    assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("replayed", 19)]));
}

/// An inactive user is told so, and a token that Django rotated changes nothing for them.
pub async fn a_token_that_django_rotated_for_an_inactive_user_is_not_taken_in(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let from_django = stage.django_rotates(&held).await;
    stage.in_django("UPDATE auth_user SET is_active = FALSE").await;
    stage.refresh(&from_django, at(2)).await.owner_inactive();
    assert_eq!(stage.session(&held.session).await.chain.generation, 0);
}

/// What ends a session blacklists its current token, and what Django made of it as far as its row can be read.
pub async fn an_ended_session_is_refused_by_django(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_ISSUES).await;
    stage.in_django(DJANGO_KEEPS_IT_RAW).await;
    let other = stage.login(held.user).await;
    stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
    assert!(stage.is_blacklisted(&held.jti).await && stage.is_blacklisted(&Jti::new("django-1")).await);
    assert!(!stage.is_blacklisted(&other.jti).await);
}

/// A session from before the tables were there gets the row that refuses its token.
pub async fn an_ended_session_without_a_row_gets_one(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django("DELETE FROM token_blacklist_outstandingtoken").await;
    stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
    let row = stage.outstanding(&held.jti).await.unwrap();
    assert_eq!((row.user, row.is_blacklisted, row.token), (Some(held.user), true, TokenText::from_column("")));
}

/// An end of everything blacklists whatever the user has, theirs alone.
pub async fn an_end_of_everything_blacklists_whatever_the_user_has(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (held, strange) = (stage.login(alice).await, stage.login(bob).await);
    stage.login(alice).await;
    stage.in_django(DJANGO_ISSUES).await;
    stage.store().end_sessions_of(alice, Reach::Everything, &ending(at(1))).await.unwrap();
    assert!(stage.is_blacklisted(&held.jti).await && stage.is_blacklisted(&Jti::new("django-1")).await);
    assert!(!stage.is_blacklisted(&strange.jti).await);
}

/// But for one session: its tokens live on in Django, and no other of the user's.
pub async fn an_end_of_everything_but_one_session_spares_its_tokens(stage: &Stage<'_>) {
    let kept = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_ISSUES).await;
    stage.in_django(DJANGO_KEEPS_IT_RAW).await;
    stage.login(kept.user).await;
    stage.in_django(DJANGO_ISSUES_ANOTHER).await;
    let reach = Reach::EverythingBut(&kept.session);
    stage.store().end_sessions_of(kept.user, reach, &ending(at(1))).await.unwrap();
    assert!(!stage.is_blacklisted(&kept.jti).await && !stage.is_blacklisted(&Jti::new("django-1")).await);
    assert!(stage.is_blacklisted(&Jti::new("django-2")).await);
}

/// An end of sessions alone blacklists theirs, and leaves the tokens that Django issued.
pub async fn an_end_of_sessions_alone_blacklists_their_tokens(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_ISSUES_ANOTHER).await;
    stage.store().end_sessions_of(held.user, Reach::Sessions, &ending(at(1))).await.unwrap();
    assert!(stage.is_blacklisted(&held.jti).await && !stage.is_blacklisted(&Jti::new("django-2")).await);
}

/// A password change and a deactivation blacklist as any end of everything does.
pub async fn a_change_of_the_account_blacklists_whatever_the_user_has(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (changed, deactivated) = (stage.login(alice).await, stage.login(bob).await);
    stage.store().change_password(alice, &super::hash("second"), &ending(at(1))).await.unwrap();
    stage.store().deactivate_user(bob, &ending(at(1))).await.unwrap();
    assert!(stage.is_blacklisted(&changed.jti).await && stage.is_blacklisted(&deactivated.jti).await);
}

/// A deleted user's rows stay and name nobody, as Django's `SET_NULL` leaves them.
pub async fn a_deleted_users_rows_name_nobody(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.in_django(DJANGO_ISSUES).await;
    let told = stage.store().delete_user(held.user, &ending(at(1))).await.unwrap();
    assert_eq!(told, crate::store::Change::Done(vec![held.session]));
    for jti in [held.jti, Jti::new("django-1")] {
        assert_eq!(stage.outstanding(&jti).await.unwrap().user, None);
    }
}

/// A foreign token leaves the rows that Django's rotation would, whether Django had one of it or not.
pub async fn an_adoption_leaves_rows(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = stage.adopt(&foreign, at(1)).await.rotated();
    let row = stage.outstanding(&foreign.jti).await.unwrap();
    assert_eq!((row.user, row.expires_at, row.is_blacklisted), (Some(foreign.user), foreign.exp, true));
    assert!(!stage.is_blacklisted(&next.jti).await);
}

/// A foreign token that Django blacklisted gets no session, on either node; one that Django only knows does.
pub async fn a_foreign_token_that_django_blacklisted_is_not_adopted(stage: &Stage<'_>) {
    let alice = stage.login(stage.user("alice").await).await.user;
    let foreign = Foreign { jti: Jti::new("django-1"), ..stage.foreign(alice) };
    stage.in_django(DJANGO_ISSUES).await;
    stage.in_django(DJANGO_BLACKLISTS).await;
    let before = stage.picture().await;
    stage.adopt(&foreign, at(1)).await.over();
    stage.adopt_on(1, &foreign, &stage.new_session(alice, at(1))).await.over();
    assert_eq!(stage.picture().await, before);
    stage.in_django(DJANGO_ISSUES_ANOTHER).await;
    stage.adopt(&Foreign { jti: Jti::new("django-2"), ..foreign }, at(1)).await.rotated();
}

/// Where only what is known is taken, a token that is not outstanding gets no session; one that has a session is known.
pub async fn a_token_that_must_be_known_is_adopted_only_if_it_is_outstanding(stage: &Stage<'_>) {
    let alice = stage.login(stage.user("alice").await).await.user;
    stage.in_django(DJANGO_ISSUES).await;
    let (unknown, known) = (stage.foreign(alice), Foreign { jti: Jti::new("django-1"), ..stage.foreign(alice) });
    let before = stage.picture().await;
    adopt_known(stage, &unknown).await.over();
    assert_eq!(stage.picture().await, before);
    let next = adopt_known(stage, &known).await.rotated();
    assert!(same(&adopt_known(stage, &known).await.repeated(), &next));
}

async fn adopt_known(stage: &Stage<'_>, foreign: &Foreign) -> Rotation {
    let session = stage.new_session(foreign.user, at(1));
    let spent = Stage::row_of_token(&foreign.jti, foreign.user, at(1), foreign.exp);
    let adoption = Adoption {
        session: &session,
        origin: &foreign.jti,
        iat: foreign.iat,
        exp: foreign.exp,
        rule: RULE,
        idle_timeout: None,
        owners: OwnerRule::Active,
        ending: &ending(at(1)),
        exchange: Some(Exchange { spent: &spent, next: &TokenText::hashed("next") }),
        must_be_known: true,
    };
    stage.store().adopt(&adoption).await.unwrap()
}

/// A token that is blacklisted here is revoked by itself and refused by Django, and a session that it names ends with it.
pub async fn a_token_is_blacklisted_with_its_session(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let (alone, with_session) = (stage.jti(), stage.jti());
    for (jti, session) in [(&alone, None), (&with_session, Some(&held.session))] {
        let told = blacklist(stage, jti, held.user, session).await;
        assert_eq!(told, Revocation::Now(session.cloned()));
        assert!(stage.is_blacklisted(jti).await && stage.store().is_token_revoked(jti).await.unwrap());
    }
    assert!(stage.session(&held.session).await.chain.ended && stage.is_blacklisted(&held.jti).await);
    assert_eq!(blacklist(stage, &alone, held.user, None).await, Revocation::Before);
}

async fn blacklist(
    stage: &Stage<'_>,
    jti: &Jti,
    user: UserId,
    session: Option<&crate::session::SessionId>,
) -> Revocation {
    let until = at(500).timestamp();
    let token = &Stage::row_of_token(jti, user, at(1), until);
    stage.store().blacklist_token(&Blacklisting { token, until, session, ending: &ending(at(1)) }).await.unwrap()
}

/// A token without a session is over once Django has blacklisted it; until then what is minted of it gets a row.
pub async fn an_unattached_token_is_judged_by_its_row(stage: &Stage<'_>) {
    let alice = stage.login(stage.user("alice").await).await.user;
    stage.in_django(DJANGO_ISSUES).await;
    let next = Stage::row_of_token(&stage.jti(), alice, at(2), at(500).timestamp());
    let presented = UnattachedUse {
        user: alice,
        jti: Some(Jti::new("django-1")),
        iat: Some(at(1).timestamp()),
        owners: OwnerRule::Active,
        at: at(2),
        next: Some(next.clone()),
    };
    assert_eq!(stage.store().use_unattached(&presented).await.unwrap(), Unattached::Live(at(2)));
    assert!(!stage.is_blacklisted(&next.jti).await);
    blacklist(stage, &Jti::new("django-1"), alice, None).await;
    let late = Stage::row_of_token(&stage.jti(), alice, at(2), at(500).timestamp());
    let again = UnattachedUse { next: Some(late.clone()), ..presented };
    assert_eq!(stage.node(1).use_unattached(&again).await.unwrap(), Unattached::Over);
    assert_eq!(stage.outstanding(&late.jti).await, None);
}

/// A further token of a session gets its row, unless the session is over.
pub async fn a_renewal_leaves_a_row(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let renew = async |at| {
        let next = stage.new_refresh(at);
        let row = Stage::row_of_token(&next.jti, held.user, at, next.exp);
        let access_until = at.timestamp();
        let (session, interval) = (&held.session, RULE.interval);
        let renewal = Renewal { session, next: Some(&next), outstanding: Some(&row), access_until, interval, at };
        stage.store().renew_session(&renewal).await.unwrap();
        next.jti
    };
    let further = renew(at(1)).await;
    assert!(!stage.is_blacklisted(&further).await && !stage.is_blacklisted(&held.jti).await);
    stage.store().end_session(&held.session, None, &ending(at(2))).await.unwrap();
    let late = renew(at(3)).await;
    assert_eq!(stage.outstanding(&late).await, None);
}

/// Rows go when they have expired, those that refuse a token with them; the others stay.
pub async fn rows_are_deleted_when_they_have_expired(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    // So many that the order of numbers is not that of texts.
    for exp in (1..=11).chain([20, 30]) {
        blacklist_until(stage, alice, at(exp).timestamp()).await;
    }
    let held = stage.login(alice).await;
    let mut counts = Vec::new();
    let mut after = None;
    loop {
        let (rows, by) = (Expirable::OutstandingTokens, at(20).timestamp());
        let batch = Batch { rows, by, after: after.as_deref(), limit: 2 };
        let deleted = stage.node(counts.len()).delete_expired(&batch).await.unwrap();
        counts.push(deleted.count);
        after = deleted.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(counts, [2, 2, 2, 2, 2, 2, 0]);
    assert!(!stage.is_blacklisted(&held.jti).await);
    assert!(stage.is_blacklisted(&Jti::new(at(30).timestamp().unix().to_string())).await);
}

async fn blacklist_until(stage: &Stage<'_>, user: UserId, exp: Timestamp) {
    let token = &Stage::row_of_token(&Jti::new(exp.unix().to_string()), user, at(0), exp);
    let blacklisting = Blacklisting { token, until: exp, session: None, ending: &ending(at(0)) };
    stage.store().blacklist_token(&blacklisting).await.unwrap();
}
