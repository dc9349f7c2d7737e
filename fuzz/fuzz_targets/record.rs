//! A record of either topic, as anybody may append it: headers, intake, the log, dead letters.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code, reason = "each target runs one of them")]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::record(data));
