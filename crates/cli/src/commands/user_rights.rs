//! `countersign users staff`, `superuser` and `groups`

use anyhow::anyhow;
use countersign_core::Ctx;
use countersign_core::flows::{self, RightsChange, RightsError};
use serde_json::json;

use super::users;
use crate::args::Json;
use crate::output;

/// Changes what a user may do, and says so in `words`.
pub(super) async fn change(
    ctx: &Ctx,
    username: &str,
    wanted: &RightsChange,
    (words, Json { json }): (&str, Json),
) -> anyhow::Result<()> {
    let entry = flows::change_rights(ctx, username, wanted).await.map_err(|cause| explained(username, cause))?;
    if json {
        let user = entry.user;
        return output::json(
            &json!({ "username": user.username, "is_staff": user.is_staff, "is_superuser": user.is_superuser }),
        );
    }
    output::line(&format!("{username:?} {words}. Tokens that tell more of it say so from the next login on."))
}

/// Shows the groups of a user, after what there is to change.
pub(super) async fn groups(
    ctx: &Ctx,
    username: &str,
    wanted: &RightsChange,
    Json { json }: Json,
) -> anyhow::Result<()> {
    if !(wanted.join.is_empty() && wanted.leave.is_empty()) {
        flows::change_rights(ctx, username, wanted).await.map_err(|cause| explained(username, cause))?;
    }
    let groups = flows::groups_of(ctx, username).await.map_err(|cause| users::explained(username, cause))?;
    if json {
        return output::json(&json!({ "username": username, "groups": groups }));
    }
    if groups.is_empty() {
        return output::line(&format!("{username:?} is in no group."));
    }
    output::line(&groups.into_iter().collect::<Vec<_>>().join("\n"))
}

fn explained(username: &str, cause: RightsError) -> anyhow::Error {
    match cause {
        RightsError::Manage(cause) => users::explained(username, cause),
        RightsError::NoGroup(name) => {
            anyhow!("there is no group {name:?}; staff make groups at /api/groups/, or in Django's admin")
        }
    }
}
