//! Where a file came from, as far as it shows: from a camera, through a chat program, or nobody knows. A file is never refused for it; who reviews
//! is told.

use crate::api::PhotoSource;
use xuncun_photo::ExifFacts;

/// Names that chat programs give to pictures that they save: WeChat (on phones, in Chinese and English on desktops), QQ, DingTalk, WhatsApp.
const FORWARDED: &[&str] =
    &["mmexport", "wx_camera", "weixin", "wechat", "微信图片", "微信截图", "qq图片", "qq截图", "qqimg", "tencent", "lark", "dingtalk"];

/// Where a file came from, by its name and what it says of itself. Chat programs take time and place out of what they pass on, unless
/// somebody sends the original.
pub fn of_file(name: Option<&str>, facts: &ExifFacts) -> PhotoSource {
    let name = name.unwrap_or_default().to_lowercase();
    let whatsapp = name.starts_with("img-") && name.contains("-wa");
    if whatsapp || FORWARDED.iter().any(|sign| name.starts_with(sign)) {
        PhotoSource::Forwarded
    } else if facts.taken_at.is_some() {
        PhotoSource::Gallery
    } else {
        PhotoSource::File
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_and_by_what_it_says() {
        let silent = ExifFacts::default();
        let dated = ExifFacts { taken_at: Some(1), ..silent };
        for (name, facts, source) in [
            (Some("mmexport1731234567890.jpg"), silent, PhotoSource::Forwarded),
            (Some("微信图片_20261104093300.jpg"), silent, PhotoSource::Forwarded),
            (Some("wx_camera_1731234567890.jpg"), dated, PhotoSource::Forwarded),
            (Some("QQ图片20261104093300.png"), silent, PhotoSource::Forwarded),
            (Some("IMG-20261104-WA0007.jpg"), silent, PhotoSource::Forwarded),
            (Some("IMG_20261104_093300.jpg"), dated, PhotoSource::Gallery),
            (Some("IMG_20261104_093300.jpg"), silent, PhotoSource::File),
            (None, dated, PhotoSource::Gallery),
            (None, silent, PhotoSource::File),
        ] {
            assert_eq!(of_file(name, &facts), source, "{name:?}");
        }
    }
}
