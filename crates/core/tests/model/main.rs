//! The rotation rules of Countersign, checked in every interleaving of small worlds.
//!
//! A world is a database ([`store`]), two nodes with requests in progress ([`flight`]), the clients and a thief
//! ([`world`]). The decision about a presented token is the product's own [`countersign_core::session::Chain::judge`].
//! Beside it [`history`] keeps what really happened; [`properties`] holds the one against the other. [`runs`] walks every
//! reachable state, [`flaws`] shows that the model can fail. [`nodes`] is about what nodes
//! know of each other's revocations. `docs/decisions/0001-rotation-model.md` and `0017-several-nodes.md` say what it taught.
//!
//! The modules are `cfg(test)` so that the lints know them for tests.

#[cfg(test)]
mod actions;
#[cfg(test)]
mod flaws;
#[cfg(test)]
mod flight;
#[cfg(test)]
mod history;
#[cfg(test)]
mod milestones;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod setting;
#[cfg(test)]
mod store;
#[cfg(test)]
mod world;
#[cfg(test)]
mod worlds;
