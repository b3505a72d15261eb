//! Photos of vehicles at a lane, drawn with the plate on the car: synthetic, seeded, the same bytes every time.
//!
//! Nothing is kept: a photo is drawn when somebody asks for it, from a [`PhotoSpec`] of a few dozen bytes.

mod canvas;
mod glyphs;
mod noise;
mod plate;
mod scene;
pub(crate) mod seeded;
#[cfg(test)]
mod tests;

use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};

use self::canvas::Canvas;
pub use self::plate::PlateLook;
use self::seeded::Seeded;

/// The city platform's limit for a photo, bytes (Ningbo 5.4: 500K); photos called heavy are above it.
pub const HEAVY_BYTES: usize = 500_000;

/// Everything a photo is drawn from; equal specs give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoSpec {
    /// Seed of the noise and of where the vehicle stands.
    pub seed: u64,
    /// Which vehicle it is: the same number has the same body and paint in every photo; [`vehicle_of`] makes one.
    pub vehicle: u64,
    /// Width in pixels; the scene is made for 16:9 and scales with it.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The plate as it is on the vehicle.
    pub plate: String,
    /// The plate's colours.
    pub look: PlateLook,
    /// Seen from behind, as on an exit lane; otherwise from the front.
    pub leaving: bool,
    /// Taken in the dark.
    pub night: bool,
    /// Burnt into the top left corner: time and lane, ASCII.
    pub caption: String,
    /// Encoded above [`HEAVY_BYTES`].
    pub heavy: bool,
}

/// How photos of a car park are made.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoOptions {
    /// Share of photos (0 to 1) that encode above [`HEAVY_BYTES`].
    pub heavy_share: f64,
    /// Share of photos of 1920×1080.
    pub full_hd_share: f64,
    /// Share of photos of 2560×1440.
    pub quad_hd_share: f64,
    /// Draw one picture only and mark each copy with the passage's number in a JPEG comment: unlike in bytes, alike to
    /// the eye, and nearly free. For benchmarks and long simulations.
    pub one_picture: bool,
}

impl Default for PhotoOptions {
    fn default() -> Self {
        PhotoOptions { heavy_share: 0.08, full_hd_share: 0.25, quad_hd_share: 0.1, one_picture: false }
    }
}

impl PhotoOptions {
    /// Width and height in pixels, and whether the photo is heavy, for a seed.
    #[must_use]
    pub fn choose(&self, seed: u64) -> (u32, u32, bool) {
        let mut source = Seeded::new(seed);
        let size = source.unit();
        let heavy = source.chance(self.heavy_share);
        let (width, height) = if size < self.quad_hd_share {
            (2_560, 1_440)
        } else if size < self.quad_hd_share + self.full_hd_share {
            (1_920, 1_080)
        } else {
            (1_280, 720)
        };
        (width, height, heavy)
    }
}

/// The number of the vehicle that bears a plate, the same on every machine (FNV-1a).
#[must_use]
pub fn vehicle_of(plate: &str) -> u64 {
    plate.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A photo could not be encoded: its size is not one that a JPEG can have.
#[derive(Debug, thiserror::Error)]
#[error("a photo of {width}×{height} pixels cannot be encoded")]
pub struct PhotoError {
    width: u32,
    height: u32,
    #[source]
    source: Option<EncodingError>,
}

/// Draws a photo and encodes it as JPEG.
///
/// # Errors
/// [`PhotoError`] when a side is 0 or above 65,535 pixels.
pub fn render(spec: &PhotoSpec) -> Result<Vec<u8>, PhotoError> {
    let canvas = draw(spec, if spec.heavy { 34 } else { 5 })?;
    if !spec.heavy {
        return encode(&canvas, 78);
    }
    for quality in [84, 92, 97] {
        let bytes = encode(&canvas, quality)?;
        if bytes.len() > HEAVY_BYTES {
            return Ok(bytes);
        }
    }
    encode(&draw(spec, 120)?, 100)
}

/// Draws a photo of 4000×3000 pixels, as a camera set to its full resolution sends it.
///
/// # Errors
/// [`PhotoError`] if the encoder refuses.
pub fn render_twelve_megapixels(spec: &PhotoSpec) -> Result<Vec<u8>, PhotoError> {
    encode(&draw(&PhotoSpec { width: 4_000, height: 3_000, ..spec.clone() }, 12)?, 85)
}

/// Draws a valid photo of more than 5 MB.
///
/// # Errors
/// [`PhotoError`] if the encoder refuses.
pub fn render_huge(spec: &PhotoSpec) -> Result<Vec<u8>, PhotoError> {
    encode(&draw(&PhotoSpec { width: 2_560, height: 1_440, ..spec.clone() }, 110)?, 100)
}

/// Puts a comment into a JPEG, right after its start: another file of the same picture.
#[must_use]
pub fn with_comment(jpeg: &[u8], comment: &str) -> Vec<u8> {
    let comment = &comment.as_bytes()[..comment.len().min(60_000)];
    let length = comment.len() as u16 + 2;
    let mut marked = Vec::with_capacity(jpeg.len() + comment.len() + 4);
    let start = jpeg.len().min(2);
    marked.extend_from_slice(&jpeg[..start]);
    marked.extend_from_slice(&[0xff, 0xfe]);
    marked.extend_from_slice(&length.to_be_bytes());
    marked.extend_from_slice(comment);
    marked.extend_from_slice(&jpeg[start..]);
    marked
}

fn draw(spec: &PhotoSpec, amplitude: u8) -> Result<Canvas, PhotoError> {
    let fits = |side: u32| (1..=65_535).contains(&side);
    if !fits(spec.width) || !fits(spec.height) {
        return Err(PhotoError { width: spec.width, height: spec.height, source: None });
    }
    let mut canvas = Canvas::new(spec.width, spec.height);
    scene::draw(&mut canvas, spec);
    noise::scatter(&mut canvas, spec.seed, if spec.night { amplitude + amplitude / 2 } else { amplitude });
    let scale = spec.width as f32 / 1280.0;
    glyphs::burn_in(&mut canvas, &spec.caption, 24.0 * scale, 20.0 * scale, 30.0 * scale);
    Ok(canvas)
}

fn encode(canvas: &Canvas, quality: u8) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::with_capacity(canvas.pixels.len() / 8);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&canvas.pixels, canvas.width as u16, canvas.height as u16, ColorType::Rgb)
        .map_err(|source| PhotoError { width: canvas.width, height: canvas.height, source: Some(source) })?;
    Ok(bytes)
}
