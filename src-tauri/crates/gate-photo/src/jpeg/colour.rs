//! From the file's components to [`Picture`].

use super::Scale;
use super::decoder::{Header, Plane as Decoded};
use crate::PhotoError;
use crate::picture::{Canvas, Picture, Plane, half};

/// What the components mean.
#[derive(Clone, Copy)]
enum Model {
    Grey,
    YCbCr,
    Rgb,
    /// Ink, `inverted` when 255 means none, as Adobe writes it.
    Cmyk {
        inverted: bool,
    },
    /// Adobe's: the inks' amounts as if they were light, as YCbCr, and black inverted.
    Ycck,
}

impl Model {
    fn of(header: &Header) -> Self {
        let components = &header.frame.components;
        match (components.len(), header.adobe) {
            (1, _) => Self::Grey,
            (3, Some(0)) => Self::Rgb,
            (3, None) if !header.jfif && components.iter().map(|c| c.id).eq(*b"RGB") => Self::Rgb,
            (3, _) => Self::YCbCr,
            (_, Some(2)) => Self::Ycck,
            (_, adobe) => Self::Cmyk { inverted: adobe.is_some() },
        }
    }
}

pub(super) fn picture(planes: Vec<Decoded>, header: &Header, scale: Scale) -> Result<Picture, PhotoError> {
    let frame = &header.frame;
    let (width, height) = (scale.of(frame.width), scale.of(frame.height));
    let (most_across, most_down) = (frame.most_across() as u32, frame.most_down() as u32);
    let mut planes = planes.into_iter().map(|plane| {
        let own_width = scale.of((frame.width * plane.across as u32).div_ceil(most_across));
        let own_height = scale.of((frame.height * plane.down as u32).div_ceil(most_down));
        Plane::cropped(plane.samples, plane.stride, own_width, own_height)
    });
    let mut next = |width, height| planes.next().ok_or(PhotoError::NotAPicture)?.resized(width, height);

    let model = Model::of(header);
    match model {
        Model::Grey => Ok(Picture { luma: next(width, height)?, chroma: None }),
        Model::YCbCr => {
            let luma = next(width, height)?;
            let blue = next(half(width), half(height))?;
            let red = next(half(width), half(height))?;
            Ok(Picture { luma, chroma: Some([blue, red]) })
        }
        Model::Rgb => {
            let (r, g, b) = (next(width, height)?, next(width, height)?, next(width, height)?);
            paint(width, height, |i| [r.samples[i], g.samples[i], b.samples[i]])
        }
        Model::Cmyk { .. } | Model::Ycck => {
            let inverted = !matches!(model, Model::Cmyk { inverted: false });
            let (c, m, y) = (next(width, height)?, next(width, height)?, next(width, height)?);
            let k = next(width, height)?;
            paint(width, height, |i| {
                let mut ink = [c.samples[i], m.samples[i], y.samples[i]];
                if matches!(model, Model::Ycck) {
                    ink = rgb_of_ycbcr(ink).map(|amount| 255 - amount);
                }
                let paper = |ink: u8| if inverted { ink } else { 255 - ink };
                let light = u16::from(paper(k.samples[i]));
                ink.map(|ink| ((u16::from(paper(ink)) * light + 127) / 255) as u8)
            })
        }
    }
}

fn paint(width: u32, height: u32, pixel: impl Fn(usize) -> [u8; 3]) -> Result<Picture, PhotoError> {
    let mut canvas = Canvas::new(width, height);
    for y in 0..height {
        for x in 0..width {
            canvas.put(x, y, pixel(y as usize * width as usize + x as usize));
        }
    }
    Ok(canvas.finish())
}

/// JFIF 1.02's conversion.
fn rgb_of_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344_14 * cb - 0.714_14 * cr, y + 1.772 * cb].map(|value| (value + 0.5) as u8)
}
