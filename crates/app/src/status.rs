//! Who and what this is: what the UI needs to choose its first screen, and what it remembers here.

use crate::api::{DoorKind, Me, NamedId, Preferences, RememberPlace, Status, Wiped, WipedBecause};
use crate::names::Names;
use crate::photo_fix::poor_metres;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_store::WipeReason;
use xuncun_store::query::{Connection, district, people};

/// Longest route that is remembered.
const ROUTE_MAX: usize = 500;
const TEXT_SIZES: [u32; 4] = [100, 125, 150, 200];

/// Answered without the network, for anybody.
pub fn status(app: &App, caller: &Caller, (): ()) -> Result<Status, AppError> {
    let identity = app.store.identity()?;
    let kept = |name: &str| own(app, caller, name).map_or(Ok(None), |name| app.store.preference(&name));
    let preferences = kept("preferences")?.and_then(|json| serde_json::from_str(&json).ok());
    let place = kept("place")?;
    let (me, demo, position_poor_m) = app.read(|conn| {
        let demo = district::setting(conn, "demo")?.as_deref() == Some("true");
        Ok((caller.person().ok().map(|person| me(conn, caller, person)).transpose()?, demo, poor_metres(conn)?))
    })?;
    Ok(Status {
        door: app.options.door,
        me,
        district: identity.as_ref().map(|identity| NamedId { id: identity.district.clone(), name: identity.district_name.clone() }),
        demo,
        position_poor_m,
        today: app.today()?.to_string(),
        place,
        preferences: preferences.unwrap_or_default(),
        device: identity.as_ref().map(|identity| identity.key.id().to_string()),
        server: identity.map(|identity| identity.server_url),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        wiped: if app.options.door == DoorKind::App { wiped(app)? } else { None },
    })
}

fn wiped(app: &App) -> Result<Option<Wiped>, AppError> {
    let because = |why| if why == WipeReason::Lost { WipedBecause::Lost } else { WipedBecause::Retired };
    let note = if app.store.identity()?.is_none() { app.store.tombstone()? } else { None };
    Ok(note.map(|note| Wiped { why: because(note.why), at: note.at, district: note.district }))
}

/// Keeps the UI's preferences on this device.
pub fn set_preferences(app: &App, caller: &Caller, args: Preferences) -> Result<Status, AppError> {
    if !TEXT_SIZES.contains(&args.text_size) {
        return Err(AppError::new(ErrorCode::BadRequest).with("detail", "textSize"));
    }
    let json = serde_json::to_string(&args).map_err(AppError::internal)?;
    let name = own(app, caller, "preferences").ok_or(ErrorCode::NotEnrolled)?;
    app.store.set_preference(&name, Some(&json))?;
    app.tell_engine()?;
    status(app, caller, ())
}

/// What the person of this device prefers.
pub(crate) fn preferences(app: &App) -> Result<Preferences, AppError> {
    let json = app.store.preference("preferences")?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Keeps where the person is, to reopen there.
pub fn remember_place(app: &App, caller: &Caller, args: RememberPlace) -> Result<(), AppError> {
    if args.route.len() > ROUTE_MAX {
        return Err(AppError::new(ErrorCode::BadRequest).with("detail", "route"));
    }
    let name = own(app, caller, "place").ok_or(ErrorCode::NotEnrolled)?;
    Ok(app.store.set_preference(&name, Some(&args.route))?)
}

/// Seals what is pending: a person leaves a screen.
pub fn seal_now(app: &App, caller: &Caller, (): ()) -> Result<(), AppError> {
    caller.person()?;
    app.store.seal()?;
    Ok(())
}

/// Under which name a preference is kept. A device is one person's, also before it is enrolled: the language of that very screen is chosen there. The
/// server's pages are many people's, and whoever is not signed in keeps nothing.
fn own(app: &App, caller: &Caller, name: &str) -> Option<String> {
    match app.options.door {
        DoorKind::App => Some(name.to_owned()),
        DoorKind::Web => caller.person().ok().map(|person| format!("{name}/{person}")),
    }
}

fn me(conn: &Connection, caller: &Caller, person: &str) -> Result<Me, AppError> {
    let names = Names::new(conn);
    let row = people::person(conn, person)?;
    let (name, title) = row.map_or_else(|| (person.to_owned(), String::new()), |row| (row.name, row.title));
    Ok(Me {
        person: person.to_owned(),
        name,
        title,
        roles: caller.roles().into_iter().map(Into::into).collect(),
        team: caller.team(conn)?.map(|team| names.team(&team)).transpose()?,
        places: caller.places().iter().map(|code| names.place(code)).collect::<Result<_, _>>()?,
    })
}
