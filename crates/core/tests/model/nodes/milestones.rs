//! What a world must be seen to reach, so that the properties speak of something.

use stateright::Property;

use super::cluster::Cluster;
use super::properties::{accepted, ended_at};
use super::setting::Setting;

pub(crate) const BEHIND: &str = "a node that has not caught up accepts a token of an ended session";
pub(crate) const CUT_SERVES: &str = "a node without the database accepts a token of a session that ended long ago";
pub(crate) const THEFT: &str = "a theft ends the session";
pub(crate) const UNDONE: &str = "an answered logout is lost in a failover, and the session is back";
pub(crate) const UNDONE_REFUSED: &str = "a node refuses a session that a failover has brought back";
pub(crate) const OWNER_OUT: &str = "a client whose rotation is lost in a failover is taken for a thief";
pub(crate) const SPENT_ANEW: &str = "a token whose rotation was lost in a failover is spent once more";
pub(crate) const BOTH_LOST: &str = "a client that lost its answer and its rotation asks again and keeps its session";

pub(crate) fn all() -> Vec<Property<Setting>> {
    vec![
        Property::sometimes(BEHIND, |setting: &Setting, cluster: &Cluster| {
            accepted(setting, cluster).any(|(_, token)| ended_at(cluster, token).is_some())
        }),
        Property::sometimes(CUT_SERVES, |setting: &Setting, cluster: &Cluster| {
            let long_ago = |token| ended_at(cluster, token).is_some_and(|end| cluster.now > end + 1);
            accepted(setting, cluster).any(|(node, token)| cluster.nodes[node].is_cut && long_ago(token))
        }),
        Property::sometimes(THEFT, |_, cluster: &Cluster| cluster.history.alarmed),
        Property::sometimes(UNDONE, |_, cluster: &Cluster| undone(cluster).next().is_some()),
        Property::sometimes(UNDONE_REFUSED, |setting: &Setting, cluster: &Cluster| {
            let refuses = |session: u8| {
                let mut tokens = cluster.access.iter().filter(|token| token.session == session);
                tokens.any(|token| cluster.accepts(0, *token, setting) != cluster.accepts(1, *token, setting))
            };
            undone(cluster).any(refuses)
        }),
        Property::sometimes(OWNER_OUT, |setting: &Setting, cluster: &Cluster| {
            let unlost = cluster.left.losses == setting.losses;
            !setting.thief && unlost && cluster.history.alarmed && cluster.database.epoch > 0
        }),
        Property::sometimes(SPENT_ANEW, |_, cluster: &Cluster| spent_anew(cluster)),
        Property::sometimes(BOTH_LOST, |setting: &Setting, cluster: &Cluster| {
            let client = &cluster.holders[0];
            let lost = cluster.left.losses < setting.losses && !client.missed;
            spent_anew(cluster) && lost && !cluster.history.alarmed && client.held.is_some_and(|held| held > 1)
        }),
    ]
}

/// Sessions whose end was answered and that the database holds for alive.
fn undone(cluster: &Cluster) -> impl Iterator<Item = u8> {
    let lives = |session: &u8| !cluster.database.rows[usize::from(*session)].chain.ended;
    cluster.history.acknowledged.iter().copied().filter(lives)
}

/// A token was spent in one history, and once more in the next.
fn spent_anew(cluster: &Cluster) -> bool {
    let spent = &cluster.history.spent;
    let again = |(session, serial, epoch): &(u8, u8, u8)| *epoch > 0 && spent.contains(&(*session, *serial, epoch - 1));
    spent.iter().any(again)
}
