//! Running other programs: always visible, always with the exit code looked at.
//!
//! Not here: which programs there are; each step names its own.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Runs a program with its output on our terminal; anything but exit code 0 is a failure.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = describe(command);
    println!("$ {shown}");
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`{shown}`: {status}"))),
        Err(error) => Err(Failure::new(format!("`{shown}` did not start: {error}"))),
    }
}

/// Runs a program and returns what it printed; its error output stays on our terminal.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = describe(command);
    let result = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("`{shown}` did not start: {error}")))?;
    if !result.status.success() {
        return Err(Failure::new(format!("`{shown}`: {}", result.status)));
    }
    String::from_utf8(result.stdout)
        .map_err(|_| Failure::new(format!("`{shown}` printed something that is not UTF-8")))
}

/// Whether a program of this name can be found on the `PATH`.
pub fn is_installed(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The cargo that runs us, in the given folder.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(arguments);
    command
}

fn describe(command: &Command) -> String {
    let mut words = vec![program_name(command)];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

fn program_name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    match program.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => program.to_string_lossy().into_owned(),
    }
}
