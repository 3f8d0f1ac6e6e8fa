//! Invented names: township names from a list, village and person names put together from common parts.

use crate::dice::Dice;
use std::collections::HashSet;

/// The street office, 13 towns (镇), 14 townships (乡), with their names in full.
pub const TOWNSHIPS: [(&str, &str); 28] = [
    ("001", "东关街道"),
    ("100", "红泉镇"),
    ("101", "安和镇"),
    ("102", "平川镇"),
    ("103", "马坊镇"),
    ("104", "河渡镇"),
    ("105", "草滩镇"),
    ("106", "高坪镇"),
    ("107", "杨湾镇"),
    ("108", "甘泉镇"),
    ("109", "云台镇"),
    ("110", "柏树镇"),
    ("111", "双塬镇"),
    ("112", "长川镇"),
    ("200", "大岭乡"),
    ("201", "松湾乡"),
    ("202", "青岭乡"),
    ("203", "梨花乡"),
    ("204", "西塬乡"),
    ("205", "北河乡"),
    ("206", "上沟乡"),
    ("207", "南坪乡"),
    ("208", "东塬乡"),
    ("209", "堡子乡"),
    ("210", "石门乡"),
    ("211", "石峡乡"),
    ("212", "花坡乡"),
    ("213", "白草乡"),
];

/// Villages that the guided tour and the search tests count on, in 红泉镇.
pub const TOUR: [&str; 4] = ["柳树湾", "王家沟", "上坪", "石门沟"];

/// Names with characters of several readings: 重 chóng, 单 shàn, 乐 yuè and lè, 长 cháng, 朝 cháo, 行 háng.
const POLYPHONIC: [&str; 8] = ["重兴", "单家河", "乐家庄", "长乐", "重阳坪", "单家洼", "朝阳沟", "行家咀"];

const FAMILIES: &str = "王李张刘陈杨赵马周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏";
const LANDFORMS: &str = "沟湾坪塬岭庄堡河洼坡川咀山峁岔台滩梁";
const PLANTS: [&str; 14] = ["柳树", "杏树", "白杨", "核桃", "槐树", "榆树", "桃花", "梨树", "松树", "酸枣", "枣林", "椿树", "杏花", "沙棘"];
const PLANT_PLACES: &str = "湾沟坪坡庄岭洼";
const SIDES: &str = "上下前后东西南北中";
const SIDE_PLACES: &str = "坪沟湾塬岭河庄川坡台";
const OTHERS: [&str; 44] = [
    "双庙",
    "泉水头",
    "高台",
    "水磨",
    "石桥",
    "瓦窑",
    "砖塔",
    "油坊",
    "大槐树",
    "三合",
    "新胜",
    "永丰",
    "新民",
    "团结",
    "和平",
    "兴隆",
    "永乐",
    "太平",
    "新庄",
    "五谷",
    "富康",
    "安乐",
    "庙岭",
    "井沟",
    "双井",
    "石咀",
    "红崖",
    "青石",
    "黑水",
    "白土",
    "窑洼",
    "桥头",
    "关坡",
    "城墙",
    "梁头",
    "川口",
    "沟口",
    "塬边",
    "寨科",
    "店子",
    "驼铃",
    "麦积坪",
    "火石",
    "羊圈沟",
];

const GIVEN_ONE: &str = "军伟强勇涛斌平刚杰鹏飞辉玲霞艳娟敏静丽芳";
const GIVEN_TWO: [&str; 40] = [
    "建国", "建军", "文斌", "文华", "志强", "志明", "永红", "永福", "春霞", "春梅", "秀兰", "秀英", "玉梅", "玉珍", "小军", "小平", "国庆", "国栋",
    "明亮", "明霞", "怀民", "怀德", "世荣", "世昌", "万福", "万林", "彩霞", "彩虹", "金花", "金龙", "丽华", "丽娟", "广文", "广义", "生财", "生辉",
    "来顺", "来喜", "爱民", "爱莲",
];

/// `count` different village names (without 村), the tour's and the polyphonic ones first.
pub fn villages(count: usize, dice: &mut Dice) -> Vec<String> {
    let mut pool: Vec<String> = OTHERS.iter().map(ToString::to_string).collect();
    let mut families: Vec<char> = FAMILIES.chars().collect();
    dice.shuffle(&mut families);
    for family in families {
        let mut places: Vec<char> = LANDFORMS.chars().collect();
        dice.shuffle(&mut places);
        pool.extend(places.iter().take(5).map(|place| format!("{family}家{place}")));
    }
    for plant in PLANTS {
        let mut places: Vec<char> = PLANT_PLACES.chars().collect();
        dice.shuffle(&mut places);
        pool.extend(places.iter().take(4).map(|place| format!("{plant}{place}")));
    }
    for side in SIDES.chars() {
        let mut places: Vec<char> = SIDE_PLACES.chars().collect();
        dice.shuffle(&mut places);
        pool.extend(places.iter().take(5).map(|place| format!("{side}{place}")));
    }
    dice.shuffle(&mut pool);
    let mut seen = HashSet::new();
    let first = TOUR.iter().chain(&POLYPHONIC).map(ToString::to_string);
    first.chain(pool).filter(|name| seen.insert(name.clone())).take(count).collect()
}

/// A person's name that is not in `taken`; it is added there.
pub fn person(dice: &mut Dice, taken: &mut HashSet<String>) -> String {
    let families: Vec<char> = FAMILIES.chars().collect();
    let ones: Vec<char> = GIVEN_ONE.chars().collect();
    loop {
        let family = dice.pick(&families);
        let name = if dice.chance(0.25) { format!("{family}{}", dice.pick(&ones)) } else { format!("{family}{}", dice.pick(&GIVEN_TWO)) };
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_hold_the_polyphonic_ones() {
        let names = villages(368, &mut Dice::new(1, "names"));
        assert_eq!(names.len(), 368);
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), 368);
        for wanted in TOUR.iter().chain(&POLYPHONIC) {
            assert!(names.iter().any(|name| name == wanted), "{wanted}");
        }
    }

    #[test]
    fn a_county_full_of_people_has_no_name_twice() {
        let mut taken = HashSet::new();
        let mut dice = Dice::new(1, "people");
        let all: Vec<String> = (0..480).map(|_| person(&mut dice, &mut taken)).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 480);
    }
}
