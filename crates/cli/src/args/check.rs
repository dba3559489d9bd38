//! `check`.

use clap::Args;

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Check {
    /// Say also what is fine for development alone
    #[arg(long)]
    pub(crate) deploy: bool,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}
