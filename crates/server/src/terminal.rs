//! Lines on the terminal. A reader that has gone (`mithaq demo | head`) is no reason to fail:
//! `println!` would panic.

use std::io::{Write, stderr, stdout};

/// A line of what was asked for.
pub fn line(text: &str) {
    let _ = writeln!(stdout().lock(), "{text}");
}

/// A line about what went wrong or must be known.
pub fn complain(text: &str) {
    let _ = writeln!(stderr().lock(), "mithaq: {text}");
}

/// `println!` that does not panic.
macro_rules! say {
    () => { $crate::terminal::line("") };
    ($($text:tt)*) => { $crate::terminal::line(&format!($($text)*)) };
}

/// `eprintln!` that does not panic, with the program's name in front.
macro_rules! complain {
    ($($text:tt)*) => { $crate::terminal::complain(&format!($($text)*)) };
}
