//! Ningbo's city platform, strict, with a journal that serves as the tests' oracle.
