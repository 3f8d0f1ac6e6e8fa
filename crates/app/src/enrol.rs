//! Joining a district by its link.

use crate::api::{CheckLink, DoorKind, Enrol, LinkPreview, Status};
use crate::status::status;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::limit::check_name;
use xuncun_domain::words;
use xuncun_journal::EnrolLink;
use xuncun_sync::enrol::NewDevice;

/// Takes a link apart, for the person to compare the fingerprint with the office before joining.
pub fn check_link(_: &App, _: &Caller, args: CheckLink) -> Result<LinkPreview, AppError> {
    let link = find(&args.link)?;
    let owned = |words: Vec<&'static str>| words.into_iter().map(str::to_owned).collect();
    Ok(LinkPreview { server: link.server, words_zh: owned(words::chinese(&link.fingerprint)), words_en: owned(words::english(&link.fingerprint)) })
}

/// Makes the device's key and joins. The first pull goes on after this; its progress is on the sync line.
pub async fn enrol(app: &App, _: &Caller, args: Enrol) -> Result<Status, AppError> {
    if app.options.door == DoorKind::Web {
        return Err(ErrorCode::NotAtThisDoor.into());
    }
    let link = find(&args.link)?;
    check_name(&args.device_name)?;
    app.engine.enrol(&link, NewDevice::here(&args.device_name)).await?;
    app.standings.forget();
    status(app, &app.device_caller()?, ())
}

/// Joins again with a new key and keeps the data: what the server had not taken is recorded again under it.
pub async fn renew(app: &App, caller: &Caller, args: Enrol) -> Result<Status, AppError> {
    if app.options.door == DoorKind::Web {
        return Err(ErrorCode::NotAtThisDoor.into());
    }
    if caller.person()? != app.identity()?.person {
        return Err(ErrorCode::Forbidden.into());
    }
    let link = find(&args.link)?;
    check_name(&args.device_name)?;
    app.engine.renew(&link, NewDevice::here(&args.device_name)).await?;
    app.standings.forget();
    status(app, &app.device_caller()?, ())
}

/// The link among the words that people paste with it.
fn find(text: &str) -> Result<EnrolLink, AppError> {
    let link_like = |word: &&str| word.starts_with("xuncun:") || word.starts_with("http");
    let word =
        text.split(|c: char| c.is_whitespace() || "，。；：！？、“”‘’（）()<>《》".contains(c)).find(link_like).ok_or(ErrorCode::LinkMalformed)?;
    EnrolLink::parse(word).map_err(|_| ErrorCode::LinkMalformed.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_link_is_found_among_the_words_around_it() {
        let link = EnrolLink { server: "http://127.0.0.1:8600".into(), code: "ABCD-1234".into(), fingerprint: [7; 16] };
        for text in [link.to_uri(), format!(" {} \n", link.to_uri()), format!("请点链接加入：“{}”，谢谢", link.to_uri())] {
            assert_eq!(find(&text).unwrap(), link, "{text}");
        }
        for text in ["", "加入", "xuncun://", "http://127.0.0.1/"] {
            assert_eq!(find(text).unwrap_err().code, ErrorCode::LinkMalformed, "{text}");
        }
    }
}
