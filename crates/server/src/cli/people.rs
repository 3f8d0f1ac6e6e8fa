//! `people`, `invite`, `devices`, `revoke`.

use super::{Failure, fingerprint};
use crate::endpoint::Endpoint;
use crate::endpoint::office::NewPerson;
use crate::storage::Purpose;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::sync::Arc;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::Role;
use xuncun_journal::DeviceId;

const HOUR: i64 = 3_600_000;

/// A link for a person.
#[derive(Args)]
pub(super) struct Invite {
    /// Person's row id (see `people list`).
    #[arg(long)]
    person: String,
    /// Hours that the link is good for.
    #[arg(long, default_value_t = 72)]
    hours: u32,
    /// A link to sign in to the web pages, instead of one to enrol a device.
    #[arg(long)]
    sign_in: bool,
    /// Address of the server, if the configuration has none.
    #[arg(long, env = "XUNCUN_PUBLIC_URL")]
    public_url: Option<String>,
}

pub(super) async fn invite(endpoint: &Arc<Endpoint>, invite: &Invite) -> Result<(), Failure> {
    if !endpoint.directory().people.contains_key(&invite.person) {
        return Err(format!("there is no person {}", invite.person).into());
    }
    if let Some(url) = &invite.public_url {
        endpoint.listening_at(url.trim_end_matches('/'));
    }
    let url = endpoint.public_url();
    if url.is_empty() {
        return Err("the link needs the server's address: set public_url in config.toml, or give --public-url".into());
    }
    let valid = i64::from(invite.hours) * HOUR;
    if invite.sign_in {
        println!("{url}/#/sign-in/{}", endpoint.make_code(Purpose::SignIn, &invite.person, valid).await?);
    } else {
        println!("{}", endpoint.invite(&invite.person, valid).await?.to_uri());
        // Not on standard output: that is the link alone, for whatever sends it.
        eprintln!("To be compared by voice: {}", fingerprint(&endpoint.district().root.fingerprint()));
    }
    Ok(())
}

/// People.
#[derive(Subcommand)]
pub(super) enum People {
    /// Everybody, with roles and places.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Somebody new, with a grant; signed by the root key.
    Add(Add),
}

/// Somebody new.
#[derive(Args)]
pub(super) struct Add {
    /// Name.
    #[arg(long)]
    name: String,
    /// Office.
    #[arg(long, default_value = "")]
    title: String,
    /// inspector, cadre, township, supervisor or admin.
    #[arg(long)]
    role: String,
    /// Division codes, comma-separated.
    #[arg(long, value_delimiter = ',', required = true)]
    prefix: Vec<DivisionCode>,
    /// Team's row id, for inspectors.
    #[arg(long)]
    team: Option<String>,
    /// Days that the grant is good for; without, it has no end.
    #[arg(long)]
    days: Option<u32>,
    /// Row id; made up without.
    #[arg(long, default_value = "")]
    id: String,
}

pub(super) async fn people(endpoint: &Arc<Endpoint>, people: People) -> Result<(), Failure> {
    match people {
        People::List { json } => list(endpoint, json),
        People::Add(add) => {
            let role: Role = add.role.parse().map_err(|_| format!("{} is no role", add.role))?;
            let now = endpoint.now();
            if let Some(outside) = add.prefix.iter().find(|code| code.county() != endpoint.district().code) {
                return Err(format!("{outside} is not in district {}", endpoint.district().code).into());
            }
            let person = NewPerson {
                id: add.id,
                name: add.name,
                title: add.title,
                role,
                prefixes: add.prefix,
                valid_from: now,
                valid_to: add.days.map(|days| now + i64::from(days) * 24 * HOUR),
                team: add.team,
            };
            println!("{}", endpoint.add_person(person).await?);
        }
    }
    Ok(())
}

fn list(endpoint: &Endpoint, as_json: bool) {
    let directory = endpoint.directory();
    for (id, person) in &directory.people {
        let grants: Vec<_> = directory.grants_of(id).collect();
        if as_json {
            let grants: Vec<_> = grants.iter().map(|grant| json!({ "id": grant.id, "role": grant.role, "prefixes": grant.prefixes, "valid_from": grant.valid_from, "valid_to": grant.valid_to, "team": grant.team })).collect();
            println!("{}", json!({ "id": id, "name": person.name, "title": person.title, "grants": grants }));
        } else {
            let places = |prefixes: &[DivisionCode]| prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let grants: Vec<_> = grants.iter().map(|grant| format!("{} {}", grant.role, places(&grant.prefixes))).collect();
            println!("{id}  {}  {}  {}", person.name, person.title, grants.join("; "));
        }
    }
}

/// Devices.
#[derive(Args)]
pub(super) struct Devices {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn devices(endpoint: &Arc<Endpoint>, options: &Devices) -> Result<(), Failure> {
    let directory = endpoint.directory();
    let mut devices: Vec<_> = directory.devices.values().collect();
    devices.sort_by_key(|device| (device.valid_from, device.key.id()));
    for device in devices {
        let state = match &device.revoked {
            None => "in use",
            Some(revoked) if revoked.lost => "lost",
            Some(_) => "retired",
        };
        let (id, kind) = (device.key.id(), device.kind.as_str());
        if options.json {
            println!(
                "{}",
                json!({ "id": id.to_string(), "kind": kind, "person": device.person, "name": device.name, "valid_from": device.valid_from, "state": state })
            );
        } else {
            println!("{id}  {kind}  {state}  {}  {}", device.person, device.name);
        }
    }
    Ok(())
}

/// How a device was revoked.
#[derive(Clone, Copy, ValueEnum)]
enum RevokeKind {
    /// Handed in: delivers what it has, then wipes itself.
    Retired,
    /// Stolen: wipes itself at once.
    Lost,
}

/// A device to revoke.
#[derive(Args)]
pub(super) struct Revoke {
    /// Its id, 32 hexadecimal digits (see `devices`).
    device: DeviceId,
    /// retired or lost.
    #[arg(long, value_enum)]
    kind: RevokeKind,
}

pub(super) async fn revoke(endpoint: &Arc<Endpoint>, revoke: &Revoke) -> Result<(), Failure> {
    let lost = matches!(revoke.kind, RevokeKind::Lost);
    endpoint.revoke(revoke.device, lost).await?;
    println!("{} is {}.", revoke.device, if lost { "lost: it wipes itself when it next asks" } else { "retired: it delivers, then wipes itself" });
    Ok(())
}
