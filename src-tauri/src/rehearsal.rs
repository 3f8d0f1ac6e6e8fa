//! Debug builds on Linux only: a mock camera and a mock position of WebKitGTK, so that tests can walk through the real window.
//!
//! `XUNCUN_MOCK_CAPTURE=1` brings the camera, `XUNCUN_MOCK_POSITION=lon,lat,accuracy` the position. A release build has neither.

use tauri::WebviewWindow;
use webkit2gtk::{GeolocationManagerExt, GeolocationPosition, SettingsExt, WebContextExt, WebViewExt};

/// Puts the mocks in place that the environment asks for.
pub fn prepare(window: &WebviewWindow) -> tauri::Result<()> {
    let camera = std::env::var_os("XUNCUN_MOCK_CAPTURE").is_some();
    let position = std::env::var("XUNCUN_MOCK_POSITION").ok().and_then(|text| parse(&text));
    window.with_webview(move |view| {
        let view = view.inner();
        if let Some(settings) = view.settings().filter(|_| camera) {
            settings.set_enable_media_stream(true);
            settings.set_enable_mock_capture_devices(true);
        }
        if let Some((manager, [lon, lat, accuracy])) = view.context().and_then(|context| context.geolocation_manager()).zip(position) {
            manager.connect_start(move |manager| {
                manager.update_position(&mut GeolocationPosition::new(lat, lon, accuracy));
                true
            });
        }
    })
}

fn parse(text: &str) -> Option<[f64; 3]> {
    let numbers: Vec<f64> = text.split(',').map(|number| number.trim().parse()).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}
