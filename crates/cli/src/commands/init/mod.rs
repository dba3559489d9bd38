//! `countersign init`: a settings file, with every setting or from a Django project.

mod from_django;
mod report;
mod sample;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::args::{Global, Init};
use crate::config::DEFAULT_FILE;
use crate::environment::Environment;

pub(crate) fn run(global: &Global, environment: &Environment, options: Init) -> anyhow::Result<ExitCode> {
    let path = global.config.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    match options.from_django {
        Some(project) => {
            let options =
                from_django::Options { project, python: options.python, force: options.force, json: options.json };
            from_django::run(&path, environment, &options)
        }
        None => sample::run(&path, options.force),
    }
}
