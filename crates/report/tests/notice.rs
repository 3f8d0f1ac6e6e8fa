//! Notices as others read them: the PDF by poppler and a reader of QR codes, the docx as XML and by LibreOffice.

use crate::common::{codes, notice, notice_finding, notice_words, path, run};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use xuncun_report::ReportError;
use xuncun_report::notice::{MOST, NoticeFinding, Scope};
use zip::ZipArchive;

struct Paper {
    folder: TempDir,
    file: PathBuf,
}

impl Paper {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        Self { folder, file }
    }

    fn pages(&self) -> usize {
        let said = run("pdfinfo", &[path(&self.file)]);
        said.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
    }

    /// Page by page. Without white space, for lines end where they must.
    fn texts(&self) -> Vec<String> {
        let all = run("pdftotext", &["-layout", path(&self.file), "-"]);
        let texts: Vec<String> = all.trim_end_matches('\u{C}').split('\u{C}').map(|page| page.split_whitespace().collect()).collect();
        assert_eq!(texts.len(), self.pages());
        texts
    }

    /// A page as grey pixels, 150 to the inch.
    fn picture(&self, page: usize) -> image::GrayImage {
        let (number, out) = (page.to_string(), self.folder.path().join("page"));
        run("pdftoppm", &["-f", &number, "-l", &number, "-r", "150", "-png", "-singlefile", path(&self.file), path(&out)]);
        image::open(out.with_extension("png")).unwrap().into_luma8()
    }
}

fn pdf(findings: Vec<NoticeFinding>) -> Paper {
    Paper::new("notice.pdf", &notice(findings).pdf(&notice_words()).unwrap())
}

#[test]
fn the_pdf_says_what_the_notice_says() {
    let paper = pdf((0..5).map(notice_finding).collect());
    let text = paper.texts().concat();
    for words in [
        "农村人居环境整治问题交办单",
        "清巡交〔2026〕12号",
        "柳湾镇人民政府：",
        "乱搭乱建·2处·约4立方米",
        "村：上河村",
        "LW02-0074",
        "（无照片）",
        "11月13日",
        "106.68470,35.54280",
        "区农村人居环境整治工作专班办公室",
        "—1—",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let fonts = run("pdffonts", &[path(&paper.file)]);
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!fonts.is_empty() && fonts.iter().all(|line| line.contains("+XuncunSans") && line.contains(" yes yes yes ")), "{fonts:?}");
}

#[test]
fn every_code_can_be_read_off_the_page() {
    let paper = pdf((0..3).map(notice_finding).collect());
    let wanted: BTreeSet<String> = (0..3).map(|n| notice_finding(n).qr).collect();
    let found: BTreeSet<String> = (1..=paper.pages()).flat_map(|page| codes(&paper.picture(page))).collect();
    assert_eq!(found, wanted);
}

#[test]
fn two_hundred_findings_have_the_titles_on_every_page_and_none_is_lost() {
    let paper = pdf((0..200)
        .map(|n| NoticeFinding { photo: if n % 40 == 0 { notice_finding(n).photo } else { None }, ..notice_finding_without_photo(n) })
        .collect());
    let pages = paper.pages();
    assert!((25..60).contains(&pages), "{pages} pages");
    let texts = paper.texts();
    for (at, text) in texts.iter().enumerate() {
        assert!(text.ends_with(&format!("—{}—", at + 1)), "{text}");
        assert!(text.contains("整改期限") || at + 1 == pages, "page {}: {text}", at + 1);
    }
    for n in 0..200 {
        let code = notice_finding_without_photo(n).code;
        assert_eq!(texts.iter().filter(|text| text.contains(&code)).count(), 1, "{code}");
    }
}

fn notice_finding_without_photo(n: usize) -> NoticeFinding {
    NoticeFinding {
        photo: None,
        count: Some(1),
        size: "约 4 立方米".into(),
        code: format!("C{n:04}"),
        kind: "柴堆".into(),
        village: "东关村".into(),
        landmark: "二组".into(),
        deadline: "11月13日".into(),
        qr: format!("C{n:04}"),
        ..NoticeFinding::default()
    }
}

