use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, SamplingFactor};
use proptest::prelude::*;

use super::*;
use crate::picture::Canvas;
use crate::samples::*;
use crate::{Format, Limits, inspect};

const END: [u8; 2] = [0xFF, 0xD9];

fn decoded(bytes: &[u8], scale: Scale) -> Result<Picture, PhotoError> {
    decode(bytes, &inspect(bytes)?, &Limits::default(), scale)
}

/// What another decoder makes of it, in our form.
fn reference(bytes: &[u8]) -> Picture {
    let rgb: RgbImage = image::load_from_memory(bytes).unwrap().to_rgb8();
    canvas(&rgb)
}

fn canvas(rgb: &RgbImage) -> Picture {
    let mut canvas = Canvas::new(rgb.width(), rgb.height());
    for (x, y, pixel) in rgb.enumerate_pixels() {
        canvas.put(x, y, pixel.0);
    }
    canvas.finish()
}

fn assert_near(ours: &Picture, theirs: &Picture, luma: f64, chroma: f64, what: &str) {
    assert_eq!((ours.width(), ours.height()), (theirs.width(), theirs.height()), "{what}");
    let off = difference(&ours.luma.samples, &theirs.luma.samples);
    assert!(off < luma, "{what}: luma is {off} off");
    if let (Some(ours), Some(theirs)) = (&ours.chroma, &theirs.chroma) {
        for (a, b) in ours.iter().zip(theirs) {
            let off = difference(&a.samples, &b.samples);
            assert!(off < chroma, "{what}: chroma is {off} off");
        }
    }
}

#[test]
fn baseline_decodes_as_another_decoder_decodes_it() {
    // The other decoder errs with 4:1 sampling and with scans of single components; the next test covers
    // those.
    let common =
        |style: &Style| !style.progressive && !style.optimised && style.sampling != SamplingFactor::F_4_1;
    for style in styles().into_iter().filter(common) {
        for (width, height) in [(64, 48), (203, 149), (16, 33)] {
            let bytes = jpeg(width, height, 12, style);
            let what = format!("{style:?} {width}×{height}");
            // Upsampling differs between decoders, so colour is compared loosely and only where there is
            // enough.
            let chroma = if width.min(height) < 48 { 255.0 } else { 4.0 };
            assert_near(&decoded(&bytes, Scale::Full).unwrap(), &reference(&bytes), 1.5, chroma, &what);
        }
    }
}

#[test]
fn every_order_of_the_same_coefficients_gives_the_same_picture() {
    for style in styles() {
        for (width, height) in [(64, 48), (203, 149), (17, 1), (1, 33)] {
            let plain = jpeg(width, height, 12, Style { sampling: style.sampling, ..PLAIN });
            let unsampled = jpeg(width, height, 12, Style { sampling: SamplingFactor::F_1_1, ..PLAIN });
            let other = jpeg(width, height, 12, style);
            for scale in Scale::ALL {
                let (plain, other) = (decoded(&plain, scale).unwrap(), decoded(&other, scale).unwrap());
                assert!(plain == other, "{style:?} {width}×{height} {scale:?}");
                // How colour is sampled makes no difference to the luma.
                assert_eq!(plain.luma, decoded(&unsampled, scale).unwrap().luma);
            }
        }
    }
}

#[test]
fn grey_stays_grey() {
    let grey: Vec<u8> = scene(131, 77, 10, 3).chunks_exact(3).map(|pixel| pixel[0]).collect();
    for progressive in [false, true] {
        for sampling in [SamplingFactor::F_1_1, SamplingFactor::F_2_2] {
            let style = Style { progressive, sampling, quality: 95, ..PLAIN };
            let bytes = jpeg_of(&grey, 131, 77, ColorType::Luma, style);
            let picture = decoded(&bytes, Scale::Full).unwrap();
            assert!(picture.chroma.is_none());
            assert!(difference(&picture.luma.samples, &grey) < 2.5);
        }
    }
}

#[test]
fn grey_with_sampling_factors_of_its_own_is_read() {
    // A lone component's factors have no meaning (T.81, A.2.2), and some cameras write 2×2.
    let grey: Vec<u8> = scene(131, 77, 10, 3).chunks_exact(3).map(|pixel| pixel[0]).collect();
    let mut bytes = jpeg_of(&grey, 131, 77, ColorType::Luma, Style { quality: 95, ..PLAIN });
    let (_, start, _) = segments(&bytes).into_iter().find(|(marker, ..)| *marker == 0xC0).unwrap();
    bytes[start + 11] = 0x22;
    let picture = decoded(&bytes, Scale::Full).unwrap();
    assert!(difference(&picture.luma.samples, &grey) < 2.5);
}

