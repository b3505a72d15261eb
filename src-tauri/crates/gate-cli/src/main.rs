//! gatehousectl, the command line.
fn main() {}
