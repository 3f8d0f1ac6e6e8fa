//! A type error that only `scripts/check-mobile.sh --planted` compiles, to prove that the check for phones sees code for phones.

const PLANTED: u32 = "not a number";
