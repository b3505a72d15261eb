//! Typed client of the vendor's open platform, and the listener for its callbacks.
