//! What the tests of the files share: words in Chinese, findings, and programs that others wrote.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use time::{Date, Month};
use xuncun_demo::scene::{Scene, Shot, View};
use xuncun_report::Moment;
use xuncun_report::boundary::{Boundary, BoundaryWords};
use xuncun_report::cleanup::{Cleanup, CleanupWords, Measure};
use xuncun_report::finding::{Finding, FindingWords};
use xuncun_report::notice::{Notice, NoticeFinding, NoticeWords, Scope};
use xuncun_report::share::{Share, ShareWords};

/// Runs a program that `setup.sh` installs; what it says.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("run scripts/setup.sh build test first: {program}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the QR codes in a picture say.
pub fn codes(picture: &image::GrayImage) -> BTreeSet<String> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture.get_pixel(x as u32, y as u32).0[0]);
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

pub fn day(year: i32, month: u8, day: u8) -> Date {
    Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
}

pub fn photograph(scene: Scene, seed: u64) -> Vec<u8> {
    Shot { scene, view: View::Wide, seed }.jpeg().unwrap()
}

pub fn notice_words() -> NoticeWords {
    let text = |words: &str| words.to_owned();
    NoticeWords {
        language: text("zh-CN"),
        colon: text("："),
        count: text("{n} 处"),
        columns: ["序号", "问题", "整改期限", "整改前照片", "编码"].map(text),
        village: text("村"),
        place: text("位置"),
        description: text("情况"),
        position: text("坐标"),
        no_photo: text("（无照片）"),
        nothing: text("经检查，未发现需要整改的问题。"),
    }
}

pub fn notice(findings: Vec<NoticeFinding>) -> Notice {
    let text = |words: &str| words.to_owned();
    Notice {
        scope: Scope::Township,
        title: text("农村人居环境整治问题交办单"),
        number: text("清巡交〔2026〕12号"),
        recipient: text("柳湾镇人民政府："),
        opening: vec![text(
            "2026年11月8日，第三督查组对你镇下列行政村进行了检查，发现以下问题。请按期限组织整改，整改完成后逐处拍摄整改后照片并回复，逾期未整改的将在季度考核中重复扣分。",
        )],
        findings,
        closing: vec![text("整改情况由督查组复核，复核合格的予以销号。")],
        office: text("区农村人居环境整治工作专班办公室"),
        date: text("2026年11月9日"),
        receipt: vec![text("签收：____________________    日期：________________")],
    }
}

const SCENES: [(Scene, &str); 5] =
    [(Scene::Firewood, "柴堆"), (Scene::IllegalShed, "乱搭乱建"), (Scene::DitchDumping, "乱倒垃圾"), (Scene::Earth, "土堆"), (Scene::Manure, "粪堆")];

/// The n-th finding of a notice; every seventh without a photograph.
pub fn notice_finding(n: usize) -> NoticeFinding {
    let (scene, kind) = SCENES[n % SCENES.len()];
    NoticeFinding {
        code: format!("LW{:02}-{:04}", n % 20, n * 37 % 10_000),
        kind: kind.into(),
        count: Some(n as u32 % 4 + 1),
        size: "约 4 立方米".into(),
        village: ["东关村", "上河村", "柳湾村"][n % 3].into(),
        landmark: "二组 · 村委会东侧文化广场对面".into(),
        deadline: ["11月13日", "当场", "11月24日"][n % 3].into(),
        description: if n.is_multiple_of(2) { "沿路堆放，影响通行。".into() } else { String::new() },
        photo: (n % 7 != 3).then(|| photograph(scene, n as u64 % 12)),
        position: Some([106.684_7 + n as f64 * 0.001, 35.542_8]),
        qr: format!("https://xuncun.example/f/LW{:02}-{:04}", n % 20, n * 37 % 10_000),
    }
}

pub fn finding_words() -> FindingWords {
    let text = |words: &str| words.to_owned();
    FindingWords {
        sheet: text("问题台账"),
        code: text("编码"),
        kind: text("类型代码"),
        kind_name: text("类型"),
        status: text("状态"),
        township: text("乡镇"),
        village: text("村"),
        landmark: text("位置"),
        count: text("数量"),
        size: text("规模"),
        lon: text("经度"),
        lat: text("纬度"),
        accuracy: text("精度（米）"),
        seen_at: text("发现时间"),
        due: text("整改期限"),
        overdue_days: text("逾期天数"),
        closed_at: text("销号时间"),
        note: text("备注"),
    }
}

