//! `[car_park.static]`: what the city wants to know of a car park once (appendix of the Ningbo standard, 静态数据信息表).

use super::{ConfigError, Section, document::Item};

/// No text of the table is longer, in characters.
const LONGEST: usize = 500;

/// 停车场分类, all that the standard knows.
pub const CATEGORIES: [&str; 4] = ["道路泊位", "公建停车场", "配建停车场", "临时停车场"];

/// 收费方式, all that the standard knows.
pub const PAYMENTS: [&str; 3] = ["支持现金支付", "支持无感支付", "支持支付宝及微信支付"];

/// Degrees east and north within which China lies, outermost points rounded outwards; beyond them the two were swapped or
/// a digit is wrong.
const LONGITUDES: std::ops::RangeInclusive<f64> = 73.0..=136.0;
const LATITUDES: std::ops::RangeInclusive<f64> = 3.0..=54.0;

/// The 13 columns of the table for one car park. What is not known yet is empty there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticFacts {
    /// 停车场名称; the car park's own name when absent.
    pub name: Option<String>,
    /// 停车场分类, one of [`CATEGORIES`].
    pub category: Option<String>,
    /// 所属区域道路.
    pub road: Option<String>,
    /// 停车场地址.
    pub address: Option<String>,
    /// 服务电话.
    pub phone: Option<String>,
    /// 停车场进口数.
    pub entrances: Option<u32>,
    /// 停车场出口数.
    pub exits: Option<u32>,
    /// 总车位数; the car park's `total_spaces` when absent.
    pub spaces: Option<u32>,
    /// 收费方式, of [`PAYMENTS`].
    pub payments: Vec<String>,
    /// 收费标准.
    pub tariff: Option<String>,
    /// 百度经度, in decimal degrees (BD-09) as they were written: no digit is lost.
    pub longitude: Option<String>,
    /// 百度纬度, likewise.
    pub latitude: Option<String>,
    /// 经营单位.
    pub operator: Option<String>,
}

pub(super) fn read(section: &Section<'_, '_>) -> Result<StaticFacts, ConfigError> {
    section.only(&[
        "name",
        "category",
        "road",
        "address",
        "phone",
        "entrances",
        "exits",
        "spaces",
        "payments",
        "tariff",
        "longitude",
        "latitude",
        "operator",
    ])?;
    let text = |key: &str| section.get(key).map(|item| short_text(&item)).transpose();
    let number = |key: &str, most: u32| section.get(key).map(|item| item.integer(0..=most)).transpose();
    Ok(StaticFacts {
        name: text("name")?,
        category: section.get("category").map(|item| one_of(&item, &CATEGORIES)).transpose()?,
        road: text("road")?,
        address: text("address")?,
        phone: section.get("phone").map(|item| phone(&item)).transpose()?,
        entrances: number("entrances", 1_000)?,
        exits: number("exits", 1_000)?,
        spaces: section.get("spaces").map(|item| item.integer(1..=1_000_000)).transpose()?,
        payments: section.get("payments").map(|item| payments(&item)).transpose()?.unwrap_or_default(),
        tariff: text("tariff")?,
        longitude: section.get("longitude").map(|item| item.decimal(&LONGITUDES)).transpose()?,
        latitude: section.get("latitude").map(|item| item.decimal(&LATITUDES)).transpose()?,
        operator: text("operator")?,
    })
}

fn short_text(item: &Item<'_, '_>) -> Result<String, ConfigError> {
    let text = item.text()?;
    if text.chars().count() > LONGEST {
        return Err(item.refuse(
            format!("{} is longer than {LONGEST} characters", item.shown()),
            format!("write at most {LONGEST}"),
        ));
    }
    Ok(text.to_owned())
}

