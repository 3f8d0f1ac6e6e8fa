//! What stands in a document's body, as `WordprocessingML`.

use super::escaped;

/// A font of the standard, by name, with the one for Latin beside it.
#[derive(Clone, Copy)]
pub(super) enum Face {
    Title,
    FangSong,
    Hei,
    Song,
}

#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Both,
    Centre,
    /// Right, four characters from the edge.
    Signed,
    /// One character from the right edge, where an odd page's number is.
    Outer,
    /// One from the left edge.
    Inner,
}

/// How a paragraph is set.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub face: Face,
    pub half_points: u32,
    /// From line to line, twips; as high as what is in it if none.
    pub pitch: Option<u32>,
    pub align: Align,
    /// Two characters in the first line.
    pub indent: bool,
    pub bold: bool,
}

impl Face {
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "方正小标宋简体",
            Self::FangSong => "仿宋_GB2312",
            Self::Hei => "黑体",
            Self::Song => "宋体",
        }
    }
}

pub(super) fn properties(look: &Look) -> String {
    let spacing = look
        .pitch
        .map_or(r#"<w:spacing w:line="240" w:lineRule="auto"/>"#.into(), |pitch| format!(r#"<w:spacing w:line="{pitch}" w:lineRule="exact"/>"#));
    let indent = match look.align {
        Align::Signed => r#"<w:ind w:rightChars="400" w:right="1280"/>"#,
        Align::Outer => r#"<w:ind w:rightChars="100" w:right="280"/>"#,
        Align::Inner => r#"<w:ind w:leftChars="100" w:left="280"/>"#,
        _ if look.indent => r#"<w:ind w:firstLineChars="200" w:firstLine="640"/>"#,
        _ => "",
    };
    let align = match look.align {
        Align::Left | Align::Inner => "left",
        Align::Both => "both",
        Align::Centre => "center",
        Align::Signed | Align::Outer => "right",
    };
    format!(r#"<w:pPr><w:snapToGrid w:val="0"/>{spacing}{indent}<w:jc w:val="{align}"/></w:pPr>"#)
}

pub(super) fn run(look: &Look) -> String {
    let (name, size, bold) = (look.face.name(), look.half_points, if look.bold { "<w:b/>" } else { "" });
    format!(
        r#"<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{name}" w:cs="Times New Roman"/>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>"#
    )
}

pub(super) fn paragraph(text: &str, look: &Look) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line))).collect();
    format!("<w:p>{}<w:r>{}{}</w:r></w:p>", properties(look), run(look), lines.join("<w:br/>"))
}

/// A table's beginning.
pub(super) fn table(width: u32, grid: &str) -> String {
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#))
        .concat();
    let margins = ["top", "left", "bottom", "right"].map(|side| format!(r#"<w:{side} w:w="70" w:type="dxa"/>"#)).concat();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#
    )
}

/// A row of cells, each of paragraphs.
pub(super) fn row(widths: &[u32], cells: &[String], properties: &str) -> String {
    let cell = |(width, within): (&u32, &String)| {
        format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{within}</w:tc>"#)
    };
    let cells: String = widths.iter().zip(cells).map(cell).collect();
    format!("<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>")
}

/// A paragraph with a picture in its line: which one, from 1 on, its size in EMU, and what it shows.
pub(super) fn picture(number: usize, (width, height): (u32, u32), alt: &str) -> String {
    let alt = escaped(alt).replace('\n', " ");
    format!(
        r#"<w:p><w:pPr><w:snapToGrid w:val="0"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="picture{number}" descr="{alt}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="picture{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
    )
}
