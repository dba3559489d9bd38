//! Opening a session under the user's lock.

use countersign_token::{Seconds, Timestamp};

use super::outcome::all_at_once;
use super::stage::{Stage, at, ending, hash};
use crate::UserId;
use crate::store::{MOST_SESSIONS, NewSession, Opened, Opening};

/// Every column comes back, with the owner beside it.
pub async fn an_opened_session_is_read_back(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let new = NewSession { expires_at: Some(at(99).timestamp()), ..stage.new_session(alice, at(3)) };
    stage.opened(new.clone()).await;
    let (row, owner) = stage.store().session(&new.id).await.unwrap().unwrap();
    assert_eq!((row.id, row.user, owner.map(|owner| owner.id)), (new.id, alice, Some(alice)));
    assert_eq!((row.chain.generation, row.chain.current), (0, new.refresh.jti));
    assert_eq!((row.chain.previous, row.chain.rotated_at, row.chain.ended), (None, None, false));
    assert_eq!((row.current_iat, row.chain.expires_at), (new.refresh.iat, Some(at(99).timestamp())));
    assert_eq!((row.created_at, row.last_used_at, row.proven_at), (at(3), at(3), Some(at(3))));
    assert_eq!((row.ip.as_deref(), row.user_agent.as_str()), (Some("192.0.2.7"), "curl/8.5.0"));
}

/// A session that no password opened has no proof of identity, until there is one.
pub async fn a_session_opened_without_proof_has_none(stage: &Stage<'_>) {
    let new = NewSession { proven_at: None, ..stage.new_session(stage.user("alice").await, at(3)) };
    let held = stage.opened(new).await;
    assert_eq!(stage.session(&held.session).await.proven_at, None);
    assert!(stage.store().prove_session(&held.session, at(4)).await.unwrap());
    assert_eq!(stage.session(&held.session).await.proven_at, Some(at(4)));
}

/// Of a session that is not there nothing is read.
pub async fn an_unknown_session_is_absent(stage: &Stage<'_>) {
    stage.login(stage.user("alice").await).await;
    assert!(stage.store().session(&stage.sid()).await.unwrap().is_none());
    assert!(stage.store().session_adopted_from(&stage.jti()).await.unwrap().is_none());
}

/// The first token outlives neither itself nor the session.
pub async fn the_absolute_end_caps_the_first_token(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let own = stage.new_refresh(at(0)).exp;
    let (sooner, later) = (own.saturating_sub(Seconds::new(1)), own.saturating_add(Seconds::new(1)));
    for (expires_at, wanted) in [(None, own), (Some(sooner), sooner), (Some(own), own), (Some(later), own)] {
        let new = NewSession { expires_at, ..stage.new_session(alice, at(0)) };
        let Opened::Session { exp } = stage.open(0, &new).await else { panic!("alice may log in") };
        assert_eq!((exp, stage.session(&new.id).await.current_exp), (wanted, wanted));
    }
}

/// An inactive or deleted user, or one who never was, opens nothing, and no new hash is written.
pub async fn nobody_else_than_an_active_user_opens_a_session(stage: &Stage<'_>) {
    let (inactive, gone) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().deactivate_user(inactive, &ending(at(0))).await.unwrap();
    stage.store().delete_user(gone, &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    for user in [inactive, gone, UserId::from_key(4711)] {
        let session = stage.new_session(user, at(1));
        let opening = Opening {
            session: &session,
            checked: &hash("first"),
            upgrade: Some(&hash("upgrade")),
            last_login: None,
            outstanding: None,
        };
        assert!(matches!(stage.store().open_session(&opening).await, Ok(Opened::OwnerInactive)));
    }
    assert_eq!(stage.picture().await, before);
}

/// A password column that is not the checked one opens nothing, and the caller is shown the user as they are now.
pub async fn a_changed_password_column_opens_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.store().change_password(alice, &hash("second"), &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    let session = stage.new_session(alice, at(1));
    let opening = Opening {
        session: &session,
        checked: &hash("first"),
        upgrade: Some(&hash("upgrade")),
        last_login: None,
        outstanding: None,
    };
    let Ok(Opened::PasswordChanged(user)) = stage.store().open_session(&opening).await else { panic!() };
    assert!(user.id == alice && user.password == hash("second"));
    assert_eq!(stage.picture().await, before);
}

/// A hash upgrade is no password change: it ends nothing and sets no mark.
pub async fn an_upgrade_is_written_with_its_session(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.login(alice).await;
    let session = stage.new_session(alice, at(1));
    let opening = Opening {
        session: &session,
        checked: &hash("first"),
        upgrade: Some(&hash("upgrade")),
        last_login: None,
        outstanding: None,
    };
    assert!(matches!(stage.store().open_session(&opening).await, Ok(Opened::Session { .. })));
    let row = stage.row_of(alice).await;
    assert!(row.password == hash("upgrade") && row.not_before.is_none());
    assert_eq!((stage.live(alice, at(1)).await.len(), stage.last().await), (2, 0));
}

/// A login that is to be noted is in its user's row, and nothing else of the row is another; one that is not stays out.
pub async fn a_noted_login_is_the_users_last(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for (session, last_login, wanted) in [
        (stage.new_session(alice, at(1)), None, None),
        (stage.new_session(alice, at(2)), Some(at(2)), Some(at(2))),
        (stage.new_session(alice, at(3)), None, Some(at(2))),
    ] {
        let opening =
            Opening { session: &session, checked: &hash("first"), upgrade: None, last_login, outstanding: None };
        assert!(matches!(stage.store().open_session(&opening).await, Ok(Opened::Session { .. })));
        let row = stage.row_of(alice).await;
        assert!(row.last_login == wanted && row.password == hash("first") && row.not_before.is_none());
    }
}

/// Two logins check one old column and both want to upgrade it: the later one is told of the first one's.
pub async fn of_two_upgrades_one_is_written(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (checked, upgrades) = (hash("first"), [hash("one"), hash("other")]);
    let sessions = [(); 2].map(|()| stage.new_session(alice, at(0)));
    let openings: Vec<_> = (upgrades.iter().zip(&sessions))
        .map(|(upgrade, session)| Opening {
            session,
            checked: &checked,
            upgrade: Some(upgrade),
            last_login: None,
            outstanding: None,
        })
        .collect();
    let told = all_at_once((0..).zip(&openings).map(|(turn, opening)| stage.node(turn).open_session(opening))).await;
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(Opened::Session { .. }))).count(), 1);
    let late = told.into_iter().find_map(|told| match told {
        Ok(Opened::PasswordChanged(user)) => Some(user),
        Ok(Opened::Session { .. } | Opened::OwnerInactive) | Err(_) => None,
    });
    assert!(late.unwrap().password == stage.row_of(alice).await.password);
}

