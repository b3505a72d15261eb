//! Fields in and out of the document. What was not changed keeps its very letters.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::contract::types::{CarParkFields, FieldProblem, FieldTable, FieldValues, FileFields};

/// How a field is written in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Decimal,
    List,
    /// A method and a path, as `POST /openapi/token`; a path alone keeps the usual method.
    Endpoint,
}

/// A field: its name, how it is written, and something possible, to look past a refused one.
type Field = (&'static str, Kind, &'static str);

const OPEN_PLATFORM: &[Field] = &[
    ("base_url", Kind::Text, "https://open.example.com"),
    ("app_key", Kind::Text, "x"),
    ("poll_interval", Kind::Text, ""),
    ("collect_from", Kind::Text, ""),
    ("photo_hosts", Kind::List, ""),
    ("callback.listen", Kind::Text, ""),
    ("endpoints.token", Kind::Endpoint, ""),
    ("endpoints.vehicle_add", Kind::Endpoint, ""),
    ("endpoints.vehicle_update", Kind::Endpoint, ""),
    ("endpoints.vehicle_delete", Kind::Endpoint, ""),
    ("endpoints.vehicle_list", Kind::Endpoint, ""),
    ("endpoints.vehicle_type_list", Kind::Endpoint, ""),
    ("endpoints.blacklist_add", Kind::Endpoint, ""),
    ("endpoints.blacklist_delete", Kind::Endpoint, ""),
    ("endpoints.blacklist_list", Kind::Endpoint, ""),
    ("endpoints.visitor_query", Kind::Endpoint, ""),
    ("endpoints.coupon_issue", Kind::Endpoint, ""),
    ("endpoints.outing_register", Kind::Endpoint, ""),
    ("endpoints.lane_list", Kind::Endpoint, ""),
    ("endpoints.lane_open", Kind::Endpoint, ""),
    ("endpoints.occupancy", Kind::Endpoint, ""),
    ("endpoints.parking_list", Kind::Endpoint, ""),
    ("endpoints.in_park_list", Kind::Endpoint, ""),
    ("endpoints.access_record_list", Kind::Endpoint, ""),
];

const CAR_PARK: &[Field] =
    &[("parking_id", Kind::Text, ""), ("name", Kind::Text, ""), ("total_spaces", Kind::Number, "")];

const CITY: &[Field] = &[
    ("platform", Kind::Text, "ningbo"),
    ("base_url", Kind::Text, "http://city.example.com"),
    ("portname", Kind::Text, "x"),
    ("parkpotid", Kind::Text, "330212077102"),
    ("password_digest", Kind::Text, ""),
    ("heartbeat_interval", Kind::Text, ""),
    ("clock_interval", Kind::Text, ""),
    ("max_requests_per_second", Kind::Number, ""),
    ("max_concurrency", Kind::Number, ""),
    ("request_timeout", Kind::Text, ""),
    ("retry_initial", Kind::Text, ""),
    ("retry_max", Kind::Text, ""),
    ("refused_attempts", Kind::Number, ""),
    ("already_accepted", Kind::List, ""),
    ("orphan_wait", Kind::Text, ""),
    ("first_photo_index.arrival", Kind::Number, ""),
    ("first_photo_index.departure", Kind::Number, ""),
    ("ordinary_plate_colour", Kind::Text, ""),
];

const STATIC: &[Field] = &[
    ("name", Kind::Text, ""),
    ("category", Kind::Text, ""),
    ("road", Kind::Text, ""),
    ("address", Kind::Text, ""),
    ("phone", Kind::Text, ""),
    ("entrances", Kind::Number, ""),
    ("exits", Kind::Number, ""),
    ("spaces", Kind::Number, ""),
    ("payments", Kind::List, ""),
    ("tariff", Kind::Text, ""),
    ("longitude", Kind::Decimal, ""),
    ("latitude", Kind::Decimal, ""),
    ("operator", Kind::Text, ""),
];

/// A car park's id where there is none yet.
const MADE_UP: &str = "made up";

/// No field is longer.
const LONGEST: usize = 2_000;

