//! `.xlsx`. Texts are written as texts, in cells that stay text when they are edited.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{Holds, Sheet, Value, WriteError};

/// Excel holds no longer text in a cell.
const LONGEST: usize = 32_767;

/// Rows of a template whose cells offer choices.
const CHOICE_ROWS: u32 = 5_000;

/// What a column's cells offer to choose from. Anything else may be written after a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Which column, from 0.
    pub column: u16,
    /// The choices.
    pub choices: Vec<String>,
}

/// A second sheet that says how the first is filled in. The choices stand in it too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// The name of its tab.
    pub name: String,
    /// A name and an explanation each.
    pub lines: Vec<(String, String)>,
    /// What stands above the choices.
    pub choices_heading: String,
}

struct Styles {
    mark: Format,
    heading: Format,
    text: Format,
    number: Format,
    day: Format,
}

impl Styles {
    fn new() -> Self {
        Self {
            mark: Format::new().set_italic().set_font_color(Color::Gray),
            heading: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00DD_EBF7))
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::Left),
            text: Format::new().set_num_format("@").set_quote_prefix(),
            number: Format::new().set_num_format("0"),
            day: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }

    fn of(&self, holds: Holds) -> &Format {
        match holds {
            Holds::Text => &self.text,
            Holds::Numbers => &self.number,
            Holds::Days => &self.day,
        }
    }
}

/// A table as a workbook: headings that stay in sight, columns wide enough, texts as texts.
///
/// # Errors
/// The table does not fit into a workbook, or its names are none that Excel takes.
pub fn xlsx(sheet: &Sheet, choices: Option<&Choices>, notes: Option<&Notes>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    table(workbook.add_worksheet(), sheet, &styles)?;
    if let Some(notes) = notes {
        let offered = choices.map(|choices| choices.choices.as_slice()).unwrap_or_default();
        explain(workbook.add_worksheet(), notes, offered, &styles)?;
        if let Some(choices) = choices.filter(|choices| !choices.choices.is_empty()) {
            offer(workbook.worksheet_from_index(0)?, sheet, choices, notes)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn table(worksheet: &mut Worksheet, sheet: &Sheet, styles: &Styles) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    for (index, column) in (0_u16..).zip(&sheet.columns) {
        worksheet.set_column_width(index, f64::from(column.width))?;
        worksheet.set_column_format(index, styles.of(column.holds))?;
    }
    let mut row = 0_u32;
    for mark in &sheet.marks {
        write_text(worksheet, (row, 0), mark, &styles.mark)?;
        row += 1;
    }
    for (index, column) in (0_u16..).zip(&sheet.columns) {
        write_text(worksheet, (row, index), &column.heading, &styles.heading)?;
    }
    row += 1;
    worksheet.set_freeze_panes(row, 0)?;
    for values in &sheet.rows {
        for ((index, column), value) in (0_u16..).zip(&sheet.columns).zip(values) {
            match value {
                Value::Empty => {}
                Value::Text(text) => write_text(worksheet, (row, index), text, &styles.text)?,
                Value::Number(number) => {
                    worksheet.write_number_with_format(row, index, *number, styles.of(column.holds))?;
                }
                Value::Day(day) => {
                    worksheet.write_datetime_with_format(row, index, day, &styles.day)?;
                }
            }
        }
        row += 1;
    }
    Ok(())
}

fn write_text(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match text.char_indices().nth(LONGEST) {
        None => worksheet.write_string_with_format(row, column, text, format)?,
        Some((end, _)) => {
            worksheet.write_string_with_format(row, column, text.get(..end).unwrap_or_default(), format)?
        }
    };
    Ok(())
}

fn explain(
    worksheet: &mut Worksheet,
    notes: &Notes,
    offered: &[String],
    styles: &Styles,
) -> Result<(), XlsxError> {
    worksheet.set_name(&notes.name)?;
    worksheet.set_column_width(0, 18)?;
    worksheet.set_column_width(1, 80)?;
    worksheet.set_column_width(3, 24)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, (name, explanation)) in (0_u32..).zip(&notes.lines) {
        write_text(worksheet, (row, 0), name, &styles.heading)?;
        write_text(worksheet, (row, 1), explanation, &wrapped)?;
    }
    if !offered.is_empty() {
        write_text(worksheet, (0, 3), &notes.choices_heading, &styles.heading)?;
    }
    for (row, choice) in (1_u32..).zip(offered) {
        write_text(worksheet, (row, 3), choice, &styles.text)?;
    }
    Ok(())
}

/// Offers the choices, which stand in the notes: a list within the rule itself would be limited to 255 characters.
fn offer(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    choices: &Choices,
    notes: &Notes,
) -> Result<(), XlsxError> {
    let place = format!("='{}'!$D$2:$D${}", notes.name.replace('\'', "''"), choices.choices.len() + 1);
    let rule = DataValidation::new()
        .allow_list_formula(Formula::new(place))
        .set_error_style(DataValidationErrorStyle::Warning);
    let first = u32::try_from(sheet.marks.len()).unwrap_or(0) + 1;
    worksheet.add_data_validation(first, choices.column, first + CHOICE_ROWS, choices.column, &rule)?;
    Ok(())
}
