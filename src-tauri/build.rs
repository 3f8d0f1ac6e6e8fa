//! Lists the commands for Tauri's access control, and makes sure that there is a page to build in.

#[path = "../crates/app/src/commands.rs"]
mod commands;

macro_rules! names {
    ($($kind:tt $name:ident($args:ty) -> $reply:ty;)+) => {
        /// The one list, and the commands whose arguments are no JSON or that open files.
        const COMMANDS: &[&str] = &[$(stringify!($name),)+ "take_photo", "keep_voice", "save_bundle", "take_bundle", "save_marked", "save_document"];
    };
}
for_each_command!(names);

/// What a window shows that was built before the UI was.
const NOT_BUILT: &str = "<!doctype html><meta charset=\"utf-8\"><title>Xuncun</title><p>The UI has not been built: run <code>npm run build</code> in <code>ui/</code>, then build the app again.</p>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=../crates/app/src/commands.rs");
    println!("cargo:rerun-if-changed=../ui/dist");
    let page = std::path::Path::new("../ui/dist/index.html");
    if !page.exists() {
        std::fs::create_dir_all("../ui/dist")?;
        std::fs::write(page, NOT_BUILT)?;
    }

    println!("cargo:rustc-check-cfg=cfg(planted)");
    println!("cargo:rerun-if-env-changed=XUNCUN_PLANT");
    if std::env::var_os("XUNCUN_PLANT").is_some() {
        println!("cargo:rustc-cfg=planted");
    }

    let app = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(app))?;
    Ok(())
}
