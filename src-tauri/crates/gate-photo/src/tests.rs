//! The public functions.

use std::borrow::Cow;

use proptest::prelude::*;

use crate::samples::*;
use crate::*;

fn limits() -> Limits {
    Limits::default()
}

fn size_of(bytes: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).unwrap();
    (picture.width(), picture.height())
}

/// Within the limit, a JPEG another decoder takes, of the size that is said.
fn assert_sendable(fitted: &Fitted<'_>, limits: &Limits) {
    assert!(fitted.bytes.len() <= limits.max_bytes);
    assert!(fitted.encodes <= 3, "{} encodes", fitted.encodes);
    assert_eq!(size_of(&fitted.bytes), (fitted.width, fitted.height));
}

#[test]
fn a_sound_jpeg_within_the_limit_is_untouched() {
    for style in styles() {
        let photo = with_orientation(&jpeg(203, 149, 12, style), 6);
        let fitted = fit(&photo, &limits()).unwrap();
        assert!(fitted.untouched);
        assert_eq!(fitted.encodes, 0);
        assert_eq!((fitted.width, fitted.height), (203, 149));
        assert!(matches!(fitted.bytes, Cow::Borrowed(bytes) if bytes == photo));
    }
}

#[test]
fn the_limit_itself_is_within_the_limit() {
    let photo = jpeg(640, 480, 40, PLAIN);
    let at = |max_bytes| fit(&photo, &Limits { max_bytes, ..limits() }).unwrap().untouched;
    assert!(at(photo.len()));
    assert!(!at(photo.len() - 1));
}

#[test]
fn large_photos_land_between_four_fifths_and_the_whole_limit() {
    for (width, height, noise, quality) in [
        (4000, 3000, 60, 92),
        (4000, 3000, 255, 95),
        (1280, 720, 70, 97),
        (1920, 1080, 120, 90),
        (2592, 1944, 20, 96),
        (3000, 400, 200, 95),
        (401, 3999, 200, 95),
        (5600, 4000, 40, 95),
    ] {
        let photo = jpeg(width, height, noise, Style { quality, ..PLAIN });
        assert!(photo.len() > 500_000, "the test needs a large photo, not {}", photo.len());
        let fitted = fit(&photo, &limits()).unwrap();
        assert_sendable(&fitted, &limits());
        assert!(!fitted.untouched);
        assert!(
            (400_000..=500_000).contains(&fitted.bytes.len()),
            "{width}×{height} with noise {noise} came to {} bytes",
            fitted.bytes.len()
        );
        let (before, after) =
            (f64::from(width) / f64::from(height), f64::from(fitted.width) / f64::from(fitted.height));
        assert!((before / after - 1.0).abs() < 0.02, "{before} became {after}");
    }
}

#[test]
fn a_photo_a_little_too_large_keeps_its_size() {
    let photo = jpeg(1280, 720, 60, Style { quality: 95, ..PLAIN });
    assert!((500_001..900_000).contains(&photo.len()), "{}", photo.len());
    let fitted = fit(&photo, &limits()).unwrap();
    assert_sendable(&fitted, &limits());
    assert_eq!((fitted.width, fitted.height), (1280, 720));
}

#[test]
fn one_encode_is_usually_enough() {
    let photos = [(1280, 720, 90), (1600, 1200, 60), (2000, 1500, 100), (2400, 1800, 30)];
    let encodes: u32 = photos
        .iter()
        .map(|&(width, height, noise)| {
            let photo = jpeg(width, height, noise, Style { quality: 96, ..PLAIN });
            u32::from(fit(&photo, &limits()).unwrap().encodes)
        })
        .sum();
    assert!(encodes <= 5, "{encodes} encodes for four photos");
}

#[test]
fn progressive_and_grey_photos_are_fitted() {
    let progressive = jpeg(2000, 1500, 100, Style { progressive: true, quality: 92, ..PLAIN });
    let pixels: Vec<u8> = scene(2000, 1500, 200, 6).chunks_exact(3).map(|pixel| pixel[0]).collect();
    let grey = jpeg_of(&pixels, 2000, 1500, jpeg_encoder::ColorType::Luma, Style { quality: 92, ..PLAIN });
    for photo in [progressive, grey] {
        let fitted = fit(&photo, &limits()).unwrap();
        assert_sendable(&fitted, &limits());
        assert!(fitted.bytes.len() >= 400_000, "{}", fitted.bytes.len());
    }
}

