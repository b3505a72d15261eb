//! A small RGB canvas: what a drawn photo needs and no more.

/// An opaque colour: red, green, blue.
pub(super) type Rgb = [u8; 3];

/// A point in pixels.
pub(super) type Point = (f32, f32);

/// An RGB picture in memory, three bytes a pixel, rows from the top.
pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    /// A black canvas.
    pub(super) fn new(width: u32, height: u32) -> Self {
        Canvas { width, height, pixels: vec![0; width as usize * height as usize * 3] }
    }

    /// Fills the rows between two heights with a gradient from `top` to `bottom`.
    pub(super) fn gradient(&mut self, from_y: f32, to_y: f32, top: Rgb, bottom: Rgb) {
        let first = row(from_y, self.height);
        let last = row(to_y, self.height);
        let span = (last.saturating_sub(first)).max(1) as f32;
        let stride = self.width as usize * 3;
        for y in first..last {
            let colour = mix(top, bottom, (y - first) as f32 / span);
            let line = &mut self.pixels[y as usize * stride..(y as usize + 1) * stride];
            for pixel in line.chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// Fills an upright rectangle.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Rgb) {
        self.polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour, colour);
    }

    /// Fills a convex or concave polygon (even-odd), shaded from `top` to `bottom` over its height, with soft left
    /// and right edges.
    pub(super) fn polygon(&mut self, corners: &[Point], top: Rgb, bottom: Rgb) {
        let lowest = corners.iter().fold(f32::MAX, |least, corner| least.min(corner.1));
        let highest = corners.iter().fold(f32::MIN, |most, corner| most.max(corner.1));
        let span = (highest - lowest).max(1.0);
        let mut crossings: Vec<f32> = Vec::with_capacity(corners.len());
        for y in row(lowest, self.height)..row(highest, self.height) {
            let middle = y as f32 + 0.5;
            crossings.clear();
            for (index, &(x1, y1)) in corners.iter().enumerate() {
                let (x2, y2) = corners[(index + 1) % corners.len()];
                if (y1 <= middle) != (y2 <= middle) {
                    crossings.push(x1 + (middle - y1) / (y2 - y1) * (x2 - x1));
                }
            }
            crossings.sort_by(f32::total_cmp);
            let colour = mix(top, bottom, ((middle - lowest) / span).clamp(0.0, 1.0));
            for pair in crossings.chunks_exact(2) {
                self.span(y, pair[0], pair[1], colour);
            }
        }
    }

    /// Fills an ellipse.
    pub(super) fn ellipse(&mut self, centre: Point, radius_x: f32, radius_y: f32, colour: Rgb, opacity: f32) {
        for y in row(centre.1 - radius_y, self.height)..row(centre.1 + radius_y, self.height) {
            let offset = (y as f32 + 0.5 - centre.1) / radius_y;
            let half = radius_x * (1.0 - offset * offset).max(0.0).sqrt();
            let first = column(centre.0 - half, self.width);
            for x in first..column(centre.0 + half, self.width) {
                self.blend(x, y, colour, opacity);
            }
        }
    }

    /// Adds light around a point, fading to nothing at `radius`.
    pub(super) fn glow(&mut self, centre: Point, radius: f32, colour: Rgb, strength: f32) {
        for y in row(centre.1 - radius, self.height)..row(centre.1 + radius, self.height) {
            for x in column(centre.0 - radius, self.width)..column(centre.0 + radius, self.width) {
                let (dx, dy) = (x as f32 - centre.0, y as f32 - centre.1);
                let near = 1.0 - (dx * dx + dy * dy).sqrt() / radius;
                if near > 0.0 {
                    self.blend(x, y, colour, near * near * strength);
                }
            }
        }
    }

    /// Lays a colour over one pixel; outside the canvas nothing happens.
    pub(super) fn blend(&mut self, x: u32, y: u32, colour: Rgb, opacity: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let share = (opacity.clamp(0.0, 1.0) * 256.0) as i32;
        for (channel, value) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            let old = i32::from(*channel);
            *channel = (old + (((i32::from(value) - old) * share) >> 8)) as u8;
        }
    }

    /// Multiplies the whole picture by a tint, in 256ths per channel: night, dusk, infrared.
    pub(super) fn tint(&mut self, factors: [u16; 3]) {
        for pixel in self.pixels.chunks_exact_mut(3) {
            for (channel, factor) in pixel.iter_mut().zip(factors) {
                *channel = ((u32::from(*channel) * u32::from(factor)) >> 8).min(255) as u8;
            }
        }
    }

    fn span(&mut self, y: u32, from: f32, to: f32, colour: Rgb) {
        let from = from.max(0.0);
        let to = to.min(self.width as f32);
        if to <= from {
            return;
        }
        let first = from.ceil() as u32;
        let last = to.floor() as u32;
        if first > 0 {
            self.blend(first - 1, y, colour, first as f32 - from);
        }
        self.blend(last, y, colour, to - last as f32);
        if last > first {
            let base = y as usize * self.width as usize;
            let line = &mut self.pixels[(base + first as usize) * 3..(base + last as usize) * 3];
            for pixel in line.chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }
}

fn row(y: f32, height: u32) -> u32 {
    (y.round().max(0.0) as u32).min(height)
}

fn column(x: f32, width: u32) -> u32 {
    (x.round().max(0.0) as u32).min(width)
}

/// A colour between two: `share` 0 is the first, 1 the second.
pub(super) fn mix(first: Rgb, second: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|channel| {
        let (a, b) = (f32::from(first[channel]), f32::from(second[channel]));
        (a + (b - a) * share).round() as u8
    })
}
