//! `check`, `config`, `init` and `completions`.

use std::path::PathBuf;

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

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Overwrite the files if they are there
    #[arg(long)]
    pub(crate) force: bool,
    /// Take over the settings of the Django project whose `manage.py` is in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) from_django: Option<PathBuf>,
    /// The interpreter that runs the project [default: its virtual environment, else python3]
    #[arg(long, value_name = "PATH", requires = "from_django")]
    pub(crate) python: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long, requires = "from_django")]
    pub(crate) json: bool,
}
