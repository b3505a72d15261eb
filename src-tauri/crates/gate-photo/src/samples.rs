//! Pictures for tests, the same each time.
