//! Marks burnt into pictures of every shape, and words of every kind in them.

use ab_glyph::{Font, FontRef, GlyphId};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use std::collections::HashSet;
use xuncun_photo::{EVIDENCE_SIDE, Picture, Rendition, Watermark};

const FONT: &[u8] = include_bytes!("../../../assets/fonts/XuncunSans-Regular.otf");
const TABLE: &str = include_str!("../../../assets/fonts/tongyong-8105.txt");
/// Where a picture's pixels differ by more than this, something was drawn; what the JPEG encoder does to them is less.
const NOISE: u8 = 24;

/// A bright field under a sky, soft enough for JPEG to keep it.
fn picture(width: u32, height: u32) -> Picture {
    let raster = RgbImage::from_fn(width, height, |x, y| {
        let wave = (f64::from(x) / 23.0).sin() * 20.0 + (f64::from(y) / 17.0).cos() * 20.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let tone = |base: f64| (base + wave) as u8;
        if y < height / 3 { Rgb([tone(170.0), tone(195.0), tone(225.0)]) } else { Rgb([tone(190.0), tone(170.0), tone(130.0)]) }
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 92).write_image(raster.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
    Picture::open(&jpeg).unwrap().1
}

fn pixels(rendition: &Rendition) -> RgbImage {
    image::load_from_memory(&rendition.bytes).unwrap().into_rgb8()
}

fn mark(lines: &[(&str, &str)], code: &str) -> Watermark {
    Watermark { lines: lines.iter().map(|(label, words)| ((*label).to_owned(), (*words).to_owned())).collect(), code: code.to_owned() }
}

fn usual() -> Watermark {
    let lines = [
        ("时间", "2026-11-08 09:41:07"),
        ("地点", "城关镇 东关村 二组 · 106.70812, 35.53921 ±6 米"),
        ("类型", "粪堆 · 近景"),
        ("检查人", "马建国"),
        ("备注", "戏台东 40 米"),
    ];
    mark(&lines, "核验码 7K3M-9QPD-2F4H")
}

/// Left, top, right and bottom of where two pictures differ; right and bottom are outside of it.
type Bounds = (u32, u32, u32, u32);

fn difference(a: &RgbImage, b: &RgbImage) -> Option<Bounds> {
    assert_eq!(a.dimensions(), b.dimensions());
    let mut bounds: Option<Bounds> = None;
    for (x, y, pixel) in a.enumerate_pixels() {
        if pixel.0.iter().zip(b.get_pixel(x, y).0).any(|(a, b)| a.abs_diff(b) > NOISE) {
            let (left, top, right, bottom) = bounds.unwrap_or((x, y, x + 1, y + 1));
            bounds = Some((left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)));
        }
    }
    bounds
}

/// Where the mark stands. It must be at the bottom left and within 45 % of the height; a block of the encoder may spill over by 16 pixels.
fn band(picture: &Picture, mark: &Watermark) -> Option<Bounds> {
    let (plain, marked) = (pixels(&picture.evidence().unwrap()), pixels(&picture.marked(mark).unwrap()));
    let bounds = difference(&plain, &marked)?;
    let (left, top, _, bottom) = bounds;
    assert_eq!((left, bottom), (0, plain.height()));
    assert!(f64::from(bottom - top) <= f64::from(bottom) * 0.45 + 16.0, "{top} of {bottom}");
    Some(bounds)
}

#[test]
fn the_font_has_every_character_of_the_table() {
    let levels: Vec<usize> = TABLE.lines().map(|line| line.chars().count()).collect();
    assert_eq!(levels, [3500, 3000, 1605]);
    let font = FontRef::try_from_slice(FONT).unwrap();
    let missing = format!("{:?}", font.outline(GlyphId(0)).unwrap().curves);
    let characters: HashSet<char> = TABLE.lines().flat_map(str::chars).collect();
    assert_eq!(characters.len(), 8105);
    let glyphs: HashSet<GlyphId> = characters.iter().map(|c| font.glyph_id(*c)).collect();
    assert_eq!(glyphs.len(), 8105, "each has a glyph of its own");
    for c in characters {
        let outline = font.outline(font.glyph_id(c));
        assert!(outline.is_some_and(|outline| format!("{:?}", outline.curves) != missing), "{c}");
    }
}

#[test]
fn rare_names_are_drawn_and_not_boxes() {
    let picture = picture(640, 480);
    let drawn = |name: &str| pixels(&picture.marked(&mark(&[("检查人", name)], "")).unwrap());
    let nowhere = drawn("\u{10FFFD}");
    let mut seen = vec![nowhere];
    for name in ["䶮", "𬭎", "㑇", "𠳐", "一"] {
        let new = drawn(name);
        assert!(seen.iter().all(|old| difference(old, &new).is_some()), "{name}");
        seen.push(new);
    }
}

#[test]
fn outside_of_the_band_it_is_the_evidence_picture() {
    for (width, height) in [(2048, 1536), (1536, 2048), (1000, 1000), (640, 480), (480, 640), (320, 320)] {
        let (_, top, right, bottom) = band(&picture(width, height), &usual()).unwrap();
        assert!(top > height / 2 && right > width / 3 && bottom == height, "{width}×{height}: {top} {right}");
    }
}

#[test]
fn it_is_an_evidence_rendition() {
    let rendition = picture(3000, 2000).marked(&usual()).unwrap();
    assert_eq!((rendition.width, rendition.height), (EVIDENCE_SIDE, 1365));
    assert_eq!(pixels(&rendition).dimensions(), (EVIDENCE_SIDE, 1365));
    assert_eq!(rendition.sha256, xuncun_photo::sha256(&rendition.bytes));
}

#[test]
fn the_ground_is_dark_the_rule_green_and_the_text_white() {
    let picture = picture(2048, 1536);
    let marked = pixels(&picture.marked(&usual()).unwrap());
    let rule = marked.get_pixel(1, 1530).0;
    assert!(rule[0] < 60 && rule[1] > 70 && rule[1] < 120, "{rule:?}");
    let ground = marked.get_pixel(12, 1530).0;
    assert!(ground.iter().all(|channel| (30..110).contains(channel)), "{ground:?}");
    let white = marked.pixels().filter(|pixel| pixel.0.iter().all(|channel| *channel > 245)).count();
    assert!(white > 5_000, "{white}");
}

#[test]
fn two_codes_look_different_and_one_mark_is_always_the_same() {
    let picture = picture(640, 480);
    let (one, other) = (mark(&[], "7K3M-9QPD-2FH4"), mark(&[], "7K3M-9QPD-2FH7"));
    let (left, top, right, bottom) = difference(&pixels(&picture.marked(&one).unwrap()), &pixels(&picture.marked(&other).unwrap())).unwrap();
    assert!(right - left < 40 && bottom - top < 40, "the last digit alone");
    assert_eq!(picture.marked(&usual()).unwrap(), picture.marked(&usual()).unwrap());
}

#[test]
fn a_mark_that_says_nothing_is_none() {
    let picture = picture(640, 480);
    for nothing in [mark(&[], ""), mark(&[("备注", ""), ("", " \u{200B}")], " \n"), Watermark::default()] {
        assert_eq!(picture.marked(&nothing).unwrap(), picture.evidence().unwrap());
    }
}

#[test]
fn lines_without_words_take_no_room() {
    let picture = picture(640, 480);
    let short = mark(&[("时间", "2026-11-08")], "7K3M");
    let with_gaps = mark(&[("类型", ""), ("时间", "2026-11-08"), ("备注", " ")], "7K3M");
    assert_eq!(picture.marked(&short).unwrap(), picture.marked(&with_gaps).unwrap());
}

#[test]
fn tiny_and_narrow_pictures_have_a_code_or_nothing() {
    for (width, height) in [(64, 64), (1, 1), (3, 200), (200, 3), (64, 2048), (2048, 64), (100, 160), (160, 100), (120, 120), (240, 320), (320, 240)]
    {
        let picture = picture(width, height);
        band(&picture, &usual());
        band(&picture, &mark(&[], "7K3M-9QPD-2F4H"));
    }
    assert!(band(&picture(2048, 64), &usual()).is_some());
    assert!(band(&picture(160, 100), &usual()).is_some());
    assert!(band(&picture(64, 64), &mark(&[], "7K3M")).is_some());
}

#[test]
fn long_words_take_two_rows_and_many_lines_no_more_than_their_part() {
    let picture = picture(640, 480);
    let top = |mark: &Watermark| band(&picture, mark).unwrap().1;
    let one = top(&mark(&[("备注", "短")], ""));
    let two = top(&mark(&[("备注", &"长".repeat(60))], ""));
    assert!(two < one);
    assert_eq!(two, top(&mark(&[("备注", &"长".repeat(6000))], "")));
    let lines = vec![("备注", "长"); 2000];
    assert!(top(&mark(&lines, "7K3M-9QPD-2F4H")) >= 480 * 55 / 100 - 16);
}

#[test]
fn hostile_words_do_no_harm() {
    let zalgo = format!("e{}", "\u{489}\u{36F}\u{302}".repeat(300));
    let words = [
        "\u{202E}7K3M-9QPD\u{202C} \u{2066}\u{2069}\u{200F}",
        "\0\u{1}\u{7}\u{1B}[31m\u{7F}\u{85}\r\n\t\u{2028}",
        "<script>alert(1)</script> &amp; <text x='0' y='-900'>]]>\"'",
        "😀👩‍👩‍👧‍👦🇨🇳🏽❤️",
        "مرحبا بالعالم שלום עולם",
        "བོད་ཡིག ᠮᠣᠩᠭᠣᠯ ئۇيغۇرچە ꆈꌠꁱꂷ 壮话",
        "\u{FFFF}\u{FFFE}\u{E000}\u{10FFFF}\u{FDD0}\u{FFFD}",
        "葛\u{E0100}羽\u{FE00}\u{FE0F}",
        "﷽𒐫꧅⸻",
        &zalgo,
        &"W".repeat(100_000),
        &"。".repeat(1000),
        &" ".repeat(100_000),
        &"\u{301}".repeat(100_000),
        &"a\u{200B}".repeat(1000),
    ];
    for (width, height) in [(640, 480), (480, 640), (130, 90)] {
        let picture = picture(width, height);
        for words in words {
            let hostile = mark(&[(words, words), ("备注", words), (words, "东关村")], words);
            band(&picture, &hostile);
            band(&picture, &mark(&[("", words)], "7K3M"));
            assert_eq!(picture.marked(&hostile).unwrap(), picture.marked(&hostile).unwrap());
        }
    }
}

#[test]
fn no_line_covers_the_code() {
    let picture = picture(640, 480);
    let calm = mark(&[("备注", "e")], "7K3M-9QPD-2F4H");
    let raging = mark(&[("备注", &format!("e{}", "\u{323}\u{330}\u{32D}\u{359}".repeat(90)))], "7K3M-9QPD-2F4H");
    let code = |mark: &Watermark| image::imageops::crop_imm(&pixels(&picture.marked(mark).unwrap()), 0, 450, 150, 30).to_image();
    assert_eq!(difference(&code(&calm), &code(&raging)), None);
}

/// For the eye: `XUNCUN_SAMPLES=folder` keeps what is drawn.
#[test]
fn samples() {
    let Ok(folder) = std::env::var("XUNCUN_SAMPLES") else { return };
    let mut long = usual();
    long.lines[1].1 = "中华人民共和国甘肃省平凉市崆峒区城关镇东关村第二村民小组戏台东侧四十米处水渠边 · 106.70812, 35.53921 ±6 米".into();
    long.lines[4].1 =
        "𬭎䶮家门前粪堆高约一米五，占路三分之一，已当面告知户主，三日内清运；雨后有污水流入渠中，需复查。户主电话无人接听，邻居代为转告，照片三张。"
            .into();
    for (name, width, height, mark) in [
        ("landscape", 2048, 1536, usual()),
        ("portrait", 1536, 2048, usual()),
        ("small", 640, 480, usual()),
        ("long", 2048, 1536, long.clone()),
        ("long-portrait", 1536, 2048, long.clone()),
        ("long-small", 640, 480, long.clone()),
        ("square", 320, 320, long.clone()),
        ("thumb", 320, 240, usual()),
        ("tiny", 160, 120, usual()),
        ("panorama", 2048, 300, usual()),
        (
            "hostile",
            640,
            480,
            mark(&[("时间", "😀 مرحبا שלום <b>&amp;</b> \u{202E}abc"), ("地点", "龘 ་བོད་ཡིག \u{E000}"), ("x", "﷽ e\u{489}\u{489}")], "7K3M"),
        ),
    ] {
        let bytes = scene(width, height).marked(&mark).unwrap().bytes;
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.jpg")), bytes).unwrap();
    }
}

/// A scene of the demo district, cut to the size.
fn scene(width: u32, height: u32) -> Picture {
    let shot = xuncun_demo::scene::Shot { scene: xuncun_demo::scene::SCENES[0], view: xuncun_demo::scene::View::Wide, seed: 7 };
    let drawn = image::load_from_memory(&shot.jpeg().unwrap()).unwrap();
    let sized = drawn.resize_to_fill(width, height, image::imageops::FilterType::CatmullRom).into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 92).write_image(sized.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
    Picture::open(&jpeg).unwrap().1
}