#[test]
fn a_reduced_decode_is_the_picture_made_smaller() {
    for style in styles() {
        let bytes = jpeg(203, 149, 12, style);
        let whole = decoded(&bytes, Scale::Full).unwrap();
        for (scale, step) in [(Scale::Half, 2), (Scale::Quarter, 4), (Scale::Eighth, 8)] {
            let reduced = decoded(&bytes, scale).unwrap();
            assert_eq!((reduced.width(), reduced.height()), (203u32.div_ceil(step), 149u32.div_ceil(step)));
            // Whole tiles only: at the edge the block's padding is mixed in.
            let (mut off, tiles) = (0u32, (149 / step) * (203 / step));
            for tile in 0..tiles {
                let (x, y) = (tile % (203 / step), tile / (203 / step));
                let sum: u32 = (0..step * step)
                    .map(|i| u32::from(whole.luma.line(y * step + i / step)[(x * step + i % step) as usize]))
                    .sum();
                off += u32::from(reduced.luma.line(y)[x as usize]).abs_diff(sum / (step * step));
            }
            // A tile's mean is a blunter filter than the transform; at 1/8 they are the same.
            let off = f64::from(off) / f64::from(tiles);
            let most = if scale == Scale::Eighth { 1.0 } else { 4.0 };
            assert!(off < most, "{style:?} {scale:?}: {off} off");
        }
    }
}

#[test]
fn a_cut_anywhere_is_found_out_even_with_an_end_marker_glued_on() {
    for style in styles() {
        let bytes = jpeg(75, 53, 25, style);
        let scan = segments(&bytes).last().unwrap().2;
        verify(&bytes, usize::MAX).unwrap();
        for cut in 0..bytes.len() - 2 {
            let cut_short = &bytes[..cut];
            assert!(verify(cut_short, usize::MAX).is_err(), "{style:?} cut at {cut}");
            if cut >= scan {
                let glued = [cut_short, &END].concat();
                let found = verify(&glued, usize::MAX);
                assert!(
                    matches!(found, Err(PhotoError::Broken(_))),
                    "{style:?} cut at {cut}, glued: {found:?}"
                );
                let found = decoded(&glued, Scale::Half);
                assert!(matches!(found, Err(PhotoError::Broken(_))), "{style:?} cut at {cut}, glued");
            }
        }
        // The end marker belongs to the file.
        assert!(verify(&bytes[..bytes.len() - 2], usize::MAX).is_err());
    }
}

#[test]
fn a_progressive_file_without_its_last_scan_is_broken() {
    let bytes = jpeg(75, 53, 25, Style { progressive: true, ..PLAIN });
    let last = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let without = [&bytes[..last], &END].concat();
    assert!(matches!(verify(&without, usize::MAX), Err(PhotoError::Broken(_))));
}

#[test]
fn a_restart_interval_lost_in_the_middle_is_found_out() {
    let bytes = jpeg(203, 149, 25, Style { restart: 3, ..PLAIN });
    let scan = segments(&bytes).last().unwrap().2;
    let marks: Vec<usize> = (scan..bytes.len() - 1)
        .filter(|&at| bytes[at] == 0xFF && (0xD0..=0xD7).contains(&bytes[at + 1]))
        .collect();
    let without = [&bytes[..marks[2]], &bytes[marks[3]..]].concat();
    assert!(matches!(verify(&without, usize::MAX), Err(PhotoError::Broken(_))));
}

