//! A new district: made whole, also by a second try; and who is taken into it.

use crate::common::{COUNTY, World, YEAR};
use xuncun_domain::grant::{DeviceKind, Role};
use xuncun_journal::DeviceKey;
use xuncun_server::config::Config;
use xuncun_server::endpoint::office::{NewDevice, NewPerson, OfficeError};
use xuncun_server::init::{Init, InitError, init};
use xuncun_server::keys;
use xuncun_server::storage::Storage;
use xuncun_server::storage::embedded::Embedded;

fn named(name: &str) -> Init {
    Init::new(COUNTY.parse().unwrap(), name)
}

/// What a run leaves behind that was cut off after the epoch and before the first row.
async fn cut_off(config: &Config) {
    for name in [keys::ROOT, keys::SERVER] {
        keys::write(&config.data, name, &DeviceKey::generate()).unwrap();
    }
    let storage = Embedded::open(&config.data, COUNTY).unwrap();
    let root = keys::read(&config.data, keys::ROOT).unwrap().public();
    storage.set_meta("making", Vec::new()).await.unwrap();
    storage.set_meta("name", "清源县".as_bytes().to_vec()).await.unwrap();
    storage.set_meta("root", root.as_bytes().to_vec()).await.unwrap();
    storage.set_meta("cursor_key", vec![7; 32]).await.unwrap();
    storage.begin_epoch([9; 16], 1, "init").await.unwrap();
}

#[tokio::test]
async fn an_init_that_was_cut_off_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().join("data"), ..Config::default() };
    cut_off(&config).await;
    let other = Init::new("629901".parse().unwrap(), "别的县");
    assert!(matches!(init(&config, other).await, Err(InitError::Exists(there)) if there == COUNTY));
    let endpoint = init(&config, named("清源县")).await.unwrap();
    let mut kinds: Vec<_> = endpoint.directory().devices.values().map(|device| device.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["root", "server"]);
    let (_, rows) = endpoint.storage().row_heads(&["standard", "calendar", "setting"]).await.unwrap();
    assert_eq!(rows.len(), 3);
    drop(endpoint);
    assert!(matches!(init(&config, named("清源县")).await, Err(InitError::Exists(_))), "now it is one");
}

#[tokio::test]
async fn a_district_has_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().join("data"), ..Config::default() };
    for name in ["", " \u{3000}", &"县".repeat(61)] {
        assert!(matches!(init(&config, named(name)).await, Err(InitError::Name(_))), "{name}");
    }
    assert!(init(&config, named(&"县".repeat(60))).await.is_ok());
}

#[tokio::test]
async fn people_have_names_and_are_not_written_over() {
    let world = World::new().await;
    let person = |id: &str, name: &str| NewPerson {
        id: id.into(),
        name: name.into(),
        title: String::new(),
        role: Role::Inspector,
        prefixes: vec![COUNTY.parse().unwrap()],
        valid_from: world.now() - YEAR,
        valid_to: None,
        team: None,
    };
    let endpoint = world.endpoint();
    for name in ["", "  ", &"名".repeat(61)] {
        assert!(matches!(endpoint.add_person(person("", name)).await, Err(OfficeError::Name(_))), "{name}");
    }
    endpoint.add_person(person("li", &"名".repeat(60))).await.unwrap();
    let error = endpoint.add_person(person("li", "别人")).await.unwrap_err();
    assert_eq!(error.to_string(), "there is a person li already");
    assert_eq!(endpoint.directory().people["li"].name, "名".repeat(60));
}

#[tokio::test]
async fn the_districts_own_keys_are_not_revoked() {
    let world = World::new().await;
    let endpoint = world.endpoint();
    let own: Vec<_> = endpoint.directory().devices.values().map(|device| (device.key.id(), device.kind)).collect();
    assert_eq!(own.len(), 2);
    for (device, kind) in own {
        for lost in [false, true] {
            assert!(matches!(endpoint.revoke(device, lost).await, Err(OfficeError::OwnKey(said)) if said == kind.as_str()));
        }
    }
    let key = DeviceKey::generate();
    let tablet = NewDevice { key: key.public(), person: "li".into(), kind: DeviceKind::App, name: "平板".into(), valid_from: 0 };
    endpoint.add_device(tablet).await.unwrap();
    endpoint.revoke(key.id(), true).await.unwrap();
}
