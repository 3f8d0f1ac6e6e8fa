//! A key's fingerprint as words that two people can compare by voice: six numbered words, one for each of its first six bytes.
//!
//! The lists are part of the protocol between people: an entry never changes its place. No two Chinese words sound the same without tones.

/// Words of a fingerprint: its first six bytes.
pub const WORDS: usize = 6;

/// The six words, in Chinese. A shorter fingerprint gives fewer.
pub fn chinese(fingerprint: &[u8]) -> Vec<&'static str> {
    fingerprint.iter().take(WORDS).map(|byte| CHINESE[usize::from(*byte)]).collect()
}

/// The six words, in English. A shorter fingerprint gives fewer.
pub fn english(fingerprint: &[u8]) -> Vec<&'static str> {
    fingerprint.iter().take(WORDS).map(|byte| ENGLISH[usize::from(*byte)]).collect()
}

/// A word for each byte, two characters each.
#[rustfmt::skip]
const CHINESE: [&str; 256] = [
    "春天", "夏日", "秋风", "冬雪", "朝阳", "晚霞", "月亮", "星光", "白云", "雷雨", "彩虹", "露水", "霜花", "冰河", "山峰", "草原",
    "沙漠", "海洋", "湖泊", "瀑布", "森林", "田野", "果园", "菜地", "麦子", "玉米", "高粱", "大豆", "花生", "棉花", "芝麻", "土豆",
    "红薯", "南瓜", "黄瓜", "茄子", "辣椒", "番茄", "白菜", "萝卜", "苹果", "香蕉", "葡萄", "西瓜", "桃子", "樱桃", "石榴", "核桃",
    "板栗", "橘子", "柠檬", "荔枝", "菠萝", "草莓", "杏仁", "红枣", "甘蔗", "莲藕", "竹笋", "松树", "柏树", "杨柳", "梧桐", "银杏",
    "牡丹", "菊花", "荷花", "梅花", "兰草", "玫瑰", "茉莉", "水仙", "月季", "芦苇", "青苔", "蘑菇", "种子", "树根", "老虎", "狮子",
    "大象", "骆驼", "骏马", "黄牛", "绵羊", "山羊", "小猪", "花狗", "白猫", "兔子", "狐狸", "熊猫", "猴子", "刺猬", "青蛙", "乌龟",
    "鲤鱼", "鲸鱼", "螃蟹", "龙虾", "海豚", "燕子", "喜鹊", "麻雀", "孔雀", "天鹅", "鸽子", "老鹰", "公鸡", "鸭子", "蜜蜂", "蝴蝶",
    "蜻蜓", "蚂蚁", "蜗牛", "蚕茧", "木桌", "板凳", "书柜", "窗户", "大门", "屋顶", "台阶", "烟囱", "水井", "石桥", "小路", "围墙",
    "灯笼", "蜡烛", "火炉", "铁锅", "菜刀", "筷子", "瓷碗", "茶壶", "酒杯", "水桶", "扫帚", "毛巾", "肥皂", "镜子", "梳子", "雨伞",
    "草帽", "棉袄", "布鞋", "手套", "围巾", "纽扣", "剪刀", "针线", "钥匙", "铜锁", "铅笔", "毛笔", "墨水", "砚台", "白纸", "信封",
    "邮票", "地图", "日历", "书包", "字典", "报纸", "画册", "算盘", "尺子", "黑板", "钟表", "电话", "相机", "风筝", "锣鼓", "笛子",
    "胡琴", "琵琶", "钢琴", "歌声", "舞狮", "围棋", "象棋", "篮球", "足球", "跳绳", "毽子", "陀螺", "滑梯", "秋千", "面具", "剪纸",
    "陶罐", "汽车", "火车", "轮船", "飞机", "帆船", "木筏", "马车", "轮胎", "铁轨", "车站", "码头", "隧道", "路灯", "红旗", "风车",
    "水库", "锄头", "镰刀", "铁锹", "犁铧", "斧头", "锤子", "钉子", "扳手", "梯子", "麻绳", "竹筐", "扁担", "磨盘", "粮仓", "馒头",
    "面条", "饺子", "包子", "米饭", "豆腐", "鸡蛋", "牛奶", "蜂蜜", "食盐", "酱油", "香醋", "花椒", "生姜", "大蒜", "香葱", "绿茶",
    "医生", "老师", "木匠", "司机", "农民", "歌手", "玉石", "珍珠", "钢铁", "玻璃", "丝绸", "羊毛", "砖头", "瓦片", "石灰", "沙子",
];