#[test]
fn what_does_no_harm_is_passed_over() {
    let bytes = jpeg(75, 53, 25, PLAIN);
    let whole = decoded(&bytes, Scale::Full).unwrap();
    let scan = *segments(&bytes).last().unwrap();
    let fill = [&bytes[..scan.1], &[0xFF, 0xFF, 0xFF], &bytes[scan.1..]].concat();
    let behind = [&bytes[..], &bytes[..], b"a film or a maker's note"].concat();
    let mut between = bytes.clone();
    between.splice(scan.1..scan.1, [0, 1, 2]);
    let mut padded = bytes.clone();
    padded.splice(bytes.len() - 2..bytes.len() - 2, [0, 0, 0, 0]);
    let mut restart_at_end = bytes.clone();
    restart_at_end.splice(bytes.len() - 2..bytes.len() - 2, [0xFF, 0xD0]);
    let comment = with_segment(&bytes, 0xFE, b"a camera's name");
    let thumbnail = with_segment(&bytes, 0xE1, &[b"Exif\0\0", &bytes[..]].concat());
    for (what, bytes) in [
        ("fill bytes", fill),
        ("trailing bytes", behind),
        ("bytes between segments", between),
        ("padding behind the scan", padded),
        ("a last restart marker", restart_at_end),
        ("a comment", comment),
        ("a thumbnail within EXIF", thumbnail),
    ] {
        assert_eq!(decoded(&bytes, Scale::Full).as_ref(), Ok(&whole), "{what}");
    }
}

#[test]
fn a_scan_of_coefficients_that_cannot_be_is_broken() {
    let mut bytes = jpeg(75, 53, 25, PLAIN);
    let (_, _, scan) = *segments(&bytes).last().unwrap();
    // Zero in a baseline file is wrong too, but common and harmless.
    bytes[scan - 2] = 0;
    assert_eq!(verify(&bytes, usize::MAX), Ok(()));
    bytes[scan - 2] = 64;
    assert!(matches!(verify(&bytes, usize::MAX), Err(PhotoError::Broken(_))));
}

#[test]
fn frames_without_huffman_tables_use_the_standard_ones() {
    // As cut out of an MJPEG stream; the encoder's own tables are those of Annex K.
    let bytes = jpeg(75, 53, 25, PLAIN);
    let mut without = bytes.clone();
    for (marker, start, end) in segments(&bytes).into_iter().rev() {
        if marker == 0xC4 {
            without.drain(start..end);
        }
    }
    assert!(without.len() < bytes.len());
    assert_eq!(decoded(&without, Scale::Full), decoded(&bytes, Scale::Full));
}

#[test]
fn inks_become_light() {
    // Half a plain of one colour: red, green, blue, white, dark.
    for (cmyk, rgb) in [
        ([0u8, 255, 255, 0], [255u8, 0, 0]),
        ([255, 0, 255, 0], [0, 255, 0]),
        ([255, 255, 0, 0], [0, 0, 255]),
        ([0, 0, 0, 0], [255, 255, 255]),
        ([0, 0, 0, 200], [55, 55, 55]),
    ] {
        let expected = canvas(&RgbImage::from_pixel(40, 24, image::Rgb(rgb)));
        // The encoder writes ink as Adobe does, inverted.
        for colour in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let style = Style { quality: 100, ..PLAIN };
            let bytes = jpeg_of(&cmyk.repeat(40 * 24), 40, 24, colour, style);
            let picture = decoded(&bytes, Scale::Full).unwrap();
            assert_near(&picture, &expected, 3.0, 3.0, &format!("{cmyk:?} {colour:?}"));
        }
    }
}

#[test]
fn components_named_rgb_are_not_converted() {
    let pixels = scene(40, 24, 0, 2);
    let style = Style { quality: 100, sampling: SamplingFactor::F_1_1, ..PLAIN };
    let mut bytes = jpeg_of(&pixels, 40, 24, ColorType::Ycbcr, style);
    let parts = segments(&bytes);
    let (_, frame, _) = *parts.iter().find(|(marker, ..)| *marker == 0xC0).unwrap();
    let (_, scan, _) = *parts.last().unwrap();
    for (index, name) in b"RGB".iter().enumerate() {
        bytes[frame + 10 + 3 * index] = *name;
        bytes[scan + 5 + 2 * index] = *name;
    }
    let (_, jfif, end) = parts[0];
    bytes.drain(jfif..end);
    let expected = canvas(&RgbImage::from_raw(40, 24, pixels).unwrap());
    assert_near(&decoded(&bytes, Scale::Full).unwrap(), &expected, 2.0, 2.0, "RGB");
}

