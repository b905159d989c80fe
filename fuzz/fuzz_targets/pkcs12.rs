//! Any PKCS#12 file. The importer takes a panic in the library that opens it for one more refusal, and so does this
//! target: without the hook that ends the process at once, only what gets out is a finding.
#![no_main]

#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| ())),
    |bytes: &[u8]| doors::pkcs12(bytes)
);
