//! What can happen next.

use stateright::{Model, Property};

use crate::flight::{Flight, OpenStage, RefreshStage, RevokeStage, Work};
use crate::setting::{ClockRead, Revocation, Setting};
use crate::world::World;

/// One step of the world. Actors are places in [`World::flights`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Tick,
    StepBack,
    /// The thief copies what a tab holds.
    Steal {
        tab: usize,
    },
    /// A holder sends its newest token to a node; after a lost answer this is the retry.
    Refresh {
        holder: usize,
        node: u8,
    },
    Revoke {
        kind: Revocation,
        node: u8,
    },
    LogIn {
        node: u8,
    },
    /// A request takes its next step in the database.
    Step {
        actor: usize,
    },
    Answer {
        actor: usize,
    },
    LoseAnswer {
        actor: usize,
    },
    Crash {
        node: u8,
    },
    /// Django writes `is_active`.
    Switch,
}

impl Model for Setting {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        self.clock_actions(world, actions);
        world.new_requests(self, actions);
        for actor in 0..world.flights.len() {
            world.progress(actor, actions);
        }
        if world.left.crashes > 0 {
            let busy = |node: &u8| world.flights.iter().flatten().any(|flight| flight.node == *node);
            actions.extend([0, 1].into_iter().filter(busy).map(|node| Action::Crash { node }));
        }
        if world.left.switches > 0 {
            actions.push(Action::Switch);
        }
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        match action {
            Action::Tick => world.now += 1,
            Action::StepBack => {
                world.now -= 1;
                world.left.steps_back -= 1;
            }
            Action::Steal { tab } => world.steal(tab),
            Action::Refresh { holder, node } => world.send(holder, node, self),
            Action::Revoke { kind, node } => world.ask_revocation(kind, node, self),
            Action::LogIn { node } => world.log_in(node, self),
            Action::Step { actor } => world.step(actor, self),
            Action::Answer { actor } => world.deliver(actor, self.flaw),
            Action::LoseAnswer { actor } => {
                world.left.losses -= 1;
                world.lose(actor);
            }
            Action::Crash { node } => {
                world.left.crashes -= 1;
                world.crash(node, self);
            }
            Action::Switch => {
                world.left.switches -= 1;
                world.store.user.active = world.left.switches == 0;
            }
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = crate::properties::all();
        properties.extend(crate::milestones::all().into_iter().filter(|known| self.reaches.contains(&known.name)));
        properties
    }
}

impl Setting {
    fn clock_actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.now < self.horizon {
            actions.push(Action::Tick);
        }
        if world.left.steps_back > 0 && world.now > 0 {
            actions.push(Action::StepBack);
        }
    }
}

impl World {
    /// The requests that somebody may send now.
    fn new_requests(&self, setting: &Setting, actions: &mut Vec<Action>) {
        for (holder, known) in self.holders.iter().enumerate() {
            if known.held.is_some() && known.sends_left > 0 && self.flights[holder].is_none() {
                actions.extend(self.nodes().map(|node| Action::Refresh { holder, node }));
            }
        }
        if setting.thief && self.holders[setting.tabs].held.is_none() {
            actions.extend((0..setting.tabs).map(|tab| Action::Steal { tab }));
        }
        if self.left.revocations > 0 && self.flights[self.admin()].is_none() {
            let useful = |kind: &&Revocation| **kind != Revocation::Reactivate || !self.store.user.active;
            for kind in setting.revocations.iter().filter(useful) {
                actions.extend(self.nodes().map(|node| Action::Revoke { kind: *kind, node }));
            }
        }
        // A login with the first password gets no further than the check once that password was replaced.
        let welcome = self.store.user.active && self.store.user.password == 0;
        if self.left.openings > 0 && welcome {
            actions.extend(self.nodes().map(|node| Action::LogIn { node }));
        }
    }

    /// The nodes that a new request may go to. Nodes differ by nothing but the requests that die with them, so that an
    /// idle pair is one choice, and two nodes that cannot crash any more are too.
    fn nodes(&self) -> impl Iterator<Item = u8> + use<> {
        let alike = self.left.crashes == 0 || self.flights.iter().all(Option::is_none);
        0..if alike { 1 } else { 2 }
    }

    fn progress(&self, actor: usize, actions: &mut Vec<Action>) {
        if self.can_step(actor) {
            actions.push(Action::Step { actor });
        }
        let Some(flight) = self.flights[actor].as_ref().filter(|flight| flight.is_answering()) else { return };
        actions.push(Action::Answer { actor });
        // A refusal changes nothing at the client, so that its loss is no other case.
        let matters = flight.successor().is_some() || matches!(flight.work, Work::Revoke { .. });
        if matters && self.left.losses > 0 {
            actions.push(Action::LoseAnswer { actor });
        }
    }

    fn steal(&mut self, tab: usize) {
        let copied = self.holders[tab].held;
        if let Some(thief) = self.holders.last_mut() {
            thief.held = copied;
        }
    }

    fn send(&mut self, holder: usize, node: u8, setting: &Setting) {
        let Some(presented) = self.holders[holder].held else { return };
        self.holders[holder].sends_left -= 1;
        self.arrive(holder, node, Work::Refresh { presented, stage: RefreshStage::Arrived }, setting);
    }

    fn ask_revocation(&mut self, kind: Revocation, node: u8, setting: &Setting) {
        self.left.revocations -= 1;
        self.history.deactivated &= kind != Revocation::Reactivate;
        let covers = self.covered_by(kind);
        self.arrive(self.admin(), node, Work::Revoke { kind, covers, stage: RevokeStage::Arrived }, setting);
    }

    fn log_in(&mut self, node: u8, setting: &Setting) {
        self.left.openings -= 1;
        let checked = self.store.user.password;
        self.arrive(self.login(), node, Work::Open { checked, stage: OpenStage::Arrived }, setting);
    }

    fn arrive(&mut self, actor: usize, node: u8, work: Work, setting: &Setting) {
        let read_at = if setting.clock == ClockRead::OnArrival { self.now } else { 0 };
        self.flights[actor] = Some(Flight { node, read_at, work });
    }
}