#[test]
fn a_notice_without_findings_says_so() {
    let paper = pdf(Vec::new());
    assert_eq!(paper.pages(), 1);
    let text = &paper.texts()[0];
    assert!(text.contains("未发现需要整改的问题") && !text.contains("整改期限"), "{text}");
}

/// A landmark of two thousand characters goes on on the next page; nothing of it is lost, and what is beside it is printed once.
#[test]
fn a_very_long_landmark_goes_on() {
    let numbered: String = (0..500).map(|n| format!("第{n:03}户")).collect();
    let long = NoticeFinding { landmark: numbered, ..notice_finding(0) };
    let paper = pdf(vec![notice_finding(1), long, notice_finding(2)]);
    let texts = paper.texts();
    assert!(texts.len() >= 3, "{}", texts.len());
    let all = texts.concat();
    let missing: Vec<usize> = (0..500).filter(|n| !all.contains(&format!("{n:03}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for code in ["LW00-0000", "LW01-0037", "LW02-0074"] {
        assert_eq!(all.matches(code).count(), 1, "{code}");
    }
}

/// Signs beyond the bundled font, controls, broken photographs, positions off the globe.
#[test]
fn odd_input_is_printed_as_far_as_it_goes() {
    let odd = NoticeFinding {
        kind: "𰻝𰻝麵 😀 \u{10FFFD}\u{202E}龘".into(),
        landmark: "<b>&amp;\u{0}\u{1}\t'\"]]>\r\n第二行".into(),
        code: "W".repeat(300),
        deadline: "长".repeat(300),
        photo: Some(b"\xFF\xD8\xFF no photograph".to_vec()),
        position: Some([f64::NAN, 1e300]),
        ..NoticeFinding::default()
    };
    let mut notice = notice(vec![odd, NoticeFinding::default()]);
    notice.title = "题".repeat(200);
    let paper = Paper::new("notice.pdf", &notice.pdf(&notice_words()).unwrap());
    let text = paper.texts().concat();
    assert!(text.contains("<b>&amp;") && text.contains("第二行") && text.contains("（无照片）") && !text.contains("坐标"), "{text}");
    let parts = parts(&notice.docx(&notice_words()).unwrap());
    let document = roxmltree::Document::parse(&parts["word/document.xml"]).unwrap();
    assert!(words(&document).contains("<b>&amp;") && words(&document).contains('龘'));
}

#[test]
fn too_much_is_refused() {
    let many = notice(vec![NoticeFinding::default(); MOST + 1]);
    assert!(matches!(many.pdf(&notice_words()), Err(ReportError::TooMany { .. })));
    let long = notice(vec![NoticeFinding { qr: "x".repeat(4000), ..NoticeFinding::default() }]);
    assert!(matches!(long.docx(&notice_words()), Err(ReportError::Code(4000))));
}

/// A visit is one village's, which the recipient names already.
#[test]
fn a_visit_does_not_name_its_village_again() {
    let mut visit = notice(vec![notice_finding(0)]);
    visit.scope = Scope::Visit;
    let paper = Paper::new("notice.pdf", &visit.pdf(&notice_words()).unwrap());
    assert!(!paper.texts()[0].contains("村：东关村"));
}

/// What a camera writes beside its picture does not travel.
#[test]
fn no_position_hides_in_a_photograph() {
    let fix = xuncun_photo::Fix { lon: 106.7, lat: 35.5, accuracy: None, altitude: None, bearing: None, at: None };
    let photo = xuncun_photo::stamp(&notice_finding(0).photo.unwrap(), 1_794_102_067_250, 480, Some(&fix)).unwrap();
    assert!(photo.windows(4).any(|four| four == b"Exif"));
    let notice = notice(vec![NoticeFinding { photo: Some(photo), ..notice_finding(0) }]);
    let (pdf, docx) = (notice.pdf(&notice_words()).unwrap(), notice.docx(&notice_words()).unwrap());
    for bytes in [pdf, docx] {
        assert!(!bytes.windows(6).any(|six| six == b"Exif\0\0"));
    }
}

type Parts = std::collections::BTreeMap<String, String>;

/// The texts of a docx by their names; of pictures, how many bytes they have.
fn parts(bytes: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: &String| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        if name.starts_with("word/media/") { image::load_from_memory(&bytes).unwrap().width().to_string() } else { String::from_utf8(bytes).unwrap() }
    };
    let texts: Vec<String> = names.iter().map(read).collect();
    names.into_iter().zip(texts).collect()
}

fn words(document: &roxmltree::Document) -> String {
    document
        .descendants()
        .filter(|node| node.has_tag_name(("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "t")))
        .filter_map(|node| node.text())
        .collect()
}

#[test]
fn the_docx_is_whole() {
    let bytes = notice((0..5).map(notice_finding).collect()).docx(&notice_words()).unwrap();
    let parts = parts(&bytes);
    for (name, text) in parts.iter().filter(|(name, _)| !name.starts_with("word/media/")) {
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let document = roxmltree::Document::parse(&parts["word/document.xml"]).unwrap();
    let count = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
    assert_eq!((count("tr"), count("tblHeader"), count("drawing")), (6, 1, 9));
    let margins = document.descendants().find(|node| node.tag_name().name() == "pgMar").unwrap();
    let millimetres = ["top", "bottom", "left", "right"].map(|side| {
        let twips: f64 = margins.attributes().find(|attribute| attribute.name() == side).unwrap().value().parse().unwrap();
        (twips / 1440.0 * 25.4).round()
    });
    assert_eq!(millimetres, [37.0, 35.0, 28.0, 26.0]);
    let text = words(&document);
    for wanted in ["农村人居环境整治问题交办单", "乱搭乱建 · 2 处 · 约 4 立方米", "LW02-0074", "（无照片）"] {
        assert!(text.contains(wanted), "{wanted}");
    }
    // Each picture that is named is there, and each that is there is named and of a declared type.
    let relations = roxmltree::Document::parse(&parts["word/_rels/document.xml.rels"]).unwrap();
    let targets: BTreeSet<String> = relations.descendants().filter_map(|node| node.attribute("Target")).map(|name| format!("word/{name}")).collect();
    assert!(targets.iter().all(|name| parts.contains_key(name)), "{targets:?}");
    assert!(
        parts
            .keys()
            .filter(|name| name.starts_with("word/media/"))
            .all(|name| targets.contains(name) && (name.ends_with(".jpeg") || name.ends_with(".png")))
    );
}

#[test]
fn libreoffice_opens_the_docx() {
    let findings =
        (0..12).map(|n| NoticeFinding { photo: if n < 2 { notice_finding(n).photo } else { None }, ..notice_finding_without_photo(n) }).collect();
    let paper = Paper::new("notice.docx", &notice(findings).docx(&notice_words()).unwrap());
    let folder = paper.folder.path();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    run("soffice", &[&profile, "--headless", "--convert-to", "pdf", "--outdir", path(folder), path(&paper.file)]);
    let converted = Paper { file: folder.join("notice.pdf"), folder: paper.folder };
    assert!(Path::new(&converted.file).is_file());
    let texts = converted.texts();
    assert!(texts.len() > 1 && texts[0].contains("农村人居环境整治问题交办单"), "{texts:?}");
    assert!(texts.iter().take(2).all(|text| text.contains("整改期限")), "the titles are repeated: {texts:?}");
    assert!((0..12).all(|n| texts.iter().any(|text| text.contains(&format!("C{n:04}")))), "{texts:?}");
    assert!(texts.iter().enumerate().all(|(at, text)| text.contains(&format!("—{}—", at + 1))), "{texts:?}");
}
