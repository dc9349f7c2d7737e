//! `needhelp man`: the manual pages, made from the same explanations as `--help`. Must not read any setting.

use clap::{Args, Command};

use super::Failure;

/// The options of `needhelp man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    needhelp man | man -l -\n  \
    needhelp man watch | man -l -\n  \
    needhelp man >/usr/local/share/man/man1/needhelp.1")]
pub(crate) struct Man {
    /// The command whose page is printed; without one, the page of the whole program
    command: Option<String>,
}

impl Man {
    pub(crate) fn run(&self, mut program: Command) -> Result<(), Failure> {
        // Gives each command its full name, such as "needhelp-watch".
        program.build();
        let command = match &self.command {
            None => &program,
            Some(name) => program.find_subcommand(name).ok_or_else(|| self.unknown(name, &program))?,
        };
        let mut page = Vec::new();
        let written = clap_mangen::Man::new(command.clone()).render(&mut page);
        written.map_err(|error| Failure::Failed(format!("the page cannot be made: {error}")))?;
        super::stdout::write(&String::from_utf8_lossy(&page))
    }

    fn unknown(&self, name: &str, program: &Command) -> Failure {
        let known: Vec<_> = program.get_subcommands().map(Command::get_name).collect();
        Failure::Usage(format!("there is no command \"{name}\"; the commands are {}", known.join(", ")))
    }
}
