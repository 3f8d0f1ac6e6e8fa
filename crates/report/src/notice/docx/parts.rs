//! The files within a document that are much the same in each.

use super::escaped;
use super::frame::{Align, Face, Look, properties, run};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const NAMES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#;
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Page numbers.
const NUMBER: Look = Look { face: Face::Song, half_points: 28, pitch: None, align: Align::Outer, indent: false, bold: false };

pub(super) fn content_types() -> String {
    let parts = ["document.main:document", "styles:styles", "settings:settings", "fontTable:fontTable", "footer:footer1", "footer:footer2"];
    let part = |(kind, name): (&str, &str)| format!(r#"<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>"#);
    let parts: String = parts.iter().filter_map(|part| part.split_once(':')).map(part).collect();
    format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/>{parts}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#
    )
}

pub(super) fn relations() -> String {
    format!(
        r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="document" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

pub(super) fn document_relations(pictures: &str) -> String {
    let parts: String = ["styles:styles", "settings:settings", "fontTable:fontTable", "footer:footer1", "footer:footer2"]
        .iter()
        .filter_map(|part| part.split_once(':'))
        .map(|(kind, name)| format!(r#"<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{name}.xml"/>"#))
        .collect();
    format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{parts}{pictures}</Relationships>"#)
}

/// Its title alone: who wrote it is nobody's business.
pub(super) fn core(title: &str, language: &str) -> String {
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>{}</dc:language></cp:coreProperties>"#,
        escaped(title),
        escaped(language)
    )
}

/// A4, margins of 37, 26, 35 and 28 mm, in twips.
pub(super) fn document(body: &str) -> String {
    format!(
        r#"{DECLARATION}<w:document {NAMES}><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1304" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="580"/></w:sectPr></w:body></w:document>"#
    )
}

pub(super) fn styles(language: &str) -> String {
    let plain = run(&Look { face: Face::FangSong, half_points: 32, ..NUMBER });
    let plain = plain.trim_end_matches("</w:rPr>");
    format!(
        r#"{DECLARATION}<w:styles {NAMES}><w:docDefaults><w:rPrDefault>{plain}<w:lang w:val="en-US" w:eastAsia="{}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style></w:styles>"#,
        escaped(language)
    )
}

pub(super) fn settings() -> String {
    format!(
        r#"{DECLARATION}<w:settings {NAMES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#
    )
}

/// What stands in for a font that a computer has not.
pub(super) fn fonts() -> String {
    let font = |(face, other): (Face, &str)| {
        format!(
            r#"<w:font w:name="{}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>"#,
            face.name()
        )
    };
    let fonts: String =
        [(Face::Title, "宋体"), (Face::FangSong, "仿宋"), (Face::Hei, "SimHei"), (Face::Song, "SimSun")].into_iter().map(font).collect();
    format!(r#"{DECLARATION}<w:fonts {NAMES}>{fonts}</w:fonts>"#)
}

/// “— 1 —”.
pub(super) fn footer(align: &Align) -> String {
    let look = Look { align: *align, ..NUMBER };
    let run = run(&look);
    let part = |within: &str| format!("<w:r>{run}{within}</w:r>");
    let field = format!(r#"<w:fldSimple w:instr=" PAGE ">{}</w:fldSimple>"#, part("<w:t>1</w:t>"));
    format!(
        r#"{DECLARATION}<w:ftr {NAMES}><w:p>{}{}{field}{}</w:p></w:ftr>"#,
        properties(&look),
        part(r#"<w:t xml:space="preserve">— </w:t>"#),
        part(r#"<w:t xml:space="preserve"> —</w:t>"#)
    )
}
