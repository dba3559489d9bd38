//! Twenty thousand requests that are almost right.

mod corpus;
mod mutate;
mod run;
mod wire;
