//! The plate itself: colours by kind (GA 36-2018) and how its characters are laid out.

use super::canvas::{Canvas, Rgb};
use super::glyphs;

/// What a plate looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlateLook {
    /// White on blue: ordinary small vehicles.
    Blue,
    /// Black on yellow: large vehicles, trailers, driving schools.
    Yellow,
    /// Black on white: police, armed police, military, emergency rescue.
    White,
    /// White on black: consulates, embassies, Hong Kong and Macau.
    Black,
    /// Black on white running into green: small new energy.
    Green,
    /// Black on yellow and green: large new energy.
    YellowGreen,
    /// The vehicle carries no plate.
    Absent,
}

impl PlateLook {
    /// The look that a plate's text implies; an ordinary number is taken as blue.
    #[must_use]
    pub fn of(plate: &str) -> Self {
        let characters: Vec<char> = plate.chars().collect();
        let new_energy = |character: &char| "ABCDEFGHJK".contains(*character);
        let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
        match characters.as_slice() {
            [] => PlateLook::Absent,
            [.., '牌', '车'] | ['无', ..] => PlateLook::Absent,
            [.., '挂' | '学' | '超'] => PlateLook::Yellow,
            [.., '警'] | [.., '应', '急'] | ['W', 'J', ..] => PlateLook::White,
            [.., '港' | '澳' | '使' | '领'] => PlateLook::Black,
            [_, _, middle @ .., last] if characters.len() == 8 && new_energy(last) && digits(middle) => {
                PlateLook::YellowGreen
            }
            [_, _, third, _, rest @ ..] if characters.len() == 8 && new_energy(third) && digits(rest) => {
                PlateLook::Green
            }
            [first, second, rest @ ..]
                if characters.len() == 7
                    && first.is_ascii_uppercase()
                    && second.is_ascii_uppercase()
                    && digits(rest) =>
            {
                PlateLook::White
            }
            _ => PlateLook::Blue,
        }
    }

    fn ground(self) -> (Rgb, Rgb) {
        match self {
            PlateLook::Blue => ([12, 66, 178], [10, 56, 158]),
            PlateLook::Yellow => ([250, 196, 24], [242, 184, 14]),
            PlateLook::White => ([244, 244, 242], [232, 232, 230]),
            PlateLook::Black => ([22, 22, 24], [14, 14, 16]),
            PlateLook::Green | PlateLook::YellowGreen => ([232, 246, 234], [72, 190, 92]),
            PlateLook::Absent => ([70, 70, 74], [60, 60, 64]),
        }
    }

    fn ink(self) -> Rgb {
        match self {
            PlateLook::Blue | PlateLook::Black => [248, 248, 248],
            _ => [16, 16, 16],
        }
    }
}

/// Draws the plate into a box; an absent plate leaves the empty holder.
pub(super) fn draw(
    canvas: &mut Canvas,
    plate: &str,
    look: PlateLook,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
) {
    let rim = (height * 0.05).max(1.5);
    let (top, bottom) = look.ground();
    canvas.rectangle(x - rim * 2.0, y - rim * 2.0, width + rim * 4.0, height + rim * 4.0, [28, 28, 30]);
    canvas.polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)], top, bottom);
    if look == PlateLook::Absent {
        return;
    }
    let border = look.ink();
    for (left, up, across, down) in [
        (x + rim, y + rim, width - rim * 2.0, rim * 0.6),
        (x + rim, y + height - rim * 1.6, width - rim * 2.0, rim * 0.6),
        (x + rim, y + rim, rim * 0.6, height - rim * 2.0),
        (x + width - rim * 1.6, y + rim, rim * 0.6, height - rim * 2.0),
    ] {
        canvas.rectangle(left, up, across, down, border);
    }
    let characters: Vec<char> = plate.chars().collect();
    if look == PlateLook::YellowGreen {
        // The province and the letter of the authority stand on yellow.
        let share = 2.4 / (characters.len() as f32 + 0.4);
        canvas.rectangle(
            x + rim * 2.0,
            y + rim * 2.0,
            width * share - rim * 2.0,
            height - rim * 4.0,
            [248, 200, 40],
        );
    }
    let gap = 0.4;
    let step = (width - rim * 6.0) / (characters.len() as f32 + gap);
    for (index, &character) in characters.iter().enumerate() {
        let after_gap = if index >= 2 { gap } else { 0.0 };
        let left = x + rim * 3.0 + (index as f32 + after_gap) * step;
        glyphs::draw(
            canvas,
            character,
            left + step * 0.06,
            y + height * 0.16,
            step * 0.88,
            height * 0.68,
            look.ink(),
        );
    }
    let dot = (x + rim * 3.0 + (2.0 + gap / 2.0) * step, y + height / 2.0);
    canvas.ellipse(dot, height * 0.045, height * 0.045, look.ink(), 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_follow_the_form_of_the_plate() {
        for (plate, look) in [
            ("浙B12345", PlateLook::Blue),
            ("浙BD12345", PlateLook::Green),
            ("浙BDA1234", PlateLook::Green),
            ("浙B12345D", PlateLook::YellowGreen),
            ("浙B1234挂", PlateLook::Yellow),
            ("浙B1234学", PlateLook::Yellow),
            ("浙B1234警", PlateLook::White),
            ("WJ浙1234X", PlateLook::White),
            ("KA12345", PlateLook::White),
            ("浙X1234应急", PlateLook::White),
            ("粤Z1234港", PlateLook::Black),
            ("224001使", PlateLook::Black),
            ("沪A1234领", PlateLook::Black),
            ("无牌车", PlateLook::Absent),
            ("无A123456", PlateLook::Absent),
            ("", PlateLook::Absent),
        ] {
            assert_eq!(PlateLook::of(plate), look, "{plate}");
        }
    }

    #[test]
    fn every_character_of_a_plate_is_on_the_sheet() {
        for plate in ["浙BD12345", "WJ浙1234X", "224001使", "民航A1234", "浙X1234应急", "粤Z1234澳"]
        {
            assert!(plate.chars().all(glyphs::has), "{plate}");
        }
    }
}
