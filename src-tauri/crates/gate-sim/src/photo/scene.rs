//! What stands around the plate: ground, booth, barrier and a vehicle, seen from the lane's camera.
//!
//! Coordinates are those of a 1280×720 picture; a larger one is the same scene scaled.

use super::PhotoSpec;
use super::canvas::{Canvas, Point, Rgb, mix};
use super::plate::{self, PlateLook};
use super::seeded::Seeded;

const PAINTS: [Rgb; 9] = [
    [236, 236, 238],
    [32, 33, 36],
    [146, 150, 156],
    [190, 194, 198],
    [140, 26, 30],
    [28, 52, 108],
    [88, 70, 54],
    [200, 168, 116],
    [40, 92, 74],
];

/// Which outline a vehicle has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Sedan,
    OffRoad,
    Truck,
}

/// A position in the scene turned into pixels.
#[derive(Clone, Copy)]
struct Frame {
    scale: f32,
    dx: f32,
    dy: f32,
}

impl Frame {
    fn at(self, (x, y): Point) -> Point {
        ((x + self.dx) * self.scale, (y + self.dy) * self.scale)
    }

    fn shape<const CORNERS: usize>(self, corners: [Point; CORNERS]) -> [Point; CORNERS] {
        corners.map(|corner| self.at(corner))
    }
}

/// Draws everything but the burnt-in text and the noise.
pub(super) fn draw(canvas: &mut Canvas, spec: &PhotoSpec) {
    let scale = canvas.width as f32 / 1280.0;
    let still = Frame { scale, dx: 0.0, dy: 0.0 };
    let mut place = Seeded::new(spec.seed);
    surroundings(canvas, still, spec);
    let mut vehicle = Seeded::new(spec.vehicle);
    let body = match spec.look {
        PlateLook::Yellow | PlateLook::YellowGreen => Body::Truck,
        _ if vehicle.below(3) == 0 => Body::OffRoad,
        _ => Body::Sedan,
    };
    let paint = PAINTS[vehicle.below(PAINTS.len() as u64) as usize];
    let moved = Frame { scale, dx: place.below(121) as f32 - 60.0, dy: place.below(31) as f32 - 15.0 };
    car(canvas, moved, spec, body, paint);
    if spec.night {
        night(canvas, moved, spec.leaving);
    }
    let (x, y) = moved.at((515.0, 548.0));
    plate::draw(canvas, &spec.plate, spec.look, x, y, 250.0 * scale, 78.0 * scale);
    if spec.night {
        let (x, y) = moved.at((640.0, 587.0));
        canvas.glow((x, y), 150.0 * scale, [255, 255, 246], 0.18);
    }
}

fn surroundings(canvas: &mut Canvas, frame: Frame, spec: &PhotoSpec) {
    let height = canvas.height as f32;
    canvas.gradient(0.0, height * 0.30, [186, 202, 218], [214, 220, 224]);
    canvas.gradient(height * 0.30, height, [122, 122, 120], [92, 92, 94]);
    let wall: Rgb = if spec.leaving { [168, 158, 146] } else { [150, 160, 170] };
    canvas.polygon(
        &frame.shape([(0.0, 90.0), (470.0, 110.0), (470.0, 250.0), (0.0, 290.0)]),
        wall,
        mix(wall, [60, 60, 60], 0.35),
    );
    for window in 0..4 {
        let left = 40.0 + window as f32 * 104.0;
        let (x, y) = frame.at((left, 132.0));
        canvas.rectangle(x, y, 62.0 * frame.scale, 58.0 * frame.scale, [84, 100, 116]);
    }
    for (near, far) in [(150.0, 500.0), (1130.0, 780.0)] {
        canvas.polygon(
            &frame.shape([(far, 216.0), (far + 8.0, 216.0), (near + 34.0, 720.0), (near, 720.0)]),
            [206, 200, 176],
            [226, 222, 206],
        );
    }
    let booth = if spec.leaving { 1060.0 } else { 1040.0 };
    canvas.polygon(
        &frame.shape([(booth, 140.0), (booth + 200.0, 140.0), (booth + 200.0, 520.0), (booth, 480.0)]),
        [216, 216, 212],
        [168, 170, 172],
    );
    canvas.polygon(
        &frame.shape([
            (booth + 22.0, 186.0),
            (booth + 178.0, 186.0),
            (booth + 178.0, 318.0),
            (booth + 22.0, 308.0),
        ]),
        [96, 122, 138],
        [58, 74, 86],
    );
    let (x, y) = frame.at((985.0, 300.0));
    canvas.rectangle(x, y, 44.0 * frame.scale, 190.0 * frame.scale, [232, 150, 30]);
    for stripe in 0..9 {
        let left = 985.0 - (stripe + 1) as f32 * 62.0;
        let lift = (stripe + 1) as f32 * 14.0;
        let colour: Rgb = if stripe % 2 == 0 { [206, 36, 36] } else { [238, 238, 236] };
        canvas.polygon(
            &frame.shape([
                (left, 318.0 - lift),
                (left + 62.0, 304.0 - lift + 28.0),
                (left + 62.0, 318.0 - lift + 28.0),
                (left, 332.0 - lift),
            ]),
            colour,
            colour,
        );
    }
}

