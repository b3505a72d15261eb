//! The glyph sheet: digits, letters, a little punctuation and every Chinese character that stands on a plate.
//!
//! `glyphs.png` is a grid of 28×48 cells, 16 to a row, in the order of [`CHARACTERS`]. It was rasterised once from
//! Noto Sans CJK SC Bold; see `GLYPHS.md` for its licence. No font is needed at run time.

use std::sync::LazyLock;

use super::canvas::{Canvas, Rgb};

const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-:./\
    京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼学警港澳使领挂应急试超民航";
const CELL_WIDTH: usize = 28;
const CELL_HEIGHT: usize = 48;
const COLUMNS: usize = 16;

static SHEET: LazyLock<Sheet> = LazyLock::new(Sheet::read);

struct Sheet {
    width: usize,
    ink: Vec<u8>,
}

impl Sheet {
    fn read() -> Self {
        let picture =
            image::load_from_memory_with_format(include_bytes!("glyphs.png"), image::ImageFormat::Png)
                .expect("the glyph sheet is part of the program")
                .into_luma8();
        Sheet { width: picture.width() as usize, ink: picture.into_raw() }
    }

    /// How much ink stands at a place of a cell, 0 to 255, smoothed between the sheet's pixels.
    fn ink(&self, index: usize, x: f32, y: f32) -> f32 {
        let left = (index % COLUMNS) * CELL_WIDTH;
        let top = (index / COLUMNS) * CELL_HEIGHT;
        let at = |column: usize, line: usize| {
            let column = left + column.min(CELL_WIDTH - 1);
            let line = top + line.min(CELL_HEIGHT - 1);
            f32::from(self.ink[line * self.width + column])
        };
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (column, line) = (x as usize, y as usize);
        let (along, down) = (x.fract(), y.fract());
        let upper = at(column, line) * (1.0 - along) + at(column + 1, line) * along;
        let lower = at(column, line + 1) * (1.0 - along) + at(column + 1, line + 1) * along;
        upper * (1.0 - down) + lower * down
    }
}

/// Whether the sheet has this character.
#[cfg(test)]
pub(super) fn has(character: char) -> bool {
    CHARACTERS.contains(character)
}

/// Draws one character into a box; a character that the sheet lacks leaves the box empty.
pub(super) fn draw(
    canvas: &mut Canvas,
    character: char,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    colour: Rgb,
) {
    let Some(index) = CHARACTERS.chars().position(|known| known == character) else { return };
    let (across, down) = (CELL_WIDTH as f32 / width, CELL_HEIGHT as f32 / height);
    for row in 0..height as u32 {
        for column in 0..width as u32 {
            let ink = SHEET.ink(index, (column as f32 + 0.5) * across, (row as f32 + 0.5) * down);
            if ink > 8.0 {
                canvas.blend(x as u32 + column, y as u32 + row, colour, ink / 255.0);
            }
        }
    }
}

/// Draws a line of text with a dark outline, as cameras burn it in; lower case is drawn as upper case.
pub(super) fn burn_in(canvas: &mut Canvas, text: &str, x: f32, y: f32, height: f32) {
    let width = height * 0.62;
    let edge = (height / 12.0).max(1.0);
    for (index, character) in text.chars().enumerate() {
        let character = character.to_ascii_uppercase();
        let left = x + index as f32 * width;
        for (dx, dy) in [(-edge, 0.0), (edge, 0.0), (0.0, -edge), (0.0, edge)] {
            draw(canvas, character, left + dx, y + dy, width * 0.9, height, [10, 10, 10]);
        }
        draw(canvas, character, left, y, width * 0.9, height, [245, 245, 240]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_the_sheet_has_ink() {
        for (index, character) in CHARACTERS.chars().enumerate() {
            let inked = (0..CELL_HEIGHT)
                .flat_map(|y| (0..CELL_WIDTH).map(move |x| (x, y)))
                .filter(|&(x, y)| SHEET.ink(index, x as f32 + 0.5, y as f32 + 0.5) > 128.0)
                .count();
            assert!(inked > 20, "{character} is empty");
        }
    }

    #[test]
    fn two_characters_never_share_a_picture() {
        let picture = |index: usize| -> Vec<u8> {
            (0..CELL_HEIGHT)
                .flat_map(|y| (0..CELL_WIDTH).map(move |x| (x, y)))
                .map(|(x, y)| SHEET.ink(index, x as f32 + 0.5, y as f32 + 0.5) as u8)
                .collect()
        };
        let pictures: Vec<Vec<u8>> = (0..CHARACTERS.chars().count()).map(picture).collect();
        for (index, one) in pictures.iter().enumerate() {
            assert!(pictures[index + 1..].iter().all(|other| other != one), "cell {index} stands twice");
        }
    }
}
