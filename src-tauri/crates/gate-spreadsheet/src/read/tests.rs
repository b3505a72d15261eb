#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use encoding_rs::GB18030;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">PROPERTIES<sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// A workbook with these further parts, packed.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let fixed = [
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
    ];
    let fixed = fixed.map(|(name, text)| (name, text.replace("PROPERTIES", "")));
    for (name, text) in fixed {
        if !parts.iter().any(|(other, _)| *other == name) {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
    }
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes()
}

fn workbook(rows: &str) -> Vec<u8> {
    packed(&[("xl/worksheets/sheet1.xml", &sheet(rows))])
}

fn texts(table: &Table) -> Vec<(u32, Vec<String>)> {
    let row = |row: &Row| (row.number, row.cells.iter().map(|cell| cell.text().into_owned()).collect());
    table.rows.iter().map(row).collect()
}

fn any(bytes: &[u8]) -> Result<Table, Refusal> {
    read(bytes, |_| true)
}

#[test]
fn rows_keep_the_numbers_that_excel_shows_and_blank_ones_are_left_out() {
    let file = workbook(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t> 登记表 </t></is></c></row><row r="2"/><row r="3"><c r="B3"/></row>
           <row r="5"><c r="A5" t="inlineStr"><is><t>浙B12345</t></is></c><c r="C5"><v>1.3800138E10</v></c></row>"#,
    );
    let rows = vec![
        (1, vec!["登记表".to_owned()]),
        (5, vec!["浙B12345".to_owned(), String::new(), "13800138000".to_owned()]),
    ];
    assert_eq!(texts(&any(&file).unwrap()), rows);
}

#[test]
fn dates_errors_and_formulas_with_and_without_a_value() {
    let file = workbook(
        r##"<row r="1"><c r="A1" s="1"><v>46027</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>1+1</f><v>2</v></c>
           <c r="D1"><f>1+1</f></c><c r="E1" t="b"><v>1</v></c></row>"##,
    );
    let table = any(&file).unwrap();
    let row = &table.rows[0];
    assert_eq!(row.cell(0).day(false), NaiveDate::from_ymd_opt(2026, 1, 5));
    assert_eq!(row.cell(1), &Cell::NoValue("#N/A".into()));
    assert_eq!(row.cell(2), &Cell::Number(2.0), "the value that was saved counts");
    assert_eq!(row.cell(3), &Cell::NoValue(String::new()));
    assert_eq!(row.cell(4).text(), "TRUE");
}