/// A word for each byte.
#[rustfmt::skip]
const ENGLISH: [&str; 256] = [
    "apple", "acorn", "anchor", "angel", "ant", "arch", "arrow", "atlas", "autumn", "badge", "bagel", "bamboo",
    "banana", "barn", "basket", "beach", "bean", "bear", "bell", "bench", "berry", "bird", "blanket", "boat",
    "bone", "book", "boot", "bottle", "bowl", "branch", "bread", "brick", "bridge", "broom", "brush", "bucket",
    "bus", "butter", "button", "cabin", "cable", "cake", "camel", "camera", "candle", "canoe", "canvas", "car",
    "carpet", "carrot", "castle", "cat", "cave", "chain", "chair", "chalk", "cheese", "cherry", "chess", "chicken",
    "circle", "clock", "cloud", "clover", "coat", "cobra", "coffee", "coin", "comb", "copper", "coral", "corn",
    "cotton", "cow", "crab", "crane", "crayon", "cricket", "crown", "cup", "curtain", "daisy", "dance", "deer",
    "desk", "diamond", "dog", "dolphin", "donkey", "door", "dove", "dragon", "drum", "duck", "eagle", "earth",
    "echo", "egg", "elbow", "engine", "fan", "farm", "feather", "fence", "fern", "field", "finger", "fire",
    "fish", "flag", "flute", "forest", "fork", "fossil", "fox", "frog", "garden", "garlic", "gate", "ghost",
    "giant", "ginger", "glass", "globe", "glove", "goat", "gold", "goose", "grape", "grass", "guitar", "hammer",
    "hand", "harbor", "harp", "hat", "hawk", "hazel", "helmet", "hero", "hill", "honey", "hook", "horse",
    "hotel", "house", "ice", "igloo", "iron", "island", "ivory", "ivy", "jacket", "jar", "jelly", "jewel",
    "jungle", "kettle", "key", "king", "kite", "kitten", "knee", "knife", "ladder", "lake", "lamp", "lantern",
    "leaf", "lemon", "leopard", "letter", "lily", "lion", "lizard", "lotus", "lunar", "magnet", "mango", "maple",
    "marble", "market", "mask", "meadow", "melon", "mint", "mirror", "monkey", "moon", "mountain", "mouse", "museum",
    "mustard", "nail", "napkin", "needle", "nest", "net", "noodle", "north", "oak", "oasis", "ocean", "olive",
    "onion", "orange", "orbit", "otter", "owl", "oyster", "paddle", "paint", "palace", "panda", "paper", "parrot",
    "peach", "pearl", "pencil", "pepper", "piano", "pillow", "pilot", "pine", "pirate", "planet", "plum", "pocket",
    "pond", "potato", "pumpkin", "puzzle", "queen", "rabbit", "radio", "rain", "ribbon", "rice", "river", "robot",
    "rocket", "rose", "saddle", "salt", "sand", "school", "shell", "ship", "silver", "snow", "spade", "spider",
    "spoon", "squirrel", "star", "stone",
];

#[cfg(test)]
mod tests {
    use super::*;
    use pinyin::ToPinyin;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn words_tell_bytes_apart() {
        assert_eq!(chinese(&[0, 1, 2, 3, 4, 255, 9, 9]), ["春天", "夏日", "秋风", "冬雪", "朝阳", CHINESE[255]]);
        assert_eq!(english(&[0, 0, 0, 0, 0, 1, 2]), ["apple", "apple", "apple", "apple", "apple", "acorn"]);
        assert_eq!(ENGLISH.iter().collect::<BTreeSet<_>>().len(), 256);
        assert!(ENGLISH.iter().all(|word| (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())));
        assert!(CHINESE.iter().all(|word| word.chars().count() == 2));
    }

    #[test]
    fn no_two_chinese_words_sound_alike() {
        let mut sounds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for word in CHINESE {
            let sound: Vec<&str> = word.to_pinyin().flatten().map(|p| p.plain()).collect();
            sounds.entry(sound.join(" ")).or_default().push(word);
        }
        let alike: Vec<_> = sounds.into_values().filter(|words| words.len() > 1).collect();
        assert!(alike.is_empty(), "{alike:?}");
    }
}
