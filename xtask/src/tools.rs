//! What the tests need beside Rust: installed where that can be done without asking, named where it cannot.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

use crate::run::{Step, cargo, root};

/// A program, how to see that it works, and the Debian package that has it.
const PROGRAMS: [(&str, &[&str], &str); 9] = [
    ("python3", &["-c", "import venv, ensurepip"], "python3-venv"),
    ("curl", &["--version"], "curl"),
    ("node", &["-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"], "nodejs"),
    ("npm", &["--version"], "npm"),
    ("chromium", &["--version"], "chromium"),
    // The server's own programs are beside `PATH`.
    ("sh", &["-c", "psql --version && (initdb --version || ls /usr/lib/postgresql/*/bin/initdb)"], "postgresql"),
    // It may be beside `PATH`, too.
    ("sh", &["-c", "command -v nginx || test -x /usr/sbin/nginx"], "nginx"),
    ("sh", &["-c", "command -v valkey-server || command -v redis-server"], "redis-server"),
    ("faketime", &["-f", "+0s", "true"], "faketime"),
];

/// The version that CI is known to pass with.
const CARGO_DENY: &str = "0.20.2";

/// Installs the Debian packages that are missing, as root; otherwise says which ones to install.
pub(crate) fn ensure_system_packages() -> Result<()> {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    let is_root = Step::new("id", "sh").args(["-c", "test \"$(id -u)\" = 0"]).succeeds();
    if !is_root {
        bail!("the tests need Debian packages: apt-get install {}", packages.join(" "));
    }
    Step::new("package lists", "apt-get").args(["update", "--quiet"]).run()?;
    Step::new("system packages", "apt-get")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    let still = missing();
    ensure!(still.is_empty(), "installed, and not good enough (Node.js must be 20 or newer): {}", still.join(" "));
    Ok(())
}

fn missing() -> Vec<&'static str> {
    let works = |program: &str, probe: &[&str]| Step::new(program, program).args(probe).succeeds();
    PROGRAMS.iter().filter(|(program, probe, _)| !works(program, probe)).map(|(.., package)| *package).collect()
}

/// The judge's Python: 3.11 where it is, because the texts of its JSON errors are compared.
pub(crate) fn python() -> &'static str {
    let is_there = Step::new("python3.11", "python3.11").args(["-c", "import venv, ensurepip"]).succeeds();
    if is_there { "python3.11" } else { "python3" }
}

/// `cargo deny`, installed below `target/` if it is nowhere.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    if Step::new("cargo-deny", "cargo-deny").args(["--version"]).succeeds() {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let tools = root().join("target/tools");
    let program = tools.join("bin/cargo-deny");
    if !program.exists() {
        let folder = tools.display().to_string();
        cargo("cargo-deny", &["install", "cargo-deny", "--locked", "--version", CARGO_DENY, "--root", &folder])?;
    }
    Ok(program)
}
