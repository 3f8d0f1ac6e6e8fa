#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (xuncun_hostile::target("picture").check)(bytes));
