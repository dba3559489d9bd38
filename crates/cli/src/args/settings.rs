//! `check`, `config`, `init` and `completions`.

use clap::Args;

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ShowConfig {
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the reference of all settings in Markdown instead
    #[arg(long, conflicts_with = "json")]
    pub(crate) docs: bool,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Init {
    /// Overwrite the file if it is there
    #[arg(long)]
    pub(crate) force: bool,
}
