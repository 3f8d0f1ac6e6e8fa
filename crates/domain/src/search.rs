//! Searching places by name, code or pinyin: `王家`, `629900100`, `wjg` and `wangjiag` all find 王家沟.
//!
//! A character with several readings matches by each of them (重 c/z, 单 d/s, 乐 l/y): people search for the name that they say.

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// How well a name matches, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The whole name (its 村, 镇, 乡, 街道 may be left out), or the whole code.
    Exact,
    /// From its beginning.
    Prefix,
    /// Somewhere inside.
    Contains,
}

/// A name made ready to be searched.
#[derive(Debug, Clone)]
pub struct SearchKey {
    name: Vec<char>,
    /// Length without the ending 村, 镇, 乡, 街道.
    stem: usize,
    readings: Vec<Readings>,
    code: String,
}

/// The ways to type one character: its syllables, or itself if it is no 汉字.
type Readings = Vec<Vec<char>>;

impl SearchKey {
    /// Of a place's name and code (or any id; empty for none).
    pub fn new(name: &str, code: &str) -> Self {
        let name: Vec<char> = folded(name);
        let stem = ["街道", "村", "镇", "乡"].iter().find_map(|ending| {
            let ending: Vec<char> = ending.chars().collect();
            name.strip_suffix(ending.as_slice()).map(<[char]>::len).filter(|stem| *stem > 0)
        });
        let readings = name.iter().map(|c| readings(*c)).collect();
        Self { stem: stem.unwrap_or(name.len()), readings, name, code: code.to_owned() }
    }

    /// How well the query matches; `None` if it does not. An empty query matches everything as [`Match::Contains`].
    pub fn matches(&self, query: &str) -> Option<Match> {
        let query = folded(query);
        if query.is_empty() {
            return Some(Match::Contains);
        }
        let by_name = (0..self.name.len()).filter_map(|start| self.at(start, &query)).min();
        let text: String = query.iter().collect();
        let by_code = self.code.starts_with(&text).then(|| if self.code == text { Match::Exact } else { Match::Prefix });
        by_name.into_iter().chain(by_code).min()
    }

    /// The match that begins at a character of the name.
    fn at(&self, start: usize, query: &[char]) -> Option<Match> {
        let ends = self.ends(start, query);
        let end = ends.last()?;
        Some(match (start, *end) {
            (0, _) if ends.iter().any(|end| *end == self.stem || *end == self.name.len()) => Match::Exact,
            (0, _) => Match::Prefix,
            _ => Match::Contains,
        })
    }

    /// Where a match of the whole query from `start` can end. Each character is typed as itself, by its initial, or by a whole syllable;
    /// the last may be cut short (`wangjiag`). Walks the query once, keeping the set of places in the name that it may have come to.
    fn ends(&self, start: usize, query: &[char]) -> BTreeSet<usize> {
        let mut ends = BTreeSet::new();
        let mut reached: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); query.len() + 1];
        reached[0].insert(start);
        for typed in 0..query.len() {
            for at in std::mem::take(&mut reached[typed]) {
                let Some(character) = self.name.get(at) else { continue };
                let rest = &query[typed..];
                if rest[0] == *character {
                    reached[typed + 1].insert(at + 1);
                }
                for syllable in &self.readings[at] {
                    if syllable.first() == Some(&rest[0]) {
                        reached[typed + 1].insert(at + 1);
                    }
                    if rest.starts_with(syllable) {
                        reached[typed + syllable.len()].insert(at + 1);
                    }
                    if rest.len() < syllable.len() && syllable.starts_with(rest) {
                        ends.insert(at + 1);
                    }
                }
            }
        }
        ends.append(&mut reached[query.len()]);
        ends
    }
}

/// One way to write what may be typed in many: full width, upper case, ü, spaces and the apostrophes of pinyin.
fn folded(text: &str) -> Vec<char> {
    let plain = |c: &char| !c.is_whitespace() && !matches!(c, '\'' | '’' | '·');
    text.nfkc().flat_map(char::to_lowercase).filter(plain).map(|c| if c == 'ü' { 'v' } else { c }).collect()
}

fn readings(c: char) -> Readings {
    let Some(all) = c.to_pinyin_multi() else { return Vec::new() };
    let syllables: BTreeSet<Vec<char>> = all.into_iter().map(|reading| folded(reading.plain())).collect();
    syllables.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::Match::{Contains, Exact, Prefix};
    use super::*;

    fn find(name: &str, query: &str) -> Option<Match> {
        SearchKey::new(name, "629900100201").matches(query)
    }

    #[test]
    fn a_name_is_found_by_all_that_people_type() {
        for (query, expected) in [
            ("王家沟村", Some(Exact)),
            ("王家沟", Some(Exact)),
            ("王家", Some(Prefix)),
            ("家沟", Some(Contains)),
            ("wjg", Some(Exact)),
            ("wjgc", Some(Exact)),
            ("WJ", Some(Prefix)),
            ("ｗｊｇ", Some(Exact)),
            ("jg", Some(Contains)),
            ("wangjiagou", Some(Exact)),
            ("wangjiag", Some(Exact)),
            ("wang jia", Some(Prefix)),
            ("wjgou", Some(Exact)),
            ("王jg", Some(Exact)),
            ("629900100201", Some(Exact)),
            ("629900", Some(Prefix)),
            ("", Some(Contains)),
            ("900100", None),
            ("wgj", None),
            ("wjgx", None),
            ("李家沟", None),
        ] {
            assert_eq!(find("王家沟村", query), expected, "{query}");
        }
    }

    #[test]
    fn every_reading_of_a_character_finds_it() {
        for (name, queries) in [
            ("重兴村", &["cx", "zx", "chongxing", "zhongxing"][..]),
            ("单家集村", &["sjj", "djj", "shanjiaji", "danjiaji"]),
            ("乐堡村", &["lb", "yb", "lebao", "yuebao"]),
            ("长乐镇", &["cl", "zy", "changle"]),
            ("曾家湾村", &["zjw", "cjw"]),
            ("吕家坪村", &["ljp", "lvjiaping"]),
        ] {
            for query in queries {
                assert_eq!(find(name, query), Some(Exact), "{name} {query}");
            }
        }
        assert_eq!(find("重兴村", "sx"), None);
    }

    #[test]
    fn the_best_comes_first() {
        let mut names = vec!["大王家沟村", "王家沟口村", "王家沟村"];
        names.sort_by_key(|name| find(name, "wjg"));
        assert_eq!(names, ["王家沟村", "王家沟口村", "大王家沟村"]);
    }

    #[test]
    fn names_that_are_only_an_ending_or_no_hanzi_are_found_too() {
        assert_eq!(SearchKey::new("村", "").matches("c"), Some(Exact));
        assert_eq!(SearchKey::new("3 组", "").matches("3z"), Some(Exact));
        assert_eq!(SearchKey::new("", "").matches("a"), None);
        // A long query over a long name of many readings ends at once.
        let long = "重".repeat(60);
        assert_eq!(SearchKey::new(&long, "").matches(&"c".repeat(60)), Some(Exact));
        assert_eq!(SearchKey::new(&long, "").matches(&"c".repeat(10_000)), None);
    }
}