fn one_of(item: &Item<'_, '_>, words: &[&'static str]) -> Result<String, ConfigError> {
    let choices: Vec<(&str, &str)> = words.iter().map(|word| (*word, *word)).collect();
    item.choice(&choices).map(str::to_owned)
}

/// Digits with what people write between them, as `0574-87654321 转 2`: somebody is to dial it.
fn phone(item: &Item<'_, '_>) -> Result<String, ConfigError> {
    let text = short_text(item)?;
    if text.chars().filter(char::is_ascii_digit).count() < 3 {
        return Err(item.refuse(
            format!("{} is not a telephone number", item.shown()),
            "write one such as 0574-87654321",
        ));
    }
    Ok(text)
}

/// In the standard's order, each once.
fn payments(item: &Item<'_, '_>) -> Result<Vec<String>, ConfigError> {
    let written: Vec<String> =
        item.array()?.iter().map(|payment| one_of(payment, &PAYMENTS)).collect::<Result<_, _>>()?;
    let known = PAYMENTS.iter().filter(|known| written.iter().any(|payment| payment == *known));
    Ok(known.map(|known| (*known).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, ConfigError};
    use super::*;

    const FULL: &str = r#"[open_platform]
base_url = "https://open.example.com"
app_key = "demo"

[[car_park]]
parking_id = "park123"

[car_park.static]
name = "李惠利停车场"
category = "配建停车场"
road = "兴宁路"
address = "江东区兴宁路57号"
phone = "0574-87654321"
entrances = 2
exits = 0
spaces = 320
payments = ["支持支付宝及微信支付", "支持现金支付", "支持现金支付"]
tariff = "首小时 5 元"
longitude = 121.5503571428570
latitude = 29
operator = "宁波江东保安服务有限公司"
"#;

    fn facts(text: &str) -> Result<StaticFacts, ConfigError> {
        let config = Config::parse(Path::new("/data/gatehouse.toml"), text)?;
        Ok(config.car_parks[0].static_facts.clone().unwrap())
    }

    #[test]
    fn every_column_is_read_in_the_standards_order_with_every_digit() {
        let text = |text: &str| Some(text.to_owned());
        let expected = StaticFacts {
            name: text("李惠利停车场"),
            category: text("配建停车场"),
            road: text("兴宁路"),
            address: text("江东区兴宁路57号"),
            phone: text("0574-87654321"),
            entrances: Some(2),
            exits: Some(0),
            spaces: Some(320),
            payments: vec!["支持现金支付".to_owned(), "支持支付宝及微信支付".to_owned()],
            tariff: text("首小时 5 元"),
            longitude: text("121.5503571428570"),
            latitude: text("29"),
            operator: text("宁波江东保安服务有限公司"),
        };
        assert_eq!(facts(FULL).unwrap(), expected);
        let (head, _) = FULL.split_once("name = ").unwrap();
        assert_eq!(facts(head).unwrap(), StaticFacts::default());
    }

    #[test]
    fn what_the_standard_does_not_know_is_refused_with_its_line_and_key() {
        let long = format!("\"{}\"", "路".repeat(LONGEST + 1));
        let table: &[(&str, &[&str])] = &[
            ("category", &["\"立体停车场\"", "\"\"", "1"]),
            ("road", &["\"\"", &long]),
            ("phone", &["\"\"", "\"电话\"", "87654321", "\"12\""]),
            ("entrances", &["-1", "1001", "\"2\"", "1.5"]),
            ("exits", &["-1", "1001"]),
            ("spaces", &["0", "1000001"]),
            ("payments", &["\"支持现金支付\"", "[\"现金\"]", "[\"\"]", "[1]"]),
            ("longitude", &["29.87", "\"121.55\"", "1.2155e2", "nan", "0x79", "136.1"]),
            ("latitude", &["121.55", "-29.87", "inf", "54.1", "true"]),
        ];
        for (key, values) in table {
            let at = FULL.lines().position(|line| line.starts_with(&format!("{key} ="))).unwrap();
            for value in *values {
                let new = format!("{key} = {value}");
                let lines =
                    FULL.lines().enumerate().map(|(n, line)| if n == at { new.as_str() } else { line });
                let error = facts(&lines.collect::<Vec<_>>().join("\n")).unwrap_err();
                let problem = error.problem().unwrap();
                let place = (problem.line, problem.key.as_str());
                assert_eq!(place, (at + 1, format!("car_park.static.{key}").as_str()), "{new}: {error}");
            }
        }
        let unknown = format!("{FULL}lanes = 3\n");
        assert_eq!(facts(&unknown).unwrap_err().problem().unwrap().key, "car_park.static.lanes");
    }
}
