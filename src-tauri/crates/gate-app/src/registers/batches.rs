//! Many writes in one go.