/// A step that fails in its middle takes back its beginning: here a name that is taken, after the upgrade.
pub async fn an_opening_that_fails_writes_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let first = stage.login(alice).await;
    let before = stage.picture().await;
    let twin = NewSession { id: first.session, ..stage.new_session(alice, at(1)) };
    let opening = Opening {
        session: &twin,
        checked: &hash("first"),
        upgrade: Some(&hash("upgrade")),
        last_login: None,
        outstanding: None,
    };
    stage.store().open_session(&opening).await.unwrap_err();
    assert_eq!(stage.picture().await, before);
}

/// A list shows the sessions of one user that can still be used, the one used last first.
pub async fn live_sessions_are_listed_newest_use_first(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let oldest = stage.opened(stage.new_session(alice, at(0))).await;
    let newest = stage.opened(stage.new_session(alice, at(10))).await;
    let ended = stage.opened(stage.new_session(alice, at(5))).await;
    let outlived = NewSession { expires_at: Some(at(20).timestamp()), ..stage.new_session(alice, at(6)) };
    let (outlived, _) = (stage.opened(outlived).await, stage.login(bob).await);
    stage.store().end_session(&ended.session, None, &ending(at(11))).await.unwrap();
    let listed = async |now| -> Vec<_> {
        stage.store().sessions_of(alice, now).await.unwrap().into_iter().map(|session| session.id).collect()
    };
    assert_eq!(listed(at(19)).await, [&newest.session, &outlived.session, &oldest.session].map(Clone::clone));
    stage.refresh(&oldest, at(20)).await;
    assert_eq!(listed(at(20)).await, [oldest.session, newest.session]);
}

/// A session whose newest refresh token has expired is not listed.
pub async fn a_session_with_an_expired_token_is_not_listed(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let held = stage.login(alice).await;
    let exp: Timestamp = stage.session(&held.session).await.current_exp;
    assert_eq!(stage.live(alice, exp.saturating_sub(Seconds::new(1)).into()).await, [held.session]);
    assert!(stage.live(alice, exp.into()).await.is_empty());
}

/// Sessions beyond the first thousand are there, and not listed.
pub async fn of_very_many_sessions_those_used_last_are_listed(stage: &Stage<'_>) {
    let first = stage.login(stage.user("alice").await).await;
    stage
        .in_django(
            "INSERT INTO countersign_session (id, user_id, generation, current_jti, current_iat, current_exp,
                                              access_until, created_at, last_used_at, user_agent)
             WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
             SELECT substr(s.id, 1, 28) || (1000 + n), s.user_id, 0, s.current_jti, s.current_iat, s.current_exp,
                    s.access_until, s.created_at, s.last_used_at + n, '' FROM countersign_session s, numbers",
        )
        .await;
    let listed = stage.store().sessions_of(first.user, at(1)).await.unwrap();
    assert_eq!(i64::try_from(listed.len()).unwrap(), MOST_SESSIONS);
    assert!(listed.iter().all(|session| session.id != first.session));
    assert!(listed.iter().map(|session| session.last_used_at).rev().is_sorted());
    assert_eq!(stage.session(&first.session).await.id, first.session);
}
