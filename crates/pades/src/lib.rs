//! pades
