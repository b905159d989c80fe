//! The attacker's tools: revisions, and edits inside the gap of a signature.
//!
//! What does not live here: assertions.

/// Where `needle` stands last.
pub fn find_last(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .rposition(|window| window == needle)
        .unwrap()
}

fn last_startxref(pdf: &[u8]) -> usize {
    let at = find_last(pdf, b"startxref\n") + 10;
    let digits: Vec<u8> = pdf[at..]
        .iter()
        .copied()
        .take_while(u8::is_ascii_digit)
        .collect();
    String::from_utf8(digits).unwrap().parse().unwrap()
}

/// Appends a revision with a table, replacing or adding the given objects.
pub fn append(pdf: &[u8], objects: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let trailer = "/Root 1 0 R/Info 8 0 R/ID[<0102030405060708090a0b0c0d0e0f10><0102030405060708090a0b0c0d0e0f10>]";
    append_with(pdf, objects, trailer)
}

pub fn append_with(pdf: &[u8], objects: &[(u32, Vec<u8>)], trailer: &str) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let mut table = String::new();
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    close(out, &table, trailer, last_startxref(pdf))
}

/// Appends a revision that only points an object number at bytes already there.
pub fn repoint(pdf: &[u8], number: u32, offset: usize) -> Vec<u8> {
    let table = format!("{number} 1\n{offset:010} 00000 n \n");
    let trailer = "/Root 1 0 R/Info 8 0 R/ID[<0102030405060708090a0b0c0d0e0f10><0102030405060708090a0b0c0d0e0f10>]";
    close(pdf.to_vec(), &table, trailer, last_startxref(pdf))
}

/// Appends a revision that only declares an object free.
pub fn free(pdf: &[u8], number: u32) -> Vec<u8> {
    let table = format!("{number} 1\n0000000000 00001 f \n");
    let trailer = "/Root 1 0 R/Info 8 0 R/ID[<0102030405060708090a0b0c0d0e0f10><0102030405060708090a0b0c0d0e0f10>]";
    close(pdf.to_vec(), &table, trailer, last_startxref(pdf))
}

/// Appends a hybrid revision: a table that readers of PDF 1.4 see, and a cross-reference stream at `/XRefStm` with
/// one more object.
pub fn append_hybrid(pdf: &[u8], number: u32, body: &[u8], table: &str) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let offset = out.len() as u32;
    out.extend(format!("{number} 0 obj\n").bytes());
    out.extend(body);
    out.extend(b"\nendobj\n");
    let stream = out.len();
    let mut entries = vec![1];
    entries.extend(offset.to_be_bytes());
    entries.extend([0, 0]);
    out.extend(
        format!("160 0 obj\n<</Type/XRef/W[1 4 2]/Index[{number} 1]/Size 200/Length 7>>\nstream\n")
            .bytes(),
    );
    out.extend(entries);
    out.extend(b"\nendstream\nendobj\n");
    let table = format!("0 1\n0000000000 65535 f \n{table}");
    let trailer = format!("/Root 1 0 R/Info 8 0 R/XRefStm {stream}");
    close(out, &table, &trailer, last_startxref(pdf))
}

fn close(mut out: Vec<u8>, table: &str, trailer: &str, previous: usize) -> Vec<u8> {
    let start = out.len();
    out.extend(
        format!(
            "xref\n{table}trailer\n<</Size 200 {trailer}/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .bytes(),
    );
    out
}

/// The gap of the last signature, from `<` to behind `>`.
pub fn gap(pdf: &[u8]) -> std::ops::Range<usize> {
    let start = find_last(pdf, b"/Contents <") + 10;
    let length = pdf[start..].iter().position(|byte| *byte == b'>').unwrap();
    start..start + length + 1
}

/// Replaces the CMS in the gap of the last signature, keeping the gap's length.
pub fn edit_cms(pdf: &[u8], edit: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let gap = gap(pdf);
    let hex = std::str::from_utf8(&pdf[gap.start + 1..gap.end - 1]).unwrap();
    let padded: Vec<u8> = (0..hex.len() / 2)
        .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    assert_eq!(padded[..2], [0x30, 0x82]);
    let length = usize::from(padded[2]) * 256 + usize::from(padded[3]) + 4;
    let mut cms = edit(padded[..length].to_vec());
    assert!(cms.len() <= padded.len(), "no room for the forgery");
    cms.resize(padded.len(), 0);
    let hex: String = cms.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut out = pdf.to_vec();
    out[gap.start + 1..gap.end - 1].copy_from_slice(hex.as_bytes());
    out
}

/// The number of the last signature's dictionary.
pub fn signature_number(pdf: &[u8]) -> u32 {
    let at = find_last(pdf, b"<</Type /Sig/");
    let head = String::from_utf8_lossy(&pdf[at - 20..at]).into_owned();
    let line = head.trim_end().lines().last().unwrap();
    line.split(' ').next().unwrap().parse().unwrap()
}

/// The number of the form.
pub fn form_number(pdf: &[u8]) -> u32 {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let form = document.catalog().unwrap().get(b"AcroForm").unwrap();
    form.as_reference().unwrap().0
}

/// The body of the object as it was last written.
pub fn object(pdf: &[u8], number: u32) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let text = format!("\n{number} 0 obj\n");
    let at = find_last(pdf, text.as_bytes()) + text.len();
    assert!(document.objects.contains_key(&(number, 0)));
    let end = at + pdf[at..].windows(7).position(|w| w == b"\nendobj").unwrap();
    String::from_utf8_lossy(&pdf[at..end]).into_owned()
}
