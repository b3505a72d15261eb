//! The pure domain: plates, passages, parking sessions, deliveries, retry and time. No I/O, no clock.
