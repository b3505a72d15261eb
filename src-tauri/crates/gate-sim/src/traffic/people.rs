//! Names and phones of people who do not exist.

use crate::photo::seeded::Seeded;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷单仇区";
const GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志鹏宇婷雪琳浩晨佳欣梓涵子轩雨泽思远嘉怡";

pub(super) fn name(dice: &mut Seeded) -> String {
    let mut name = String::new();
    name.push(character(dice, SURNAMES));
    for _ in 0..=dice.below(2) {
        name.push(character(dice, GIVEN));
    }
    name
}

/// An eleven-digit mobile number, drawn and belonging to nobody we know.
pub(super) fn phone(dice: &mut Seeded) -> String {
    let prefix = ["13800", "13900", "13700", "13600"];
    let prefix = dice.pick(&prefix).copied().unwrap_or("13800");
    format!("{prefix}{:06}", dice.below(1_000_000))
}

fn character(dice: &mut Seeded, choices: &str) -> char {
    let count = choices.chars().count() as u64;
    choices.chars().nth(dice.below(count) as usize).unwrap_or('王')
}
