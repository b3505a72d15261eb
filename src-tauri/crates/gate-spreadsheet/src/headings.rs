//! Which column is what, by its heading.

use std::collections::HashMap;
use std::hash::Hash;

use crate::read::Row;

/// Headings stand in one of the first rows; titles may stand above them.
const LOOKED_AT: usize = 10;

/// A field and the headings that people give its column, the first being ours.
#[derive(Debug, Clone, Copy)]
pub struct Synonyms<F> {
    /// The field.
    pub field: F,
    /// Headings; letters' case, blanks, marks and remarks in brackets do not matter.
    pub headings: &'static [&'static str],
}

/// The row of headings and what its columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headings<F> {
    /// Which row of the table it is, from 0.
    pub row: usize,
    /// A heading and its field for each column; none for a column that is not known.
    pub columns: Vec<(String, Option<F>)>,
}

/// Why no headings were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoHeadings<F> {
    /// No row names a column that must be there.
    #[error("no row of headings names the column that must be there")]
    Missing,
    /// Two columns are the same field.
    #[error("two columns have headings that mean the same")]
    Twice(F),
}

impl<F: Copy + Eq + Hash> Headings<F> {
    /// Finds the row of headings: of the first ten rows the one that names `needed` and most fields besides.
    ///
    /// # Errors
    /// There is none, or two of its columns are the same field.
    pub fn find(rows: &[Row], known: &[Synonyms<F>], needed: F) -> Result<Self, NoHeadings<F>> {
        let fields: HashMap<String, F> = known
            .iter()
            .flat_map(|synonyms| synonyms.headings.iter().map(|heading| (fold(heading), synonyms.field)))
            .collect();
        let mut best: Option<(usize, Self)> = None;
        for (index, row) in rows.iter().enumerate().take(LOOKED_AT) {
            let columns: Vec<(String, Option<F>)> = row
                .cells
                .iter()
                .map(|cell| {
                    let heading = cell.text();
                    (heading.chars().take(100).collect(), fields.get(&fold(&heading)).copied())
                })
                .collect();
            let found = columns.iter().filter(|(_, field)| field.is_some()).count();
            let names_it = columns.iter().any(|(_, field)| *field == Some(needed));
            if names_it && best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, Self { row: index, columns }));
            }
        }
        let (_, headings) = best.ok_or(NoHeadings::Missing)?;
        let mut seen = std::collections::HashSet::new();
        for field in headings.columns.iter().filter_map(|(_, field)| *field) {
            if !seen.insert(field) {
                return Err(NoHeadings::Twice(field));
            }
        }
        Ok(headings)
    }

    /// The column of a field, from 0.
    #[must_use]
    pub fn column(&self, field: F) -> Option<usize> {
        self.columns.iter().position(|(_, of)| *of == Some(field))
    }
}

/// A heading without what does not matter: `＊车牌 号（必填）：` is 车牌号.
fn fold(heading: &str) -> String {
    let mut folded = String::new();
    let mut depth = 0_usize;
    for character in heading.chars() {
        let character = match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
            other => other,
        };
        match character {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 && character.is_alphanumeric() => folded.extend(character.to_lowercase()),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    enum Field {
        Plate,
        Owner,
    }

    const KNOWN: &[Synonyms<Field>] = &[
        Synonyms { field: Field::Plate, headings: &["车牌号", "车牌", "plate", "license plate"] },
        Synonyms { field: Field::Owner, headings: &["姓名", "owner"] },
    ];

    fn row(number: u32, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect() }
    }

    #[test]
    fn headings_are_found_below_titles_and_however_they_are_written() {
        for written in ["车牌号", " 车 牌 号 ", "＊车牌号（必填）：", "Plate", "ＰＬＡＴＥ", "License  Plate"]
        {
            let rows = [
                row(1, &["2026 年月租车登记表"]),
                row(3, &["序号", written, "姓名"]),
                row(4, &["1", "浙B12345", "张三"]),
            ];
            let found = Headings::find(&rows, KNOWN, Field::Plate).unwrap();
            assert_eq!(
                (found.row, found.column(Field::Plate), found.column(Field::Owner)),
                (1, Some(1), Some(2)),
                "{written}"
            );
            assert_eq!(found.columns[0], ("序号".to_owned(), None));
        }
    }

    #[test]
    fn the_row_that_names_most_is_the_one() {
        let rows = [row(1, &["车牌"]), row(2, &["车牌", "姓名"])];
        assert_eq!(Headings::find(&rows, KNOWN, Field::Plate).unwrap().row, 1);
    }

    #[test]
    fn without_a_plate_column_or_with_two_there_are_none() {
        assert_eq!(Headings::find(&[row(1, &["姓名"])], KNOWN, Field::Plate), Err(NoHeadings::Missing));
        assert_eq!(Headings::find(&[], KNOWN, Field::Plate), Err(NoHeadings::Missing));
        let twice = [row(1, &["车牌", "Plate"])];
        assert_eq!(Headings::find(&twice, KNOWN, Field::Plate), Err(NoHeadings::Twice(Field::Plate)));
        let late: Vec<Row> =
            (1..=11).map(|n| if n == 11 { row(n, &["车牌"]) } else { row(n, &["x"]) }).collect();
        assert_eq!(Headings::find(&late, KNOWN, Field::Plate), Err(NoHeadings::Missing));
    }
}