#[test]
fn a_turned_photo_is_encoded_upright() {
    let photo = with_orientation(&jpeg(1600, 800, 120, Style { quality: 96, ..PLAIN }), 6);
    let fitted = fit(&photo, &limits()).unwrap();
    assert_sendable(&fitted, &limits());
    assert_eq!((fitted.width, fitted.height), (800, 1600));
}

#[test]
fn a_png_becomes_a_jpeg_and_a_small_one_stays_small() {
    let photo = rgb_png(320, 240, 0);
    let fitted = fit(&photo, &limits()).unwrap();
    assert_sendable(&fitted, &limits());
    assert!(!fitted.untouched);
    assert_eq!((fitted.width, fitted.height), (320, 240));
    assert!(fitted.bytes.len() < 100_000);
    let ours = image::load_from_memory(&fitted.bytes).unwrap().to_luma8();
    let theirs = image::load_from_memory(&photo).unwrap().to_luma8();
    assert!(difference(&ours, &theirs) < 2.0);
}

#[test]
fn a_large_png_lands_in_the_window() {
    for noise in [30, 120, 255] {
        let fitted_from = rgb_png(1920, 1080, noise);
        let fitted = fit(&fitted_from, &limits()).unwrap();
        assert_sendable(&fitted, &limits());
        assert!(fitted.bytes.len() >= 400_000, "noise {noise}: {}", fitted.bytes.len());
    }
}

#[test]
fn a_png_with_sides_no_jpeg_can_have_is_made_smaller() {
    let strip = rgb_png(70_000, 3, 40);
    let fitted = fit(&strip, &limits()).unwrap();
    assert_sendable(&fitted, &limits());
    assert_eq!(fitted.width, 65_535);
}

#[test]
fn the_same_photo_always_gives_the_same_bytes() {
    for photo in [jpeg(1600, 1200, 120, Style { quality: 95, ..PLAIN }), rgb_png(640, 480, 60)] {
        assert_eq!(fit(&photo, &limits()), fit(&photo, &limits()));
        assert_eq!(thumbnail(&photo, 200), thumbnail(&photo, 200));
    }
}

#[test]
fn any_limit_is_kept_or_refused() {
    let photo = jpeg(800, 600, 120, PLAIN);
    for max_bytes in [100_000, 30_000, 8_000, 3_000, 1_500, 700] {
        let limits = Limits { max_bytes, ..limits() };
        match fit(&photo, &limits) {
            Ok(fitted) => assert_sendable(&fitted, &limits),
            Err(error) => {
                assert_eq!(error, PhotoError::CannotFit { max_bytes });
                assert!(max_bytes <= 1_500);
            }
        }
    }
    let nothing = fit(&photo, &Limits { max_bytes: 0, ..limits() });
    assert_eq!(nothing, Err(PhotoError::CannotFit { max_bytes: 0 }));
}

#[test]
fn what_is_no_picture_is_told_apart_from_what_is_broken() {
    let text = "这不是照片 — a page that says 404 Not Found".as_bytes();
    for bytes in [
        text,
        b"",
        b"\xFF\xD8",
        b"GIF89a\x01\0\x01\0",
        b"RIFF\0\0\0\0WEBP",
        b"BM",
        "BMW 浙B12345, 2026-11-21 17:32".as_bytes(),
        b"<svg/>",
    ] {
        assert_eq!(fit(bytes, &limits()), Err(PhotoError::NotAPicture));
        assert_eq!(inspect(bytes), Err(PhotoError::NotAPicture));
        assert_eq!(thumbnail(bytes, 100), Err(PhotoError::NotAPicture));
    }
    for bytes in [
        &b"\xFF\xD8\xFF\xE0"[..],
        b"\xFF\xD8\xFFtext",
        b"\x89PNG\r\n\x1a\n",
        b"\xFF\xD8\xFF\xD9",
        b"RIFF\0\0\0\0WEBPVP8 ",
    ] {
        let error = fit(bytes, &limits()).unwrap_err();
        assert!(error.is_broken(), "{error}");
    }
}

