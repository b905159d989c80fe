//! Any CMS message in a file that is otherwise as it should be.
#![no_main]

#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::message(bytes));
