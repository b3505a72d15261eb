//! JPEG out.

use jpeg_encoder::{ChromaSubsamplingMethod, Encoder, ImageBuffer, JpegColorType, SamplingFactor};

use crate::PhotoError;
use crate::picture::Picture;

/// The longest side a JPEG can have, in pixels.
pub(crate) const LONGEST_SIDE: u32 = 65_535;

/// Hands the planes to the encoder, which then has no colour to convert.
struct Planes<'a>(&'a Picture);

impl ImageBuffer for Planes<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.0.chroma.is_some() { JpegColorType::Ycbcr } else { JpegColorType::Luma }
    }

    fn width(&self) -> u16 {
        self.0.width() as u16
    }

    fn height(&self) -> u16 {
        self.0.height() as u16
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let y = u32::from(y);
        let [luma, chroma @ ..] = buffers;
        luma.extend_from_slice(self.0.luma.line(y));
        for (plane, buffer) in self.0.chroma.iter().flatten().zip(chroma) {
            let start = buffer.len();
            let line = plane.line(y / 2);
            buffer.resize(start + 2 * line.len(), 0);
            for (pair, &sample) in buffer[start..].chunks_exact_mut(2).zip(line) {
                pair.fill(sample);
            }
            buffer.truncate(start + self.0.width() as usize);
        }
    }
}

/// Encodes as baseline JPEG, 4:2:0, at `quality` (1 to 100). The sides must not exceed [`LONGEST_SIDE`].
pub(crate) fn encode(picture: &Picture, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // The chroma is doubled only to be halved again: picking every second sample gives back what we have.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Nearest);
    encoder.encode_image(Planes(picture)).map_err(|_| PhotoError::Broken("it cannot be encoded"))?;
    Ok(bytes)
}
