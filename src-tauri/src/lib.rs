//! The app's shell: the window, the door of its commands, its media, its folder. What a command does is in `xuncun_app`.

mod door;
mod folder;
mod handover;
mod made;
mod map;
mod media;
#[cfg(all(mobile, planted))]
mod planted;
#[cfg(all(target_os = "linux", debug_assertions))]
mod rehearsal;
mod window;

use tauri::Manager;

/// Runs the app until its window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tracing_subscriber::fmt().with_env_filter(log_filter()).with_writer(std::io::stderr).init();
    // The dialog is for this process alone: no capability lets the page open it, or a file.
    let built = plugins(tauri::Builder::default().plugin(tauri_plugin_dialog::init()).plugin(maps()))
        .invoke_handler(door::handler())
        .register_asynchronous_uri_scheme_protocol("media", |context, request, responder| media::answer(&context, &request, responder))
        .register_asynchronous_uri_scheme_protocol("map", |context, request, responder| map::answer(&context, &request, responder))
        .on_permission_request(|_, kind| window::permission(kind))
        .setup(|app| {
            let door = door::Door::open(app.handle());
            app.manage(door);
            window::open(app.handle())?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(|handle, event| {
            if matches!(event, tauri::RunEvent::Exit) {
                door::close(handle);
            }
        }),
        Err(error) => tracing::error!(%error, "the window could not be opened"),
    }
}

/// Opens map apps, by the addresses that the capability names: a link that somebody clicks stays where it is.
fn maps() -> impl tauri::plugin::Plugin<tauri::Wry> {
    tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build()
}

/// What is logged: warnings, unless `RUST_LOG` says otherwise.
fn log_filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,xuncun=info"))
}

#[cfg(desktop)]
fn plugins(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    use tauri_plugin_window_state::StateFlags;
    // A folder named on purpose is another replica: only the lock on the folder says whether it is in use.
    let builder = match folder::named() {
        Some(_) => builder,
        None => builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app))),
    };
    builder
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED).build())
}

#[cfg(mobile)]
fn plugins(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    // Opens the addresses that the dialog gives; the page has no capability for it.
    builder.plugin(tauri_plugin_fs::init()).plugin(tauri_plugin_geolocation::init())
}
