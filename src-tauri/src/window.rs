//! The one window: its size, where it may go, what its page may ask the system for.

use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{AppHandle, Url, WebviewUrl, WebviewWindowBuilder};

/// Label of the window that the capabilities name.
pub const MAIN: &str = "main";

/// Opens the window on the UI.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default()).on_navigation(own_page);
    #[cfg(desktop)]
    let builder = builder.title("巡村").inner_size(1180.0, 820.0).min_inner_size(360.0, 600.0);
    let window = builder.build()?;
    #[cfg(all(target_os = "linux", debug_assertions))]
    crate::rehearsal::prepare(&window)?;
    let _ = window;
    Ok(())
}

/// Brings the window to the front: somebody started the app a second time.
#[cfg(desktop)]
pub fn show(app: &AppHandle) {
    use tauri::Manager;
    if let Some(window) = app.get_webview_window(MAIN) {
        // A window that cannot be raised is still there to be found.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The camera and the position, for the photographs; the microphone, for voice notes; the clipboard, for a link that is pasted; nothing else.
pub fn permission(kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera | PermissionKind::Microphone | PermissionKind::Geolocation | PermissionKind::ClipboardRead => {
            PermissionResponse::Allow
        }
        _ => PermissionResponse::Deny,
    }
}

/// The window shows the pages built into the app and never leaves them.
pub fn own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" | "about" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}
