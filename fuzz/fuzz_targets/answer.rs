//! What authorities answer: timestamps, OCSP, lists, certificates.
#![no_main]

#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::answer(bytes));
