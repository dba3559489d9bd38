//! The settings of a Django project, as the project's own interpreter tells them, and what they come to here.
//!
//! [`ask`] runs the program of `probe/` and gives a [`Project`]; [`carry_over`] turns that into a [`Sheet`]: settings with
//! where each came from, secrets, and what could not be carried over.

mod applications;
mod carry_over;
mod class;
mod database;
mod extra_fields;
mod interpreter;
mod jwt;
mod jwt_keys;
mod password;
mod postgres_url;
mod probe;
mod project;
mod python;
mod rest_framework;
mod routes;
mod sheet;
mod simple_jwt;
mod throttles;
mod user_model;
mod web;

pub(crate) use carry_over::carry_over;
pub(crate) use interpreter::{Interpreter, interpreter};
pub(crate) use probe::ask;
pub(crate) use project::Project;
pub(crate) use sheet::{Kind, Sheet};
