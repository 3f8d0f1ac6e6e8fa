//! One-time codes that a township's deputy makes for its cadres: the server makes them, and keeps who asked.

use crate::api::{DoorKind, Invitation, Invite, LinkPreview};
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::grant::may_invite;
use xuncun_journal::EnrolLink;
use xuncun_store::query::{Connection, Found, people};
use xuncun_sync::SyncError;
use xuncun_sync::protocol::InviteRequest;

/// A code for a person, in a link. The server is named as this device knows it, and the district's key by the one that it was enrolled with: whoever
/// reads the words out reads what this device believes, whatever a server says.
///
/// # Errors
/// `not_enrolled`, `forbidden` (also by the server's word), `server_unreachable`, `recovering`.
pub async fn invite(app: &App, caller: &Caller, args: Invite) -> Result<Invitation, AppError> {
    caller.check_any()?;
    if !app.read(|conn| Ok::<_, AppError>(may(conn, caller, &args.person)?))? {
        return Err(ErrorCode::Forbidden.into());
    }
    let request = InviteRequest { by: caller.person()?.to_owned(), person: args.person, sign_in: args.sign_in };
    let made = app.engine.invite(request).await.map_err(refused)?;
    let identity = app.identity()?;
    // The server's own replica speaks to it in-process: there only the server knows where it is.
    let server = if app.options.door == DoorKind::Web { made.server } else { identity.server_url };
    if server.is_empty() {
        return Err(AppError::new(ErrorCode::ServerAnswer).with("detail", "no public address"));
    }
    let enrol = EnrolLink { server, code: made.code, fingerprint: identity.root_key.fingerprint() };
    Ok(Invitation {
        link: if args.sign_in { format!("{}/#/sign-in/{}", enrol.server, enrol.code) } else { enrol.to_uri() },
        enrol: (!args.sign_in).then(|| LinkPreview::from(&enrol)),
        code: enrol.code,
        expires: made.expires_ms,
    })
}

/// May the caller make a code for that person, as far as this replica knows?
pub fn may(conn: &Connection, caller: &Caller, person: &str) -> Found<bool> {
    let theirs = people::grants(conn, person)?;
    Ok(may_invite(caller.held(), theirs.iter().map(|held| &held.grant), caller.now()))
}

fn refused(error: SyncError) -> AppError {
    if error.code() == "forbidden" { ErrorCode::Forbidden.into() } else { error.into() }
}
