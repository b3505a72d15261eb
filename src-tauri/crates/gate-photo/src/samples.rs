//! Pictures for tests, the same each time.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Red, green and blue of a car park at dusk, seen by nobody: gradients, hard edges, and `noise` (0 to 255)
/// on top.
pub(crate) fn scene(width: u32, height: u32, noise: u32, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let grain = (state >> 32) as u32 % (noise + 1);
            let surface = if (x / 37 + y / 23) % 4 == 0 { 70 } else { 0 };
            let (across, down) = (x * 180 / width, y * 180 / height);
            for base in [across, down, (across + down) / 2] {
                rgb.push((base + surface + grain).saturating_sub(noise / 2).min(255) as u8);
            }
        }
    }
    rgb
}

/// How to write a JPEG.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) quality: u8,
    pub(crate) sampling: SamplingFactor,
    pub(crate) progressive: bool,
    pub(crate) restart: u16,
    pub(crate) optimised: bool,
}

pub(crate) const PLAIN: Style =
    Style { quality: 85, sampling: SamplingFactor::F_2_2, progressive: false, restart: 0, optimised: false };

/// What cameras and programs write.
pub(crate) fn styles() -> Vec<Style> {
    let mut styles = Vec::new();
    for sampling in [
        SamplingFactor::F_1_1,
        SamplingFactor::F_2_1,
        SamplingFactor::F_1_2,
        SamplingFactor::F_2_2,
        SamplingFactor::F_4_1,
    ] {
        for progressive in [false, true] {
            for restart in [0, 3] {
                styles.push(Style { sampling, progressive, restart, ..PLAIN });
            }
        }
        // One scan for each component.
        styles.push(Style { sampling, optimised: true, ..PLAIN });
    }
    styles
}

pub(crate) fn jpeg_of(pixels: &[u8], width: u32, height: u32, colour: ColorType, style: Style) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, style.quality);
    encoder.set_sampling_factor(style.sampling);
    encoder.set_progressive(style.progressive);
    encoder.set_optimized_huffman_tables(style.optimised);
    if style.restart > 0 {
        encoder.set_restart_interval(style.restart);
    }
    encoder.encode(pixels, width as u16, height as u16, colour).unwrap();
    bytes
}

/// A scene as JPEG.
pub(crate) fn jpeg(width: u32, height: u32, noise: u32, style: Style) -> Vec<u8> {
    jpeg_of(&scene(width, height, noise, 1), width, height, ColorType::Rgb, style)
}

/// The same file with a segment put behind the first two bytes.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() + 2) as u16;
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, marker]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(body);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// APP1 that says how the picture is to be turned.
pub(crate) fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01".to_vec();
    body.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    with_segment(jpeg, 0xE1, &body)
}

/// Each marker segment up to the first scan: marker, and where it begins and ends.
pub(crate) fn segments(jpeg: &[u8]) -> Vec<(u8, usize, usize)> {
    let mut found = Vec::new();
    let mut pos = 2;
    loop {
        let marker = jpeg[pos + 1];
        let end = pos + 2 + usize::from(u16::from_be_bytes([jpeg[pos + 2], jpeg[pos + 3]]));
        found.push((marker, pos, end));
        if marker == 0xDA {
            return found;
        }
        pos = end;
    }
}

/// The same file, its header claiming another size.
pub(crate) fn claiming(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let (_, start, _) =
        segments(jpeg).into_iter().find(|(marker, ..)| (0xC0..=0xC2).contains(marker)).unwrap();
    bytes[start + 5..start + 7].copy_from_slice(&height.to_be_bytes());
    bytes[start + 7..start + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A PNG from its scan lines, each with its filter byte before it; deflated without compression.
pub(crate) fn png(width: u32, height: u32, depth: u8, colour: u8, interlaced: bool, lines: &[u8]) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([depth, colour, 0, 0, u8::from(interlaced)]);
    let mut data = vec![0x78, 0x01];
    let mut blocks = lines.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        data.push(u8::from(blocks.peek().is_none()));
        data.extend(length.to_le_bytes());
        data.extend((!length).to_le_bytes());
        data.extend(block);
    }
    let (mut a, mut b) = (1u32, 0u32);
    for &byte in lines {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    data.extend((b << 16 | a).to_be_bytes());

    let mut file = crate::png::SIGNATURE.to_vec();
    for (kind, body) in [(b"IHDR", header), (b"IDAT", data), (b"IEND", Vec::new())] {
        file.extend((body.len() as u32).to_be_bytes());
        let checked: Vec<u8> = kind.iter().copied().chain(body).collect();
        file.extend(&checked);
        file.extend(crc(&checked).to_be_bytes());
    }
    file
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// Lines of `bytes` bytes a pixel with filter bytes, in order, or in Adam7's passes.
pub(crate) fn png_lines(pixels: &[u8], width: u32, bytes: usize, interlaced: bool) -> Vec<u8> {
    let height = pixels.len() as u32 / width / bytes as u32;
    // Adam7's own table (PNG, 8.2): which pass each pixel of an 8×8 tile belongs to.
    const TILE: [&[u8; 8]; 8] = [
        b"16462646",
        b"77777777",
        b"56565656",
        b"77777777",
        b"36463646",
        b"77777777",
        b"56565656",
        b"77777777",
    ];
    let passes: Vec<Option<u8>> = if interlaced { (b'1'..=b'7').map(Some).collect() } else { vec![None] };
    let mut lines = Vec::new();
    for pass in passes {
        for y in 0..height {
            let line: Vec<u8> = (0..width)
                .filter(|x| pass.is_none_or(|pass| TILE[y as usize % 8][*x as usize % 8] == pass))
                .flat_map(|x| pixels[((y * width + x) as usize * bytes)..][..bytes].to_vec())
                .collect();
            if !line.is_empty() {
                lines.push(0);
                lines.extend(line);
            }
        }
    }
    lines
}

/// A scene as PNG, red, green and blue of 8 bits.
pub(crate) fn rgb_png(width: u32, height: u32, noise: u32) -> Vec<u8> {
    let pixels = scene(width, height, noise, 4);
    png(width, height, 8, 2, false, &png_lines(&pixels, width, 3, false))
}

/// Mean absolute difference of two equally long rows of samples.
pub(crate) fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(&a, &b)| f64::from(a.abs_diff(b))).sum::<f64>() / a.len() as f64
}
