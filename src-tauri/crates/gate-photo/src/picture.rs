//! A decoded picture in the form it is encoded from: luma, and chroma at half the size.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::PhotoError;

/// Half of a side, as chroma is stored: rounded up.
pub(crate) fn half(length: u32) -> u32 {
    length.div_ceil(2)
}

/// Samples of one kind, line by line without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plane {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) samples: Vec<u8>,
}

impl Plane {
    /// The top left corner of lines that are `stride` apart. Moves the samples in place.
    pub(crate) fn cropped(mut samples: Vec<u8>, stride: usize, width: u32, height: u32) -> Self {
        let (line, lines) = (width as usize, height as usize);
        if stride != line {
            for y in 1..lines {
                samples.copy_within(y * stride..y * stride + line, y * line);
            }
        }
        samples.truncate(line * lines);
        Self { width, height, samples }
    }

    /// Line number `y`.
    pub(crate) fn line(&self, y: u32) -> &[u8] {
        let width = self.width as usize;
        &self.samples[y as usize * width..][..width]
    }

    /// The same at another size; itself if it has it.
    pub(crate) fn resized(self, width: u32, height: u32) -> Result<Self, PhotoError> {
        if (self.width, self.height) == (width, height) { Ok(self) } else { self.resize(width, height) }
    }

    fn resize(&self, width: u32, height: u32) -> Result<Self, PhotoError> {
        let failed = |_| PhotoError::Broken("it cannot be resized");
        let from = ImageRef::new(self.width, self.height, &self.samples, PixelType::U8).map_err(failed)?;
        let mut to = Image::new(width, height, PixelType::U8);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        Resizer::new()
            .resize(&from, &mut to, &options)
            .map_err(|_| PhotoError::Broken("it cannot be resized"))?;
        Ok(Self { width, height, samples: to.into_vec() })
    }

    /// As EXIF's orientation `number` wants it shown.
    fn upright(&self, number: u8) -> Self {
        let (w, h) = (self.width as usize, self.height as usize);
        let turned = number >= 5;
        let (width, height) = if turned { (h, w) } else { (w, h) };
        let mut samples = Vec::with_capacity(w * h);
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match number {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    8 => (w - 1 - y, x),
                    _ => (x, y),
                };
                samples.push(self.samples[from_y * w + from_x]);
            }
        }
        Self { width: width as u32, height: height as u32, samples }
    }
}

/// YCbCr as JFIF defines it, 4:2:0, or grey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) luma: Plane,
    /// Blue and red difference, each [`half`] of the luma's sides.
    pub(crate) chroma: Option<[Plane; 2]>,
}

impl Picture {
    pub(crate) fn width(&self) -> u32 {
        self.luma.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.luma.height
    }

    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<Self, PhotoError> {
        let chroma = match &self.chroma {
            None => None,
            Some([blue, red]) => {
                Some([blue.resize(half(width), half(height))?, red.resize(half(width), half(height))?])
            }
        };
        Ok(Self { luma: self.luma.resize(width, height)?, chroma })
    }

    /// Turned and mirrored as the EXIF orientation (1 to 8) says.
    pub(crate) fn upright(self, orientation: u8) -> Self {
        if orientation <= 1 {
            return self;
        }
        Self {
            luma: self.luma.upright(orientation),
            chroma: self.chroma.map(|planes| planes.map(|plane| plane.upright(orientation))),
        }
    }
}

/// Takes red, green and blue in any order of pixels and keeps what a [`Picture`] needs: 2 bytes a pixel.
pub(crate) struct Canvas {
    luma: Plane,
    /// Sums over two by two pixels.
    blue: Vec<u16>,
    red: Vec<u16>,
}

impl Canvas {
    /// Bytes a canvas of so many pixels takes, with the picture made of it.
    pub(crate) fn cost(pixels: u64) -> u64 {
        2 * pixels + pixels / 4
    }

    pub(crate) fn new(width: u32, height: u32) -> Self {
        let chroma = half(width) as usize * half(height) as usize;
        let samples = vec![0; width as usize * height as usize];
        Self { luma: Plane { width, height, samples }, blue: vec![0; chroma], red: vec![0; chroma] }
    }

    /// Each pixel is to be put once.
    #[inline]
    pub(crate) fn put(&mut self, x: u32, y: u32, [r, g, b]: [u8; 3]) {
        let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
        // JFIF 1.02 in 16 bits after the point; the factors of a line add up to exactly 1 or 0.
        let luma = (19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16;
        let blue = (-11_059 * r - 21_709 * g + 32_768 * b + (128 << 16) + 32_767) >> 16;
        let red = (32_768 * r - 27_439 * g - 5_329 * b + (128 << 16) + 32_767) >> 16;
        self.luma.samples[y as usize * self.luma.width as usize + x as usize] = luma as u8;
        let chroma = (y / 2) as usize * half(self.luma.width) as usize + (x / 2) as usize;
        self.blue[chroma] += blue as u16;
        self.red[chroma] += red as u16;
    }

    pub(crate) fn finish(self) -> Picture {
        let (width, height) = (self.luma.width, self.luma.height);
        let mean = |sums: Vec<u16>| {
            let across = half(width);
            let samples = sums
                .into_iter()
                .enumerate()
                .map(|(index, sum)| {
                    let (x, y) = (index as u32 % across, index as u32 / across);
                    // One pixel is missing at an odd edge.
                    let pixels =
                        if 2 * x + 1 < width { 2 } else { 1 } * if 2 * y + 1 < height { 2 } else { 1 };
                    ((sum + pixels / 2) / pixels) as u8
                })
                .collect();
            Plane { width: across, height: half(height), samples }
        };
        let chroma = Some([mean(self.blue), mean(self.red)]);
        Picture { luma: self.luma, chroma }
    }
}
