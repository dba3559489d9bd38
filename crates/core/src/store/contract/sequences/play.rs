//! Plays a sequence to two nodes and to the reference, and compares them after each step.

use super::super::all_at_once;
use super::super::stage::at;
use super::call::{Answer, Call};
use super::cast::{BEGINNING, Cast};
use super::node::{Database, Node};
use super::operation::{Asked, Sequence, Step};
use super::picture::Seen;
use super::reference::Reference;
use super::tally::Tally;
use crate::Moment;
use crate::store::Rotation;

/// A sequence under way.
#[derive(Debug)]
struct Play<'p> {
    nodes: &'p mut [Node; 2],
    tally: &'p mut Tally,
    cast: Cast,
    reference: Reference,
    /// The newest number of the feed before it began.
    began_after: u64,
    behind: u64,
    second: u64,
    /// What was done, in words.
    transcript: Vec<String>,
}

/// Plays a sequence; the error tells what was done and what came of it.
pub(super) async fn play(
    database: &dyn Database,
    (nodes, tally): (&mut [Node; 2], &mut Tally),
    sequence: &Sequence,
) -> Result<(), String> {
    let store = &nodes[0].store;
    let began_after = store.feed_after(u64::MAX, at(0).timestamp()).await.map_err(|error| error.to_string())?.last;
    let (cast, reference) = Cast::on(store.as_ref(), began_after).await;
    let (behind, second, transcript) = (sequence.behind, BEGINNING, Vec::new());
    let mut play = Play { nodes, tally, cast, reference, began_after, behind, second, transcript };
    for step in &sequence.steps {
        play.step(database, step).await.map_err(|error| play.told(&error))?;
    }
    for node in 0..2 {
        play.step(database, &Step::CatchUp { node }).await.map_err(|error| play.told(&error))?;
    }
    Ok(())
}

impl Play<'_> {
    async fn step(&mut self, database: &dyn Database, step: &Step) -> Result<(), String> {
        match step {
            Step::Ask { after, at_once } => {
                self.second += after;
                self.ask(at_once).await
            }
            Step::Restart { node } => {
                self.transcript.push(format!("node {node} starts anew"));
                self.nodes[*node] = Node::start(database).await;
                Ok(())
            }
            Step::CatchUp { node } => {
                self.transcript.push(format!("node {node} catches up"));
                self.nodes[*node].catch_up(self.now(*node), &self.reference).await
            }
        }
    }

    async fn ask(&mut self, at_once: &[Asked]) -> Result<(), String> {
        let calls: Vec<Call> =
            at_once.iter().map(|asked| self.cast.call(asked, self.now(asked.node), &self.reference)).collect();
        let answers = all_at_once(calls.iter().map(|call| call.ask(self.nodes[call.node].store.as_ref()))).await;
        for (asked, answer) in at_once.iter().zip(&answers) {
            let Asked { node, operation } = asked;
            self.tally.note(operation, answer);
            self.transcript.push(format!("node {node}, second {}: {operation:?}\n    -> {}", self.second, answer.0));
        }
        self.reference = self.explained(&calls, &answers).await?;
        Ok(())
    }

    /// The reference after the calls, in an order that explains the answers and everything that can be seen on the node that
    /// was not asked first.
    async fn explained(&self, calls: &[Call], answers: &[Answer]) -> Result<Reference, String> {
        let mut why_not = Vec::new();
        for order in orders(calls.len()) {
            let mut after = self.reference.clone();
            if let Some(difference) =
                order.iter().find_map(|&place| differs(&mut after, &calls[place], &answers[place], calls.len() > 1))
            {
                why_not.push(difference);
                continue;
            }
            let seen = self.seen(&after, 1 - calls[0].node).await?;
            let Some(difference) = after.picture(&self.cast, self.now(0)).difference(&seen.picture) else {
                after.feed = seen.events;
                return Ok(after);
            };
            why_not.push(difference);
        }
        Err(why_not.join("\nor, in another order\n"))
    }

    async fn seen(&self, reference: &Reference, node: usize) -> Result<Seen, String> {
        let store = self.nodes[node].store.as_ref();
        let seen = reference.look(store, &self.cast, (self.began_after, self.now(0))).await;
        seen.map_err(|error| format!("the store cannot be read: {error}"))
    }

    /// By the clock of that node.
    fn now(&self, node: usize) -> Moment {
        at(if node == 0 { self.second } else { self.second - self.behind })
    }

    fn told(&self, error: &str) -> String {
        let told = format!("{}\n{error}", self.transcript.join("\n"));
        told.replace("00000000000000000000", "")
    }
}

/// Where the reference answers otherwise.
///
/// A replay that is found out before others take its user away, and ends its session after them, finds it over: a store may look
/// at the user first and write in a step of its own, and refuses it in either way.
fn differs(reference: &mut Reference, call: &Call, answer: &Answer, beside_others: bool) -> Option<String> {
    let due = reference.answer(call);
    let is_late = due == Answer::of(&Rotation::OwnerInactive) && *answer == Answer::of(&Rotation::Over);
    (due != *answer && !(is_late && beside_others))
        .then(|| format!("{call:?}\n    should come to {}\n    and came to    {}", due.0, answer.0))
}

/// Every order of so many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let insert = |order: &Vec<usize>, place: usize| {
        let mut longer = order.clone();
        longer.insert(place, count - 1);
        longer
    };
    shorter.iter().flat_map(|order| (0..count).map(|place| insert(order, place)).collect::<Vec<_>>()).collect()
}
