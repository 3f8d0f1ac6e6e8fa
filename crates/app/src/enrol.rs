//! Joining a district by its link.

use crate::api::{CheckLink, DoorKind, Enrol, LinkPreview, Status};
use crate::status::status;
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::limit::check_name;
use xuncun_domain::words;
use xuncun_journal::EnrolLink;
use xuncun_journal::link::format_fingerprint;
use xuncun_sync::enrol::NewDevice;

/// Takes a link apart, for the person to compare the fingerprint with the office before joining.
pub fn check_link(_: &App, _: &Caller, args: CheckLink) -> Result<LinkPreview, AppError> {
    Ok(LinkPreview::from(&find(&args.link)?))
}

impl From<&EnrolLink> for LinkPreview {
    fn from(link: &EnrolLink) -> Self {
        let owned = |words: Vec<&'static str>| words.into_iter().map(str::to_owned).collect();
        Self {
            server: link.server.clone(),
            words_zh: owned(words::chinese(&link.fingerprint)),
            words_en: owned(words::english(&link.fingerprint)),
            fingerprint: format_fingerprint(&link.fingerprint),
            code: link.code.clone(),
        }
    }
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
    app.ground.look();
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
    app.ground.look();
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
    fn a_link_taken_apart_has_six_words_in_both_languages_and_what_the_link_says() {
        let link = EnrolLink { server: "http://127.0.0.1:8600".into(), code: "ABCD-1234".into(), fingerprint: [7; 16] };
        let preview = LinkPreview::from(&link);
        assert_eq!((preview.words_zh.len(), preview.words_en.len()), (6, 6));
        assert_eq!((preview.server, preview.code), (link.server.clone(), link.code.clone()));
        assert!(link.to_uri().ends_with(&preview.fingerprint), "the fingerprint as the link has it");
    }

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
