//! The server's own program once more: built with the tests, so that they never meet an older one.

fn main() -> std::process::ExitCode {
    xuncun_server::cli::main()
}
