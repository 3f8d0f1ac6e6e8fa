//! `xuncun-server`: see `xuncun-server help`.

fn main() -> std::process::ExitCode {
    xuncun_server::cli::main()
}
