//! The program on a desktop; phones enter through the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    xuncun_lib::run();
}