#[test]
fn every_orientation_comes_out_upright() {
    let (width, height) = (48, 32);
    let rgb = RgbImage::from_raw(width, height, scene(width, height, 0, 5)).unwrap();
    let bytes = jpeg_of(rgb.as_raw(), width, height, ColorType::Rgb, Style { quality: 98, ..PLAIN });
    for orientation in 1..=8 {
        let mut expected = DynamicImage::ImageRgb8(rgb.clone());
        expected.apply_orientation(image::metadata::Orientation::from_exif(orientation).unwrap());
        let marked = with_orientation(&bytes, orientation);
        assert_eq!(super::orientation(&marked), orientation);
        let picture = decoded(&marked, Scale::Full).unwrap();
        assert_near(&picture, &canvas(&expected.to_rgb8()), 2.5, 3.5, &format!("orientation {orientation}"));
    }
    for senseless in [0, 9, 200] {
        let picture = decoded(&with_orientation(&bytes, senseless), Scale::Full).unwrap();
        assert_eq!((picture.width(), picture.height()), (width, height));
    }
}

#[test]
fn kinds_nobody_sends_are_not_pictures() {
    let bytes = jpeg(75, 53, 25, PLAIN);
    let (_, start, _) = segments(&bytes).into_iter().find(|(marker, ..)| *marker == 0xC0).unwrap();
    for kind in [0xC3, 0xC5, 0xC9, 0xCB, 0xCF] {
        let mut other = bytes.clone();
        other[start + 1] = kind;
        assert_eq!(inspect(&other), Err(PhotoError::NotAPicture));
    }
    let mut twelve_bits = bytes.clone();
    twelve_bits[start + 4] = 12;
    assert_eq!(inspect(&twelve_bits), Err(PhotoError::NotAPicture));
}

#[test]
fn memory_is_bounded_by_a_smaller_scale() {
    let bytes = jpeg(400, 300, 10, PLAIN);
    let info = inspect(&bytes).unwrap();
    let at = |max_alloc| {
        let limits = Limits { max_alloc, ..Limits::default() };
        decode(&bytes, &info, &limits, Scale::Full).map(|picture| picture.width())
    };
    // 400×304 pixels of luma and half as many of chroma.
    assert_eq!(at(182_400), Ok(400));
    assert_eq!(at(182_399), Ok(200));
    assert_eq!(at(20_000), Ok(100));
    assert_eq!(at(100), Err(PhotoError::TooManyPixels { width: 400, height: 300 }));
}

#[test]
fn a_file_of_nothing_but_scans_ends_soon() {
    let bytes = jpeg(75, 53, 25, Style { progressive: true, ..PLAIN });
    let (_, start, end) = *segments(&bytes).last().unwrap();
    let mut scans = bytes[..start].to_vec();
    for _ in 0..10_000 {
        scans.extend(&bytes[start..end]);
    }
    scans.extend(END);
    assert!(matches!(verify(&scans, usize::MAX), Err(PhotoError::Broken(_))));
}

#[test]
fn chroma_is_half_of_odd_sides_rounded_up() {
    let picture = decoded(&jpeg(203, 149, 0, PLAIN), Scale::Full).unwrap();
    let [blue, red] = picture.chroma.unwrap();
    assert_eq!((blue.width, blue.height), (102, 75));
    assert_eq!((red.width, red.height), (102, 75));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Without the guard that turns panics into errors.
    #[test]
    fn damage_never_panics(
        style in 0..25usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        drop_some in any::<bool>(),
        scale in prop::sample::select(Scale::ALL.to_vec()),
    ) {
        let mut bytes = jpeg(67, 41, 30, styles()[style]);
        for (place, value) in changes {
            let place = place.index(bytes.len() - 2) + 2;
            bytes[place] = value;
        }
        if drop_some {
            let at = cut.index(bytes.len() - 60);
            bytes.drain(at + 20..at + 60);
        }
        let limits = Limits { max_alloc: 4_000_000, ..Limits::default() };
        let info = Info { format: Format::Jpeg, width: 67, height: 41 };
        let checked = verify(&bytes, 4_000_000);
        let decoded = decode(&bytes, &info, &limits, scale);
        // What decodes was found sound, and the other way round, unless memory decided.
        if !matches!(decoded, Err(PhotoError::TooManyPixels { .. })) && checked.is_ok() {
            prop_assert!(decoded.is_ok());
        }
    }

    #[test]
    fn noise_behind_a_beginning_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [&[0xFF, 0xD8, 0xFF], &bytes[..]].concat();
        prop_assert!(verify(&bytes, 4_000_000).is_err());
    }
}
