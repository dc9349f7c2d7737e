//! What a pressed button says.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code, reason = "each target runs one of them")]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| checks::custom_id(data));