#[test]
fn a_macintoshs_days_count_from_1904() {
    let properties = WORKBOOK.replace("PROPERTIES", r#"<workbookPr date1904="1"/>"#);
    let rows = sheet(r#"<row r="1"><c r="A1" s="1"><v>44565</v></c><c r="B1"><v>44565</v></c></row>"#);
    let file = packed(&[("xl/workbook.xml", properties.as_bytes()), ("xl/worksheets/sheet1.xml", &rows)]);
    let table = any(&file).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 1, 5);
    assert_eq!(table.rows[0].cell(0).day(table.serials_from_1904), day);
    assert_eq!(table.rows[0].cell(1).day(table.serials_from_1904), day);
}

#[test]
fn csv_in_every_encoding_and_with_every_separator() {
    let text = "车牌号,车主,备注\r\n浙B12345,张三,\"两行\n的备注, 有逗号\"\r\n\r\n浙B22222,李四,\r\n";
    let rows = vec![
        (1, vec!["车牌号".to_owned(), "车主".to_owned(), "备注".to_owned()]),
        (2, vec!["浙B12345".to_owned(), "张三".to_owned(), "两行\n的备注, 有逗号".to_owned()]),
        (4, vec!["浙B22222".to_owned(), "李四".to_owned()]),
    ];
    let utf16 = |text: &str| {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, GB18030.encode(text).0.into_owned(), utf16(text)] {
        assert_eq!(texts(&any(&bytes).unwrap()), rows);
    }
    for (separator, declared) in [(";", ""), ("\t", ""), (";", "sep=;\r\n"), (",", "sep=,\r\n")] {
        let other = format!("{declared}车牌号{separator}车主\n浙B12345{separator}张三\n");
        let table = any(other.as_bytes()).unwrap();
        assert_eq!((table.rows[1].number, table.rows[1].cell(1).text().as_ref()), (2, "张三"), "{other:?}");
    }
    let macintosh = "车牌号,车主\r浙B12345,张三\r";
    assert_eq!(any(macintosh.as_bytes()).unwrap().rows.len(), 2);
}

#[test]
fn what_is_no_table_is_refused_with_the_reason() {
    let compound = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [compound.clone(), name].concat();
    let macros = packed(&[("xl/worksheets/sheet1.xml", &sheet("")), ("xl/vbaProject.bin", b"x")]);
    let typed = packed(&[
        ("[Content_Types].xml", b"<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>"),
        ("xl/worksheets/sheet1.xml", &sheet("")),
    ]);
    let whole = workbook(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    for (bytes, refusal) in [
        (b"".to_vec(), Refusal::Empty),
        (b" \r\n ".to_vec(), Refusal::Empty),
        (b",,,\n,,\n".to_vec(), Refusal::Empty),
        (workbook(""), Refusal::Empty),
        (compound, Refusal::OldExcel),
        (locked, Refusal::Encrypted),
        (macros, Refusal::Macros),
        (typed, Refusal::Macros),
        (b"PK\x03\x04 and no more".to_vec(), Refusal::NotATable),
        (whole[..whole.len() / 2].to_vec(), Refusal::NotATable),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Refusal::NotATable),
        (vec![0xff; 64], Refusal::Encoding),
        (vec![b'x'; limits::MAX_BYTES + 1], Refusal::TooBig),
    ] {
        assert_eq!(any(&bytes), Err(refusal), "{:?}", &bytes[..bytes.len().min(16)]);
    }
}

#[test]
fn a_file_that_unfolds_into_too_much_is_refused_before_it_does() {
    let bomb = packed(&[("xl/worksheets/sheet1.xml", &sheet(&" ".repeat(120 * 1024 * 1024)))]);
    assert!(bomb.len() < 1024 * 1024, "small as it comes");
    assert_eq!(any(&bomb), Err(Refusal::TooBig));
    let half = " ".repeat(60 * 1024 * 1024);
    let parts =
        packed(&[("xl/worksheets/sheet1.xml", &sheet(&half)), ("xl/media/image1.png", half.as_bytes())]);
    assert_eq!(any(&parts), Err(Refusal::TooBig), "all parts count");
    let claims = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount = "9000000000000"><si><t>x</t></si></sst>"#;
    let claims =
        packed(&[("xl/sharedStrings.xml", claims.as_bytes()), ("xl/worksheets/sheet1.xml", &sheet(""))]);
    assert_eq!(any(&claims), Err(Refusal::TooBig), "no room is made for what is only claimed");
}

#[test]
fn a_million_rows_and_far_away_cells_cost_nothing() {
    let rows: String =
        (1..=60_000).map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#)).collect();
    assert_eq!(any(&workbook(&rows)), Err(Refusal::TooManyRows));
    assert_eq!(any("x\n".repeat(60_000).as_bytes()), Err(Refusal::TooManyRows));
    let blank: String = (1..=1_000_000).map(|row| format!(r#"<row r="{row}"/>"#)).collect();
    assert_eq!(any(&workbook(&blank)), Err(Refusal::Empty), "blank rows do not count");
    let far = workbook(
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="A1048576"><v>3</v></c></row>"#,
    );
    let far = any(&far).unwrap();
    assert_eq!(
        far.rows.iter().map(|row| (row.number, row.cells.len())).collect::<Vec<_>>(),
        [(1, 1), (1_048_576, 1)]
    );
    let back = workbook(r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>"#);
    assert_eq!(any(&back), Err(Refusal::NotATable));
}

#[test]
fn deep_and_broken_xml_is_no_table_and_no_crash() {
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let _ = any(&packed(&[("xl/worksheets/sheet1.xml", &sheet(&deep))]));
    for broken in [
        "<row><c",
        "<row r=\"x\"><c r=\"A0\"/></row>",
        "<row><c r=\"A1\" t=\"s\"><v>99</v></c></row>",
        "<row><c t=\"zz\"><v>1</v></c></row>",
    ] {
        assert_eq!(any(&workbook(broken)), Err(Refusal::NotATable), "{broken}");
    }
    let entity = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>"#;
    let entity = any(&packed(&[("xl/worksheets/sheet1.xml", entity)]));
    assert!(
        entity.is_err() || entity.is_ok_and(|table| table.rows[0].cell(0).text().len() < 10),
        "entities do not multiply"
    );
}

#[test]
fn the_sheet_that_is_wanted_is_found_behind_a_cover() {
    let two = WORKBOOK
        .replace("PROPERTIES", "")
        .replace("</sheets>", r#"<sheet name="二" sheetId="2" r:id="rId2"/></sheets>"#);
    let relations = RELATIONS.replace("</Relationships>", r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#);
    let file = packed(&[
        ("xl/workbook.xml", two.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#)),
        ("xl/worksheets/sheet2.xml", &sheet(r#"<row r="1"><c r="A1"><v>2</v></c></row>"#)),
    ]);
    let table = read(&file, |table| table.rows[0].cell(0).text() == "2").unwrap();
    assert_eq!(table.rows[0].cell(0).text(), "2");
    let table = read(&file, |_| false).unwrap();
    assert_eq!(table.rows[0].cell(0).text(), "1", "else the first");
}
