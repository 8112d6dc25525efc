//! How the map moves by itself: inertia after a drag, smooth steps by key, flights.
use crate::geodesy::Position;
use crate::geodesy::mercator::{lonlat_from_world, world_from_lonlat, world_size_pt};
use crate::model::Viewport;

/// Time in which a step by key or button covers 63 % of what remains, seconds.
const STEP_SECS: f64 = 0.09;
/// Time in which the speed after a drag falls to 37 %, seconds.
const GLIDE_SECS: f64 = 0.30;
/// Slower than this, a drag simply ends, points per second.
const LEAST_GLIDE_PT: f64 = 60.0;
/// What is left to move is dropped below this, points or hundredths of a zoom level.
const STOP_PT: f64 = 0.3;
/// Curvature of a flight, and its speed in screenfuls per second. Van Wijk and Nuij (2003),
/// "Smooth and efficient zooming and panning", section 6, found users to prefer ρ = 1.42.
const FLIGHT_CURVATURE: f64 = 1.42;
const FLIGHT_SPEED: f64 = 2.2;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Motion {
    velocity_pt: [f64; 2],
    pan_pt: [f64; 2],
    zoom_levels: f64,
    zoom_at_pt: Option<[f64; 2]>,
    flight: Option<Flight>,
}

impl Motion {
    pub(super) fn released(velocity_pt: [f64; 2]) -> Self {
        let fast = velocity_pt[0].hypot(velocity_pt[1]) >= LEAST_GLIDE_PT;
        Self {
            velocity_pt: if fast { velocity_pt } else { [0.0; 2] },
            ..Self::default()
        }
    }

    pub(super) fn flight(from: Viewport, center: Position, zoom: f64) -> Self {
        let zoom = from.within_limits(zoom);
        Self {
            flight: Some(Flight::new(from, center, zoom)),
            ..Self::default()
        }
    }

    pub(super) fn add_zoom(&mut self, levels: f64, at_pt: Option<[f64; 2]>) {
        self.flight = None;
        self.zoom_levels += levels;
        self.zoom_at_pt = at_pt;
    }

    pub(super) fn add_pan(&mut self, delta_pt: [f64; 2]) {
        self.flight = None;
        self.velocity_pt = [0.0; 2];
        self.pan_pt = [self.pan_pt[0] + delta_pt[0], self.pan_pt[1] + delta_pt[1]];
    }

    pub(super) fn is_moving(&self) -> bool {
        *self != Self::default()
    }

    /// Where a flight will end, and at which zoom.
    pub(super) fn destination(&self) -> Option<(Position, f64)> {
        let flight = self.flight.as_ref()?;
        Some((flight.to, flight.to_zoom))
    }

    pub(super) fn advance(&mut self, view: &mut Viewport, elapsed_secs: f64) -> bool {
        if !self.is_moving() {
            return false;
        }
        if let Some(flight) = &mut self.flight {
            if flight.advance(view, elapsed_secs) {
                *self = Self::default();
            }
            return true;
        }
        let covered = 1.0 - (-elapsed_secs / STEP_SECS).exp();
        let pan = self.pan_pt.map(|rest| rest * covered);
        // The integral of a speed that falls exponentially.
        let glide = GLIDE_SECS * (1.0 - (-elapsed_secs / GLIDE_SECS).exp());
        view.pan_by([
            pan[0] - self.velocity_pt[0] * glide,
            pan[1] - self.velocity_pt[1] * glide,
        ]);
        let levels = self.zoom_levels * covered;
        if levels != 0.0 {
            let middle = view.size_pt.map(|side| side / 2.0);
            view.zoom_at(levels, self.zoom_at_pt.unwrap_or(middle));
        }
        self.pan_pt = [self.pan_pt[0] - pan[0], self.pan_pt[1] - pan[1]];
        self.zoom_levels -= levels;
        self.velocity_pt = self
            .velocity_pt
            .map(|speed| speed * (-elapsed_secs / GLIDE_SECS).exp());
        let rest = self.pan_pt[0].hypot(self.pan_pt[1])
            + self.zoom_levels.abs() * 100.0
            + self.velocity_pt[0].hypot(self.velocity_pt[1]) * GLIDE_SECS;
        if rest < STOP_PT {
            *self = Self::default();
        }
        true
    }
}

/// A path that zooms out, over and in. Van Wijk and Nuij (2003), equations 9 to 12.
#[derive(Clone, Debug, PartialEq)]
struct Flight {
    from_world: [f64; 2],
    to_world: [f64; 2],
    to: Position,
    to_zoom: f64,
    view_width_pt: f64,
    /// View widths at both ends and the way between them, in world units.
    w0: f64,
    w1: f64,
    way: f64,
    r0: f64,
    length: f64,
    secs: f64,
}

