//! What can happen next.

use stateright::{Model, Property};

use super::cluster::Cluster;
use super::setting::{BOUND, Setting};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Tick,
    /// The thief copies what the first client holds.
    Steal,
    Refresh {
        holder: usize,
        node: usize,
        is_lost: bool,
    },
    LogOut {
        session: u8,
        node: usize,
    },
    /// A node reads the feed; where it was cut off, it reaches the database again.
    Follow {
        node: usize,
    },
    Cut {
        node: usize,
    },
    Restart {
        node: usize,
    },
    FailOver {
        lost: usize,
    },
}

impl Model for Setting {
    type State = Cluster;
    type Action = Action;

    fn init_states(&self) -> Vec<Cluster> {
        vec![Cluster::new(self)]
    }

    fn actions(&self, cluster: &Cluster, actions: &mut Vec<Action>) {
        // A node that reaches the database reads the feed in time, so that no tick passes before it has.
        let in_time = cluster.nodes.iter().all(|node| node.is_cut || !node.is_ready || node.behind < BOUND);
        if cluster.now < self.horizon && in_time {
            actions.push(Action::Tick);
        }
        if self.thief && cluster.holders.last().is_some_and(|thief| thief.held.is_none()) {
            actions.push(Action::Steal);
        }
        for node in 0..2 {
            cluster.actions_at(node, actions);
        }
        if cluster.left.failovers > 0 {
            actions.extend((1..=cluster.past.len()).map(|lost| Action::FailOver { lost }));
        }
    }

    fn next_state(&self, last: &Cluster, action: Action) -> Option<Cluster> {
        let mut cluster = last.clone();
        match action {
            Action::Tick => cluster.tick(self),
            Action::Steal => cluster.steal(),
            Action::Refresh { holder, node, is_lost } => {
                cluster.left.losses -= u8::from(is_lost);
                cluster.refresh(holder, node, is_lost, self);
            }
            Action::LogOut { session, node } => cluster.log_out(session, node, self),
            Action::Follow { node } => {
                let clock = cluster.clock(node, self);
                cluster.nodes[node].follow(&cluster.database, cluster.now, clock, self.flaw);
            }
            Action::Cut { node } => {
                cluster.left.cuts -= 1;
                cluster.nodes[node].is_cut = true;
            }
            Action::Restart { node } => {
                cluster.left.restarts -= 1;
                cluster.nodes[node].restart(self.flaw);
            }
            Action::FailOver { lost } => cluster.fail_over(lost, self.flaw),
        }
        Some(cluster)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = super::properties::all();
        properties.extend(super::milestones::all().into_iter().filter(|known| self.reaches.contains(&known.name)));
        properties
    }
}

impl Cluster {
    fn actions_at(&self, node: usize, actions: &mut Vec<Action>) {
        let known = &self.nodes[node];
        if !known.has_caught_up || known.behind > 0 || !known.is_ready || known.is_cut {
            actions.push(Action::Follow { node });
        }
        if self.left.restarts > 0 && known.is_ready {
            actions.push(Action::Restart { node });
        }
        // Without the database a node revokes and refreshes nothing.
        if !known.is_ready || known.is_cut {
            return;
        }
        if self.left.cuts > 0 {
            actions.push(Action::Cut { node });
        }
        for (holder, who) in self.holders.iter().enumerate() {
            if who.held.is_some() && who.sends_left > 0 {
                actions.push(Action::Refresh { holder, node, is_lost: false });
                if self.left.losses > 0 {
                    actions.push(Action::Refresh { holder, node, is_lost: true });
                }
            }
        }
        if self.left.logouts > 0 {
            let live = (0..).zip(&self.database.rows).filter(|(_, row)| !row.chain.ended);
            actions.extend(live.map(|(session, _)| Action::LogOut { session, node }));
        }
    }

    fn steal(&mut self) {
        let copied = self.holders[0].held;
        if let Some(thief) = self.holders.last_mut() {
            thief.held = copied;
        }
    }
}
