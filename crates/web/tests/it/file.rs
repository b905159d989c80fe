//! Small files that are whole, each by its seed another one.

/// A PDF without a page.
pub fn pdf(seed: u8) -> Vec<u8> {
    format!("%PDF-1.7\n{seed} 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n").into_bytes()
}

/// A PNG of a size.
pub fn png(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, seed]);
    bytes.extend(b"....\x00\x00\x00\x00IEND....");
    bytes
}

/// A JPEG of a size.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00scanned\xff\xd9");
    bytes
}