impl Flight {
    fn new(from: Viewport, to: Position, to_zoom: f64) -> Self {
        let from_world = world_from_lonlat(from.center);
        let mut to_world = world_from_lonlat(to);
        // The shorter way round the Earth.
        to_world[0] += (from_world[0] - to_world[0]).round();
        let view_width_pt = from.size_pt[0].max(from.size_pt[1]).max(1.0);
        let w0 = view_width_pt / world_size_pt(from.zoom);
        let w1 = view_width_pt / world_size_pt(to_zoom);
        let way = (to_world[0] - from_world[0]).hypot(to_world[1] - from_world[1]);
        let rho2 = FLIGHT_CURVATURE * FLIGHT_CURVATURE;
        let (r0, length) = if way < w0.min(w1) * 1e-6 {
            (0.0, (w1 / w0).ln() / FLIGHT_CURVATURE)
        } else {
            let b = |w: f64, sign: f64| {
                (w1 * w1 - w0 * w0 + sign * rho2 * rho2 * way * way) / (2.0 * w * rho2 * way)
            };
            let r = |b: f64| (-b).asinh();
            let (r0, r1) = (r(b(w0, 1.0)), r(b(w1, -1.0)));
            (r0, (r1 - r0) / FLIGHT_CURVATURE)
        };
        Self {
            from_world,
            to_world,
            to,
            to_zoom,
            view_width_pt,
            w0,
            w1,
            way,
            r0,
            length,
            secs: 0.0,
        }
    }

    /// Whether it has arrived.
    fn advance(&mut self, view: &mut Viewport, elapsed_secs: f64) -> bool {
        self.secs += elapsed_secs;
        let duration = (self.length.abs() / FLIGHT_SPEED).clamp(0.25, 2.0);
        let t = (self.secs / duration).min(1.0);
        if t >= 1.0 {
            view.center = self.to;
            view.zoom = self.to_zoom;
            return true;
        }
        let eased = t * t * (3.0 - 2.0 * t);
        let s = eased * self.length;
        let (along, width) = if self.way < self.w0.min(self.w1) * 1e-6 {
            (eased, self.w0 * (FLIGHT_CURVATURE * s).exp())
        } else {
            let rho2 = FLIGHT_CURVATURE * FLIGHT_CURVATURE;
            let at = FLIGHT_CURVATURE * s + self.r0;
            let u = self.w0 / rho2 * (self.r0.cosh() * at.tanh() - self.r0.sinh());
            (u / self.way, self.w0 * self.r0.cosh() / at.cosh())
        };
        let lerp = |axis: usize| {
            self.from_world[axis] + (self.to_world[axis] - self.from_world[axis]) * along
        };
        view.center = lonlat_from_world([lerp(0), lerp(1)]);
        let zoom = (self.view_width_pt / width / world_size_pt(0.0)).log2();
        view.zoom = view.within_limits(zoom);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{Extent, lon_lat};

    fn view() -> Viewport {
        Viewport::fitting(Extent::REGION, [1280.0, 720.0])
    }

    #[test]
    fn a_flight_starts_here_and_ends_there_without_a_jump() {
        let mut at = view();
        let crocus = lon_lat(37.3903, 55.8258);
        let mut motion = Motion::flight(at, crocus, 9.0);
        let mut last = at;
        let mut least_zoom = at.zoom;
        while motion.advance(&mut at, 1.0 / 120.0) {
            assert!(
                (at.zoom - last.zoom).abs() < 0.2,
                "{} to {}",
                last.zoom,
                at.zoom
            );
            least_zoom = least_zoom.min(at.zoom);
            last = at;
            if !motion.is_moving() {
                break;
            }
        }
        assert_eq!(at.center, crocus);
        assert!((at.zoom - 9.0).abs() < 1e-9);
        assert!(least_zoom < view().zoom, "it zooms out on the way");
    }

    #[test]
    fn a_flight_that_only_zooms_stays_in_place() {
        let mut at = view();
        let center = at.center;
        let mut motion = Motion::flight(at, center, 10.0);
        for _ in 0..20 {
            motion.advance(&mut at, 0.01);
            assert!((at.center.lon_deg() - center.lon_deg()).abs() < 1e-9);
        }
        assert!(at.zoom > view().zoom);
    }

    #[test]
    fn a_glide_comes_to_rest() {
        let mut at = view();
        let mut motion = Motion::released([900.0, 0.0]);
        let mut frames = 0;
        while motion.is_moving() {
            motion.advance(&mut at, 1.0 / 60.0);
            frames += 1;
            assert!(frames < 600);
        }
        assert!(
            at.center.lon_deg() < view().center.lon_deg(),
            "the ground follows the hand"
        );
    }

    #[test]
    fn a_step_by_key_goes_as_far_as_asked() {
        let mut at = view();
        let mut motion = Motion::default();
        motion.add_zoom(1.0, None);
        while motion.is_moving() {
            motion.advance(&mut at, 1.0 / 60.0);
        }
        assert!((at.zoom - view().zoom - 1.0).abs() < 0.01);
    }
}
