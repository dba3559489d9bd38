//! What must hold in every reachable state.

use std::collections::HashSet;

use stateright::Property;

use super::cluster::{Access, Cluster};
use super::setting::{BOUND, Setting};

pub(crate) const CAUGHT_UP: &str = "no node that has caught up accepts an access token of an ended session";
pub(crate) const IN_TIME: &str = "no node in reach of the database accepts one past the bound";
pub(crate) const STALE: &str = "where stale nodes refuse, no node at all accepts one past max_staleness";
pub(crate) const TOLD: &str =
    "what a node was told, or has ended itself, it refuses at once and for good, whatever the database loses";
pub(crate) const LIFE: &str = "an access token lives no longer than its life and the nodes' difference in time";
pub(crate) const JUDGED: &str = "who is called a thief goes by the database's clock and no node's";
pub(crate) const ALONE: &str = "without a thief, a lost answer or a failover nobody is called a thief";
pub(crate) const ONE_CHAIN: &str = "within one history of the database no token has two successors";
pub(crate) const LOST: &str = "a token that a failover has lost gets no answer";

pub(crate) fn all() -> Vec<Property<Setting>> {
    vec![
        Property::always(CAUGHT_UP, |setting: &Setting, cluster: &Cluster| {
            !accepted(setting, cluster)
                .any(|(node, token)| cluster.nodes[node].has_caught_up && ended_at(cluster, token).is_some())
        }),
        Property::always(IN_TIME, |setting: &Setting, cluster: &Cluster| {
            let late = |(node, token): (usize, Access)| {
                !cluster.nodes[node].is_cut && ended_at(cluster, token).is_some_and(|end| cluster.now > end + BOUND)
            };
            !accepted(setting, cluster).any(late)
        }),
        Property::always(STALE, |setting: &Setting, cluster: &Cluster| {
            let Some(most) = setting.max_staleness else { return true };
            let late = |token| ended_at(cluster, token).is_some_and(|end| cluster.now > end + most);
            !accepted(setting, cluster).any(|(_, token)| late(token))
        }),
        Property::always(TOLD, |setting: &Setting, cluster: &Cluster| {
            let told = |node: usize, token: Access| cluster.nodes[node].told.get(&token.session).copied();
            !accepted(setting, cluster).any(|(node, token)| told(node, token).is_some_and(|at| token.born <= at))
        }),
        Property::always(LIFE, |setting: &Setting, cluster: &Cluster| {
            let apart = (setting.skew[0] - setting.skew[1]).abs();
            !accepted(setting, cluster).any(|(_, token)| cluster.now >= token.born + setting.access + apart)
        }),
        Property::always(JUDGED, |_, cluster: &Cluster| !cluster.history.misjudged),
        Property::always(ALONE, |setting: &Setting, cluster: &Cluster| {
            let unhurt = cluster.left.losses == setting.losses && cluster.left.failovers == setting.failovers;
            setting.thief || !unhurt || !cluster.history.alarmed
        }),
        Property::always(ONE_CHAIN, |_, cluster: &Cluster| {
            let spent = &cluster.history.spent;
            spent.iter().collect::<HashSet<_>>().len() == spent.len()
        }),
        Property::always(LOST, |_, cluster: &Cluster| !cluster.history.lost_answered),
    ]
}

/// Every token with every node that accepts it now.
pub(crate) fn accepted(setting: &Setting, cluster: &Cluster) -> impl Iterator<Item = (usize, Access)> {
    let pairs = cluster.access.iter().flat_map(|token| [(0, *token), (1, *token)]);
    pairs.filter(move |(node, token)| cluster.accepts(*node, *token, setting))
}

/// When the session of a token was ended, as far as the database knows.
pub(crate) fn ended_at(cluster: &Cluster, token: Access) -> Option<i64> {
    cluster.database.rows[usize::from(token.session)].ledger.ended_at
}
