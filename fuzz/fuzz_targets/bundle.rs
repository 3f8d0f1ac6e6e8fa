#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (xuncun_hostile::target("bundle").check)(bytes));
