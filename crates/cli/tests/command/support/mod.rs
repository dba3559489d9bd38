//! The language of these tests: deployments, their processes, and a client that talks to them.

mod answer;
mod client;
mod deployment;
mod done;
mod random;
mod server;
mod token;

pub(crate) use answer::{Answer, Pair};
pub(crate) use client::Client;
pub(crate) use deployment::{Deployment, PASSWORD};
pub(crate) use done::Done;
pub(crate) use random::Random;
pub(crate) use server::Server;
pub(crate) use token::{b64, header, hs256, jti, payload, unsigned};
