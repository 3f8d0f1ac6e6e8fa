//! The ground map's key to an online service: for everybody once the district has one, and never what is none.

use crate::common::{COUNTY, Device, NOW, actor, stream};
use serde_json::{Value as Json, json};
use xuncun_domain::stream::Class;
use xuncun_journal::Value;

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn maps_have_the_districts_key_while_it_is_one() {
    let cadre = Device::new("cadre");
    let offered = async || cadre.call("basemap", json!(null)).await["tianditu"].clone();
    let set = |value: &str| {
        let columns = [("name", Value::from("tianditu_key")), ("value", Value::from(value))];
        cadre.app.store().write(&actor("cadre", NOW), |tx| tx.put("setting", &stream(COUNTY, Class::Open), "tianditu_key", &columns)).unwrap();
    };
    assert_eq!(offered().await, Json::Null);
    set(KEY);
    assert_eq!(offered().await, json!(KEY));
    // An admin's replica may write what the operator's command would refuse.
    set("&tk=somebody-elses");
    assert_eq!(offered().await, Json::Null);
    set("");
    assert_eq!(offered().await, Json::Null, "taken away");
}
