//! The named, seeded, combinable faults of both platforms.
