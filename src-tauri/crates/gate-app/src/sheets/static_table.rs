//! The table of static facts that the city is handed by hand (Ningbo standard, appendix), in the standard's columns and order.

use gate_core::time::UtcMillis;
use gate_spreadsheet::write::{Column, Holds, Sheet, Value};
use gate_store::Store;

use super::{File, file};
use crate::{
    AppError,
    config::{CarPark, Config, StaticFacts},
    contract::{Failure, types::SheetFormat},
};

/// The standard's 13 columns with their widths.
const COLUMNS: [(&str, u8, Holds); 13] = [
    ("停车场名称", 24, Holds::Text),
    ("停车场分类", 14, Holds::Text),
    ("所属区域道路", 22, Holds::Text),
    ("停车场地址", 32, Holds::Text),
    ("服务电话", 16, Holds::Text),
    ("停车场进口数", 13, Holds::Numbers),
    ("停车场出口数", 13, Holds::Numbers),
    ("总车位数", 10, Holds::Numbers),
    ("收费方式", 30, Holds::Text),
    ("收费标准", 36, Holds::Text),
    ("百度经度", 14, Holds::Text),
    ("百度纬度", 14, Holds::Text),
    ("经营单位", 30, Holds::Text),
];

/// What stands between several ways to pay, as the standard lists them.
const BETWEEN: &str = "、";

/// The table, and what is still to be filled in.
pub struct StaticTable {
    sheet: Sheet,
    /// The columns without a value, by car park in the order of the table.
    pub missing: Vec<MissingFacts>,
}

/// What a car park's row lacks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MissingFacts {
    /// The car park on the open platform.
    pub parking_id: String,
    /// The headings of its empty columns, in the standard's words.
    pub columns: Vec<&'static str>,
}

impl StaticTable {
    /// A row for each car park that reports to a city or has `[car_park.static]`. Where the number of spaces is not
    /// written, what the open platform last said of it stands; `store` is where that is known.
    ///
    /// # Errors
    /// A failure to read the database.
    pub async fn of(config: &Config, store: Option<&Store>) -> Result<Self, AppError> {
        let mut sheet = Sheet {
            name: "静态数据信息表".to_owned(),
            marks: Vec::new(),
            columns: COLUMNS
                .map(|(heading, width, holds)| Column { heading: heading.to_owned(), width, holds })
                .into(),
            rows: Vec::new(),
        };
        let mut missing = Vec::new();
        for car_park in config.car_parks.iter().filter(|it| it.city.is_some() || it.static_facts.is_some()) {
            let told = match store {
                Some(store) => store.latest_occupancy(&car_park.parking_id).await?,
                None => None,
            };
            let told = told.and_then(|sample| u32::try_from(sample.occupancy.total?).ok());
            let row = row(car_park, told.filter(|spaces| *spaces > 0));
            let empty = COLUMNS.iter().zip(&row).filter(|(_, value)| **value == Value::Empty);
            let columns: Vec<_> = empty.map(|((heading, ..), _)| *heading).collect();
            if !columns.is_empty() {
                missing.push(MissingFacts { parking_id: car_park.parking_id.clone(), columns });
            }
            sheet.rows.push(row);
        }
        Ok(Self { sheet, missing })
    }

    /// As a spreadsheet. Heavy: not for an asynchronous thread.
    ///
    /// # Errors
    /// There is no car park to tell of, or the file cannot be made, which is a fault in the program.
    pub fn file(&self, now: UtcMillis) -> Result<File, Failure> {
        if self.sheet.rows.is_empty() {
            return Err(Failure::not_found("static_facts"));
        }
        file(&self.sheet, SheetFormat::Xlsx, now)
    }
}