/// Fields that the loader takes, for what is not known yet.
pub(super) fn made_up() -> FileFields {
    let possible = OPEN_PLATFORM.iter().filter(|(.., possible)| !possible.is_empty());
    FileFields {
        open_platform: possible.map(|(name, _, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        car_parks: vec![CarParkFields {
            at: None,
            fields: [("parking_id".to_owned(), MADE_UP.to_owned())].into(),
            city: None,
            static_facts: FieldValues::default(),
        }],
    }
}

/// Those of the open platform's fields that there are, without what was refused of them.
pub(crate) fn possible_open_platform(values: &FieldValues, refused: &[FieldProblem]) -> FieldValues {
    let fits = |name: &str, value: &str| {
        OPEN_PLATFORM.iter().any(|(known, ..)| *known == name)
            && value.chars().count() <= LONGEST
            && !refused.iter().any(|it| it.table == FieldTable::OpenPlatform && it.field == name)
    };
    values
        .iter()
        .filter(|(name, value)| fits(name, value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What can be read of a text; nothing where it is not TOML.
pub(crate) fn read(text: &str) -> FileFields {
    let Ok(document) = text.parse::<DocumentMut>() else { return FileFields::default() };
    let open_platform = document.get("open_platform").and_then(Item::as_table_like);
    FileFields {
        open_platform: open_platform.map(|table| values(table, OPEN_PLATFORM)).unwrap_or_default(),
        car_parks: car_parks(&document)
            .into_iter()
            .enumerate()
            .map(|(at, table)| CarParkFields {
                at: u32::try_from(at).ok(),
                fields: values(table, CAR_PARK),
                city: table.get("city").and_then(Item::as_table_like).map(|city| values(city, CITY)),
                static_facts: table
                    .get("static")
                    .and_then(Item::as_table_like)
                    .map(|facts| values(facts, STATIC))
                    .unwrap_or_default(),
            })
            .collect(),
    }
}

fn car_parks(document: &DocumentMut) -> Vec<&dyn TableLike> {
    match document.get("car_park") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| -> &dyn TableLike { table }).collect(),
        Some(Item::Value(Value::Array(array))) => array
            .iter()
            .filter_map(|value| value.as_inline_table().map(|table| -> &dyn TableLike { table }))
            .collect(),
        _ => Vec::new(),
    }
}

fn values(table: &dyn TableLike, fields: &[Field]) -> FieldValues {
    fields.iter().filter_map(|(name, ..)| Some(((*name).to_owned(), value(table, name)?))).collect()
}

fn value(table: &dyn TableLike, name: &str) -> Option<String> {
    let item = match name.split_once('.') {
        None => table.get(name)?,
        Some((inner, name)) => table.get(inner)?.as_table_like()?.get(name)?,
    };
    match item.as_table_like() {
        Some(endpoint) => Some(shown_endpoint(endpoint)),
        None => Some(shown(item.as_value()?)),
    }
}

/// `POST /openapi/token`, or whichever of the two there is.
fn shown_endpoint(endpoint: &dyn TableLike) -> String {
    let part = |name| endpoint.get(name).and_then(Item::as_value).map(shown);
    [part("method"), part("path")].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Array(array) => array.iter().map(shown).collect::<Vec<_>>().join("\n"),
        other => other.clone().decorated("", "").to_string(),
    }
}

/// The text with these fields.
///
/// # Errors
/// The text is not TOML, or something in it is not the table that it should be; in words.
pub(crate) fn applied(text: &str, fields: &FileFields) -> Result<String, String> {
    let mut document: DocumentMut = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .parse()
        .map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let open_platform = document.entry("open_platform").or_insert(Item::Table(Table::new()));
    let table = open_platform.as_table_like_mut().ok_or("open_platform is not a table")?;
    put(table, OPEN_PLATFORM, &fields.open_platform)?;

    let old = take_car_parks(&mut document)?;
    let mut new = ArrayOfTables::new();
    for car_park in &fields.car_parks {
        let known = car_park.at.and_then(|at| old.get(at as usize)).cloned();
        let mut table = known.unwrap_or_default();
        put(&mut table, CAR_PARK, &car_park.fields)?;
        match &car_park.city {
            None => {
                table.remove("city");
            }
            Some(city) => {
                let item = table.entry("city").or_insert(Item::Table(Table::new()));
                put(item.as_table_like_mut().ok_or("city is not a table")?, CITY, city)?;
            }
        }
        put_static(&mut table, &car_park.static_facts)?;
        new.push(table);
    }
    if new.is_empty() {
        document.remove("car_park");
    } else {
        document.insert("car_park", Item::ArrayOfTables(new));
    }
    Ok(document.to_string())
}

/// The table is there once something stands in it, and stays for its comments.
fn put_static(car_park: &mut Table, facts: &FieldValues) -> Result<(), String> {
    if facts.values().all(|value| value.trim().is_empty()) && !car_park.contains_key("static") {
        return Ok(());
    }
    let item = car_park.entry("static").or_insert(Item::Table(Table::new()));
    put(item.as_table_like_mut().ok_or("static is not a table")?, STATIC, facts)
}

/// The car parks as tables of their own, however they were written.
fn take_car_parks(document: &mut DocumentMut) -> Result<Vec<Table>, String> {
    match document.get("car_park") {
        None => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => Ok(tables.iter().cloned().collect()),
        Some(Item::Value(Value::Array(array))) => array
            .iter()
            .map(|value| value.as_inline_table().map(|table| table.clone().into_table()))
            .collect::<Option<_>>()
            .ok_or_else(|| "car_park holds something that is not a table".to_owned()),
        Some(_) => Err("car_park is not a list of tables".to_owned()),
    }
}

fn put(table: &mut dyn TableLike, fields: &[Field], values: &FieldValues) -> Result<(), String> {
    for (name, kind, _) in fields {
        let wanted = values.get(*name).map(|value| value.trim()).filter(|value| !value.is_empty());
        if wanted == value(table, name).as_deref() {
            continue;
        }
        match (name.split_once('.'), wanted) {
            (None, None) => {
                table.remove(name);
            }
            (None, Some(wanted)) => set(table, name, made(*kind, wanted)),
            (Some((inner, name)), None) => {
                let emptied = table.get_mut(inner).and_then(Item::as_table_like_mut).is_some_and(|within| {
                    within.remove(name);
                    within.is_empty()
                });
                if emptied {
                    table.remove(inner);
                }
            }
            (Some((inner, name)), Some(wanted)) => {
                let item = table.entry(inner).or_insert(Item::Table(Table::new()));
                let within = item.as_table_like_mut().ok_or_else(|| format!("{inner} is not a table"))?;
                set(within, name, made(*kind, wanted));
            }
        }
    }
    Ok(())
}

/// In the place of what was there, with the comment behind it.
fn set(table: &mut dyn TableLike, name: &str, mut new: Value) {
    match table.get_mut(name) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(Item::Table(old)) if new.is_inline_table() => {
            let parts = new.as_inline_table().cloned().unwrap_or_default();
            old.retain(|name, _| parts.contains_key(name));
            for (name, part) in parts {
                set(old, &name, part);
            }
        }
        _ => {
            table.insert(name, Item::Value(new));
        }
    }
}

fn made(kind: Kind, text: &str) -> Value {
    match (kind, text.parse::<i64>()) {
        (Kind::Number, Ok(number)) => Value::from(number),
        (Kind::Decimal, _) => match text.parse::<Value>() {
            Ok(number @ (Value::Float(_) | Value::Integer(_))) => number,
            _ => Value::from(text),
        },
        (Kind::List, _) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            Value::Array(lines.collect::<Array>())
        }
        (Kind::Endpoint, _) => {
            let (method, path) = match text.split_once(char::is_whitespace) {
                Some((method, path)) => (Some(method), Some(path.trim())),
                None if text.starts_with('/') => (None, Some(text)),
                None => (Some(text), None),
            };
            let parts = [("method", method), ("path", path)];
            let parts = parts.into_iter().filter_map(|(name, part)| Some((name, Value::from(part?))));
            Value::InlineTable(parts.collect::<InlineTable>())
        }
        // What is no number is left for the loader to refuse.
        _ => Value::from(text),
    }
}

/// Puts something possible in the place of a refused field. Whether that was done.
pub(super) fn put_aside(fields: &mut FileFields, problem: &FieldProblem) -> bool {
    let car_park = fields.car_parks.get_mut(problem.car_park as usize);
    let (table, of) = match (problem.table, car_park) {
        (FieldTable::OpenPlatform, _) => (&mut fields.open_platform, OPEN_PLATFORM),
        (FieldTable::CarPark, Some(car_park)) => (&mut car_park.fields, CAR_PARK),
        (FieldTable::City, Some(CarParkFields { city: Some(city), .. })) => (city, CITY),
        (FieldTable::Static, Some(car_park)) => (&mut car_park.static_facts, STATIC),
        _ => return false,
    };
    let Some((name, _, possible)) = of.iter().find(|(name, ..)| *name == problem.field) else {
        return false;
    };
    // Two car parks may not share an id, not even a made-up one.
    let possible = if *name == "parking_id" {
        format!("put aside {}", problem.car_park)
    } else {
        (*possible).to_owned()
    };
    table.insert((*name).to_owned(), possible);
    true
}