/// One whose cells are all filled, and one whose are not.
pub fn findings() -> Vec<Finding> {
    let full = Finding {
        code: "DG02-0137".into(),
        kind: "firewood".into(),
        kind_name: "柴堆".into(),
        status: "已销号".into(),
        township: "柳湾镇".into(),
        village: "东关村".into(),
        landmark: "二组,\"老槐树\"旁\n路北".into(),
        count: Some(3),
        size: "约 4 m³".into(),
        position: Some([106.684_712_345_678_9, 35.542_812_345_678_9]),
        accuracy: Some(4.5),
        // 2026-11-08 09:41:07.250 on the district's clocks.
        seen_at: Some(Moment(1_794_102_067_250)),
        due: Some(day(2026, 11, 11)),
        overdue_days: Some(-2),
        closed_at: Some(Moment(1_794_242_399_000)),
        note: "=HYPERLINK(\"http://x\")".into(),
    };
    let bare = Finding { code: "DG02-0138".into(), kind: "earth".into(), position: Some([0.0, 135.0]), ..Finding::default() };
    vec![full, bare]
}

pub fn boundary_words() -> BoundaryWords {
    let text = |words: &str| words.to_owned();
    BoundaryWords {
        sheet: text("边界"), code: text("代码"), name: text("名称"), level: text("级别"), lon: text("经度"), lat: text("纬度")
    }
}

/// One of two parts, the first with a hole that has an island in it; and one without any ground.
pub fn boundaries() -> Vec<Boundary> {
    let square = |west: f64, south: f64, side: f64| {
        vec![[west, south], [west, south + side], [west + side, south + side], [west + side, south], [west, south]]
    };
    vec![
        Boundary {
            code: "620802100".into(),
            name: "柳湾镇".into(),
            level: "township".into(),
            rings: vec![square(106.1, 35.1, 0.1), square(106.0, 35.0, 0.5), square(106.123_456_789, 35.13, 0.02), square(107.0, 35.0, 0.25)],
        },
        Boundary { code: "620802101".into(), name: "上河镇".into(), level: "township".into(), rings: vec![vec![[106.0, 35.0], [106.0, 35.0]]] },
    ]
}

pub fn measures() -> Vec<Measure> {
    let measure = |key: &str, title: &str| Measure { key: key.into(), title: title.into() };
    vec![measure("garbage_m3", "清理垃圾（m³）"), measure("people", "出动人数")]
}

pub fn cleanup_words() -> CleanupWords {
    let text = |words: &str| words.to_owned();
    CleanupWords { sheet: text("清理台账"), village_code: text("村代码"), township: text("乡镇"), village: text("村"), day: text("日期") }
}

pub fn cleanups() -> Vec<Cleanup> {
    let one = |n: u8, amounts: Vec<Option<f64>>| Cleanup {
        village_code: "620802100201".into(),
        township: "柳湾镇".into(),
        village: "东关村".into(),
        day: day(2026, 11, n),
        amounts,
    };
    vec![one(8, vec![Some(12.5), Some(40.0)]), one(9, vec![None]), one(10, vec![Some(f64::NAN), Some(3.0), Some(9.0)])]
}

pub fn share_words() -> ShareWords {
    let text = |words: &str| words.to_owned();
    ShareWords {
        village: text("村"),
        place: text("位置"),
        deadline: text("整改期限"),
        code: text("编码"),
        no_photo: text("（无照片）"),
        scan: text("扫码查看"),
    }
}

pub fn share() -> Share {
    Share {
        kind: "柴堆 · 3 处".into(),
        village: "柳湾镇 东关村".into(),
        landmark: "二组 · 村委会东侧文化广场对面".into(),
        deadline: "11月13日（还有 3 天）".into(),
        code: "DG02-0137".into(),
        photo: Some(photograph(Scene::Firewood, 1)),
        qr: "https://xuncun.example/f/DG02-0137".into(),
    }
}
