//! `needhelp completions`: a script that lets a shell complete the commands and options. Must not read any setting: it is
//! for a machine where nothing is set yet.

use clap::{Args, Command};
use clap_complete::Shell;

use super::Failure;

/// The options of `needhelp completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    bash: needhelp completions bash >~/.local/share/bash-completion/completions/needhelp\n  \
    zsh:  needhelp completions zsh >~/.zfunc/_needhelp\n  \
    fish: needhelp completions fish >~/.config/fish/completions/needhelp.fish")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, mut command: Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "needhelp", &mut script);
        super::stdout::write(&String::from_utf8_lossy(&script))
    }
}