fn car(canvas: &mut Canvas, frame: Frame, spec: &PhotoSpec, body: Body, paint: Rgb) {
    let light = mix(paint, [255, 255, 255], 0.22);
    let dark = mix(paint, [0, 0, 0], 0.45);
    let roof = match body {
        Body::Sedan => 236.0,
        Body::OffRoad => 176.0,
        Body::Truck => 70.0,
    };
    let slope = if body == Body::Truck { 20.0 } else { 104.0 };
    canvas.ellipse(frame.at((640.0, 664.0)), 380.0 * frame.scale, 38.0 * frame.scale, [20, 20, 22], 0.75);
    for left in [336.0, 838.0] {
        canvas.polygon(
            &frame.shape([(left, 560.0), (left + 106.0, 560.0), (left + 98.0, 682.0), (left + 8.0, 682.0)]),
            [34, 34, 36],
            [14, 14, 15],
        );
    }
    canvas.polygon(
        &frame.shape([(330.0 + slope, roof), (950.0 - slope, roof), (948.0, 404.0), (332.0, 404.0)]),
        light,
        paint,
    );
    let glass = [(352.0 + slope, roof + 18.0), (928.0 - slope, roof + 18.0), (914.0, 390.0), (366.0, 390.0)];
    canvas.polygon(&frame.shape(glass), [104, 124, 142], [26, 34, 44]);
    canvas.polygon(
        &frame.shape([
            (430.0 + slope * 0.8, roof + 24.0),
            (510.0 + slope * 0.6, roof + 24.0),
            (470.0, 386.0),
            (396.0, 386.0),
        ]),
        [148, 166, 180],
        [52, 62, 72],
    );
    for side in [296.0, 940.0] {
        canvas.ellipse(frame.at((side + 22.0, 388.0)), 30.0 * frame.scale, 19.0 * frame.scale, dark, 1.0);
    }
    canvas.polygon(
        &frame.shape([
            (338.0, 400.0),
            (942.0, 400.0),
            (976.0, 472.0),
            (980.0, 600.0),
            (944.0, 640.0),
            (336.0, 640.0),
            (300.0, 600.0),
            (304.0, 472.0),
        ]),
        light,
        dark,
    );
    canvas.polygon(
        &frame.shape([(360.0, 402.0), (920.0, 402.0), (898.0, 458.0), (382.0, 458.0)]),
        mix(light, [255, 255, 255], 0.12),
        paint,
    );
    if spec.leaving {
        rear(canvas, frame, dark)
    } else {
        front(canvas, frame, paint)
    }
    canvas.polygon(
        &frame.shape([(306.0, 612.0), (974.0, 612.0), (944.0, 652.0), (336.0, 652.0)]),
        [44, 44, 47],
        [24, 24, 26],
    );
}

fn front(canvas: &mut Canvas, frame: Frame, paint: Rgb) {
    canvas.polygon(
        &frame.shape([(468.0, 472.0), (812.0, 472.0), (784.0, 534.0), (496.0, 534.0)]),
        [40, 40, 43],
        [18, 18, 20],
    );
    for bar in 0..4 {
        let y = 480.0 + bar as f32 * 13.0;
        let inset = bar as f32 * 6.0;
        canvas.polygon(
            &frame.shape([
                (476.0 + inset, y),
                (804.0 - inset, y),
                (802.0 - inset, y + 4.0),
                (478.0 + inset, y + 4.0),
            ]),
            [150, 152, 156],
            [120, 122, 126],
        );
    }
    canvas.ellipse(frame.at((640.0, 502.0)), 24.0 * frame.scale, 17.0 * frame.scale, [206, 208, 212], 1.0);
    canvas.ellipse(frame.at((640.0, 502.0)), 15.0 * frame.scale, 10.0 * frame.scale, paint, 1.0);
    for lamp in [
        [(318.0, 466.0), (450.0, 486.0), (440.0, 530.0), (322.0, 520.0)],
        [(962.0, 466.0), (830.0, 486.0), (840.0, 530.0), (958.0, 520.0)],
    ] {
        canvas.polygon(&frame.shape(lamp), [244, 246, 248], [186, 196, 206]);
    }
}

fn rear(canvas: &mut Canvas, frame: Frame, dark: Rgb) {
    canvas.polygon(
        &frame.shape([(420.0, 470.0), (860.0, 470.0), (858.0, 475.0), (422.0, 475.0)]),
        dark,
        dark,
    );
    canvas.ellipse(frame.at((640.0, 500.0)), 26.0 * frame.scale, 14.0 * frame.scale, [214, 214, 218], 1.0);
    for lamp in [
        [(310.0, 470.0), (436.0, 482.0), (430.0, 536.0), (314.0, 540.0)],
        [(970.0, 470.0), (844.0, 482.0), (850.0, 536.0), (966.0, 540.0)],
    ] {
        canvas.polygon(&frame.shape(lamp), [214, 40, 38], [128, 10, 14]);
    }
}

fn night(canvas: &mut Canvas, frame: Frame, leaving: bool) {
    canvas.tint([104, 110, 134]);
    let (lamp, strength): (Rgb, f32) = if leaving { ([255, 56, 40], 0.5) } else { ([255, 246, 218], 0.85) };
    for x in [380.0, 900.0] {
        canvas.glow(frame.at((x, 502.0)), 130.0 * frame.scale, lamp, strength);
    }
    let still = Frame { scale: frame.scale, dx: 0.0, dy: 0.0 };
    canvas.glow(still.at((1140.0, 240.0)), 220.0 * frame.scale, [255, 228, 170], 0.45);
}
