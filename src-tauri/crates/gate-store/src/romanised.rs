//! Names in pinyin, for who types letters: the whole of it and the initials.

use ::pinyin::{Pinyin, ToPinyin};

/// Surnames that are read otherwise than the character mostly is.
const SURNAMES: [(char, &str); 45] = [
    ('单', "shan"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('查', "zha"),
    ('盖', "ge"),
    ('任', "ren"),
    ('朴', "piao"),
    ('翟', "zhai"),
    ('种', "chong"),
    ('乐', "yue"),
    ('覃', "qin"),
    ('缪', "miao"),
    ('宁', "ning"),
    ('纪', "ji"),
    ('能', "nai"),
    ('员', "yun"),
    ('折', "she"),
    ('黑', "he"),
    ('洗', "xian"),
    ('冼', "xian"),
    ('秘', "bi"),
    ('召', "shao"),
    ('句', "gou"),
    ('燕', "yan"),
    ('华', "hua"),
    ('卜', "bu"),
    ('祭', "zhai"),
    ('盛', "sheng"),
    ('曲', "qu"),
    ('石', "shi"),
    ('沈', "shen"),
    ('俞', "yu"),
    ('谌', "chen"),
    ('隗', "kui"),
    ('繁', "po"),
    ('逄', "pang"),
    ('晁', "chao"),
    ('那', "na"),
    ('牟', "mou"),
    ('尹', "yin"),
    ('都', "du"),
    ('缴', "jiao"),
    ('重', "chong"),
];

/// Surnames of two characters of which one is read otherwise.
const DOUBLE_SURNAMES: [(&str, [&str; 2]); 8] = [
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("长孙", ["zhang", "sun"]),
    ("澹台", ["tan", "tai"]),
    ("单于", ["chan", "yu"]),
    ("宰父", ["zai", "fu"]),
    ("亓官", ["qi", "guan"]),
    ("令狐", ["ling", "hu"]),
];

/// A name's pinyin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Romanised {
    /// Every syllable, without tones and spaces, `ü` as `v`: `zhangsan`.
    pub(crate) full: String,
    /// The first letter of each: `zs`.
    pub(crate) initials: String,
}

/// The pinyin of a name. Letters and digits stay, lower-case; what is neither that nor Chinese is left out.
pub(crate) fn name(name: &str) -> Romanised {
    let name = name.trim();
    let mut romanised = Romanised::default();
    let double = DOUBLE_SURNAMES.iter().find(|(surname, _)| name.starts_with(surname));
    let mut rest = name.chars();
    if let Some((_, syllables)) = double {
        syllables.iter().for_each(|syllable| romanised.add(syllable));
        rest.nth(1);
    } else if let Some(first) = name.chars().next()
        && let Some((_, syllable)) = SURNAMES.iter().find(|(surname, _)| *surname == first)
    {
        romanised.add(syllable);
        rest.next();
    }
    let mut within_word = false;
    for character in rest {
        if let Some(syllable) = character.to_pinyin().map(Pinyin::plain) {
            romanised.add(&letters(syllable));
            within_word = false;
        } else if character.is_ascii_alphanumeric() {
            let lower = character.to_ascii_lowercase();
            romanised.full.push(lower);
            if !within_word {
                romanised.initials.push(lower);
            }
            within_word = true;
        } else {
            within_word = false;
        }
    }
    romanised
}

/// What was typed as pinyin, as names are kept: lower-case, without spaces and apostrophes. `None` unless it is letters.
pub(crate) fn typed(text: &str) -> Option<String> {
    let plain: String =
        text.trim().chars().filter(|c| !matches!(c, ' ' | '\'' | '’')).flat_map(char::to_lowercase).collect();
    let plain = letters(&plain);
    (!plain.is_empty() && plain.chars().all(|c| c.is_ascii_lowercase())).then_some(plain)
}

fn letters(syllable: &str) -> String {
    syllable.replace('ü', "v")
}

impl Romanised {
    fn add(&mut self, syllable: &str) {
        self.full.push_str(syllable);
        self.initials.extend(syllable.chars().next());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_names() {
        for (given, full, initials) in [
            ("张三", "zhangsan", "zs"),
            ("单雄信", "shanxiongxin", "sxx"),
            ("仇英", "qiuying", "qy"),
            ("区海", "ouhai", "oh"),
            ("曾国", "zengguo", "zg"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("吕布", "lvbu", "lb"),
            ("Tom Smith", "tomsmith", "ts"),
            ("张·O'Neil", "zhangoneil", "zon"),
            ("", "", ""),
            ("<>'\"", "", ""),
        ] {
            let read = name(given);
            assert_eq!((read.full.as_str(), read.initials.as_str()), (full, initials), "{given}");
        }
    }

    #[test]
    fn only_letters_are_taken_for_pinyin() {
        assert_eq!(typed("Zhang San").as_deref(), Some("zhangsan"));
        assert_eq!(typed("lü").as_deref(), Some("lv"));
        assert_eq!(typed("B123"), None);
        assert_eq!(typed("张"), None);
        assert_eq!(typed(" "), None);
    }
}
