//! What the README says to do.

/// The commands and the settings files of the README.
pub(super) struct Block {
    pub(super) steps: Vec<Step>,
    pub(super) settings: Vec<String>,
}

/// One command, or one program, and what the README says that it prints.
pub(super) struct Step {
    pub(super) language: Language,
    pub(super) command: String,
    pub(super) printed: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Shell,
    Python,
    /// A whole `src/main.rs`.
    Rust,
}

impl Step {
    /// The server that it starts, which runs until another takes its place.
    pub(super) fn serves(&self) -> Option<&'static str> {
        match self.command.as_str() {
            _ if self.language != Language::Shell => None,
            "cargo run" => Some("my_api"),
            command if command.contains("--package bookstore") => Some("bookstore"),
            command if command.contains("-- serve") => Some("server"),
            _ => None,
        }
    }
}

pub(super) fn read(readme: &str) -> Block {
    let mut block = Block { steps: Vec::new(), settings: Vec::new() };
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let body = lines.by_ref().take_while(|line| *line != "```");
        match language {
            "sh" => body.for_each(|line| shell(&mut block.steps, line)),
            "python" => block.steps.push(program(Language::Python, body)),
            "rust,no_run" => block.steps.push(program(Language::Rust, body)),
            "toml" => block.settings.push(body.collect::<Vec<_>>().join("\n")),
            _ => body.for_each(drop),
        }
    }
    block
}

fn shell(steps: &mut Vec<Step>, line: &str) {
    match (line.strip_prefix("# "), steps.last_mut()) {
        (Some(printed), Some(step)) => step.printed.push(printed.to_owned()),
        (None, Some(step)) if step.command.ends_with('\\') => {
            step.command.push('\n');
            step.command.push_str(line);
        }
        _ if line.is_empty() => {}
        _ => steps.push(Step { language: Language::Shell, command: line.to_owned(), printed: Vec::new() }),
    }
}

fn program<'a>(language: Language, lines: impl Iterator<Item = &'a str>) -> Step {
    let mut step = Step { language, command: String::new(), printed: Vec::new() };
    for line in lines {
        if let Some(printed) = line.strip_prefix("# ") {
            step.printed.push(printed.to_owned());
        } else {
            step.command.push_str(line);
            step.command.push('\n');
        }
    }
    step
}
