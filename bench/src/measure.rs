//! The commands, one file each, and how they say what they measured.

pub mod create_invitation;
pub mod document;
pub mod flow;
pub mod log_in;
pub mod open_loop;
pub mod read;
pub mod serve;
pub mod verify;
pub mod webhook;

use crate::usage::Cpu;

/// The middle one of some figures.
fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// CPU microseconds of one unit, in all and by thread, the most costly first.
fn micros_by_thread(cpu: &Cpu, units: f64) -> String {
    let mut threads: Vec<(&str, f64)> = cpu
        .threads
        .iter()
        .map(|(name, seconds)| (name.as_str(), seconds * 1e6 / units))
        .filter(|(_, micros)| *micros >= 0.05)
        .collect();
    threads.sort_unstable_by(|one, other| other.1.total_cmp(&one.1));
    let threads = threads
        .iter()
        .map(|(name, micros)| format!("{name} {micros:.1}"));
    let threads = threads.collect::<Vec<_>>().join(", ");
    format!("{:.1} ({threads})", cpu.seconds * 1e6 / units)
}