#[test]
fn sixty_megapixels_are_refused_by_the_header_alone() {
    let refused = Err(PhotoError::TooManyPixels { width: 10_000, height: 6_000 });
    let bomb = claiming(&jpeg(64, 48, 0, PLAIN), 10_000, 6_000);
    // Nothing behind the header is there to be decoded.
    let scan = segments(&bomb).last().unwrap().1;
    for bytes in [&bomb[..], &bomb[..scan]] {
        assert_eq!(fit(bytes, &limits()), refused);
        assert_eq!(verify(bytes, &limits()).map(drop), refused.clone().map(drop));
        assert_eq!(thumbnail(bytes, 100).map(drop), refused.clone().map(drop));
    }
    assert_eq!(inspect(&bomb), Ok(Info { format: Format::Jpeg, width: 10_000, height: 6_000 }));

    let png = png(10_000, 6_000, 8, 2, false, &[]);
    assert_eq!(fit(&png, &limits()), refused);
    assert_eq!(fit(&png[..40], &limits()), refused);
}

#[test]
fn exactly_forty_megapixels_are_taken() {
    let exactly = claiming(&jpeg(64, 48, 0, PLAIN), 8_000, 5_000);
    assert!(fit(&exactly, &limits()).unwrap_err().is_broken());
    let one_line_more = claiming(&jpeg(64, 48, 0, PLAIN), 8_000, 5_001);
    assert!(fit(&one_line_more, &limits()).unwrap_err().is_too_large());
}

#[test]
fn a_cut_photo_is_broken_whether_small_or_large() {
    let small = jpeg(320, 240, 40, PLAIN);
    let large = jpeg(1600, 1200, 120, Style { quality: 95, ..PLAIN });
    let png = rgb_png(160, 120, 60);
    for photo in [small, large, png] {
        for eighth in 1..8 {
            let error = fit(&photo[..photo.len() * eighth / 8], &limits()).unwrap_err();
            assert!(error.is_broken(), "{eighth}/8: {error}");
        }
        assert!(fit(&photo[..photo.len() - 1], &limits()).unwrap_err().is_broken());
    }
}

#[test]
fn a_thumbnail_is_as_wide_as_asked_and_never_enlarged() {
    let photo = jpeg(1203, 749, 30, PLAIN);
    for (max_width, size) in [(320, (320, 199)), (150, (150, 93)), (1203, (1203, 749)), (5000, (1203, 749))] {
        assert_eq!(size_of(&thumbnail(&photo, max_width).unwrap()), size);
    }
    assert_eq!(size_of(&thumbnail(&with_orientation(&photo, 8), 200).unwrap()), (200, 321));
    assert_eq!(size_of(&thumbnail(&rgb_png(400, 100, 5), 80).unwrap()), (80, 20));
    assert_eq!(size_of(&thumbnail(&jpeg(1, 33, 0, PLAIN), 80).unwrap()), (1, 33));
    assert_eq!(size_of(&thumbnail(&photo, 0).unwrap()), (1, 1));
}

#[test]
fn verify_says_what_fit_would() {
    let photo = jpeg(203, 149, 12, PLAIN);
    assert_eq!(verify(&photo, &limits()), Ok(Info { format: Format::Jpeg, width: 203, height: 149 }));
    assert!(verify(&photo[..photo.len() / 2], &limits()).unwrap_err().is_broken());
    assert!(verify(&rgb_png(64, 48, 3), &limits()).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_files_are_fitted_or_refused(
        is_png in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
        max_bytes in 1_000usize..20_000,
    ) {
        let mut bytes = if is_png { rgb_png(90, 60, 80) } else { jpeg(90, 60, 80, PLAIN) };
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let limits = Limits { max_bytes, max_alloc: 4_000_000, ..Limits::default() };
        match fit(&bytes, &limits) {
            // Sound to us may still be odd to the other decoder.
            Ok(fitted) if fitted.untouched => prop_assert_eq!(&fitted.bytes[..], &bytes[..]),
            Ok(fitted) => assert_sendable(&fitted, &limits),
            Err(error) => prop_assert_ne!(error, PhotoError::Broken("the decoder gave up")),
        }
    }

    #[test]
    fn any_bytes_are_refused_calmly(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(fit(&bytes, &Limits::default()).is_err());
    }
}
