//! What any city platform is to us, and Ningbo's in full.