/// A value for each of [`COLUMNS`].
fn row(car_park: &CarPark, spaces_told: Option<u32>) -> Vec<Value> {
    let nothing = StaticFacts::default();
    let facts = car_park.static_facts.as_ref().unwrap_or(&nothing);
    let text = |text: &Option<String>| Value::from(text.clone());
    vec![
        Value::from(facts.name.as_deref().unwrap_or(&car_park.name)),
        text(&facts.category),
        text(&facts.road),
        text(&facts.address),
        text(&facts.phone),
        facts.entrances.into(),
        facts.exits.into(),
        facts.spaces.or(car_park.total_spaces).or(spaces_told).into(),
        facts.payments.join(BETWEEN).into(),
        text(&facts.tariff),
        text(&facts.longitude),
        text(&facts.latitude),
        text(&facts.operator),
    ]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use gate_core::occupancy::Occupancy;
    use gate_spreadsheet::read;
    use gate_store::StoreOptions;

    use super::*;
    use crate::now;

    const CONFIG: &str = r#"
[open_platform]
base_url = "https://open.example.com"
app_key = "demo"

[[car_park]]
parking_id = "park123"
name = "一号停车场"

[car_park.static]
name = "李惠利停车场"
category = "配建停车场"
road = "兴宁路"
address = "=江东区兴宁路57号"
phone = "0574-87654321"
entrances = 2
exits = 1
spaces = 320
payments = ["支持支付宝及微信支付", "支持现金支付", "支持现金支付"]
tariff = "首小时 5 元,以后每小时 2 元"
longitude = 121.5503571428570
latitude = 29.87
operator = "宁波江东保安服务有限公司"

[[car_park]]
parking_id = "park456"
name = "二号停车场"

[car_park.city]
platform = "ningbo"
base_url = "http://127.0.0.1:9002/"
portname = "admin"
parkpotid = "330212077102"

[[car_park]]
parking_id = "park789"
"#;

    fn config(text: &str) -> Config {
        Config::parse(Path::new("gatehouse.toml"), text).unwrap()
    }

    fn lines(table: &StaticTable) -> Vec<Vec<String>> {
        let file = table.file(now()).unwrap();
        let rows = read(&file.bytes, |_| true).unwrap().rows;
        rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
    }

    #[tokio::test]
    async fn the_standards_columns_stand_in_its_order_with_every_digit_and_no_formula() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::default()).unwrap();
        let told = Occupancy { total: Some(80), ..Occupancy::default() };
        store.insert_occupancy("park456", UtcMillis(1), told).await.unwrap();
        let table = StaticTable::of(&config(CONFIG), Some(&store)).await.unwrap();
        let lines = lines(&table);
        assert_eq!(lines.len(), 3, "a car park that neither reports nor has facts is none of the city's");
        assert_eq!(
            lines[0].join(" "),
            "停车场名称 停车场分类 所属区域道路 停车场地址 服务电话 停车场进口数 停车场出口数 总车位数 收费方式 收费标准 百度经度 百度纬度 经营单位"
        );
        assert_eq!(
            lines[1],
            [
                "李惠利停车场",
                "配建停车场",
                "兴宁路",
                "=江东区兴宁路57号",
                "0574-87654321",
                "2",
                "1",
                "320",
                "支持现金支付、支持支付宝及微信支付",
                "首小时 5 元,以后每小时 2 元",
                "121.5503571428570",
                "29.87",
                "宁波江东保安服务有限公司",
            ]
        );
        assert_eq!((lines[2][0].as_str(), lines[2][7].as_str()), ("二号停车场", "80"));
        assert_eq!(table.missing.len(), 1);
        assert_eq!((table.missing[0].parking_id.as_str(), table.missing[0].columns.len()), ("park456", 11));
    }

    #[tokio::test]
    async fn without_a_car_park_to_tell_of_there_is_no_table() {
        let start = CONFIG.split("[[car_park]]").next().unwrap();
        let only = format!("{start}[[car_park]]\nparking_id = \"park789\"\n");
        let table = StaticTable::of(&config(&only), None).await.unwrap();
        assert_eq!(
            table.file(now()).err().map(|failure| failure.code),
            Some(crate::contract::Code::NotFound)
        );
    }
}
