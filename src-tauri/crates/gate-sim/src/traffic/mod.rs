//! Simulated vehicles.
