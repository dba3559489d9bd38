//! The language of these tests: deployments, their processes, and a client that talks to them.

mod answer;
mod certificate;
mod client;
mod database;
mod deployment;
mod done;
mod random;
mod server;
mod tls_client;
mod token;

pub(crate) use answer::{Answer, Pair};
pub(crate) use certificate::{EXPIRED, FUTURE, VALID, certificate, issued, key_pair};
pub(crate) use client::Client;
pub(crate) use database::SEALING;
pub(crate) use deployment::{Deployment, PASSWORD};
pub(crate) use done::Done;
pub(crate) use random::Random;
pub(crate) use server::Server;
pub(crate) use tls_client::{trusting, trusting_file, trusting_in};
pub(crate) use token::{b64, header, hs256, jti, payload, unsigned};
