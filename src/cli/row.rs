//! Owns the types of one row of the tables of commands and options, from which help, parsing and tests come.

use std::process::ExitCode;

use super::problem::Problem;
use super::session::Session;
use crate::wording::Wording;

/// One command.
pub(super) struct Command {
    /// The word after `gradus`.
    pub name: &'static str,
    /// What it does.
    pub about: Wording,
    /// The argument without a dash: its name, what it is, whether it is needed.
    pub operand: Option<(&'static str, Wording, bool)>,
    /// Names of the options it takes besides the shared ones.
    pub options: &'static [&'static str],
    /// Command lines that work as they stand.
    pub examples: &'static [&'static str],
    /// Carries it out.
    pub run: fn(&mut Session) -> Result<Exit, Problem>,
}

/// One option.
pub(super) struct Flag {
    /// The name after the dashes.
    pub name: &'static str,
    /// What the help calls its value; empty when it takes none.
    pub value: &'static str,
    /// The words it can be; empty for any text.
    pub choices: &'static [&'static str],
    /// What it is for.
    pub about: Wording,
}

/// What ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Carried out, nothing wrong.
    Done,
    /// Carried out, and something is wrong.
    Wrong,
    /// The command line or an input can't be used.
    Unusable,
    /// Carried out, and nothing was decided: no convergence.
    Undecided,
}

impl Exit {
    /// The number that the shell sees; 1 is for what is wrong with the input's mathematics.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Wrong => 1,
            Exit::Unusable => 2,
            Exit::Undecided => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
