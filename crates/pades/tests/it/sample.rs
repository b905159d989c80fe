//! Sample documents written by hand, and a seal to put on them.
//!
//! What does not live here: assertions.

use mithaq_pades::{
    SealKey, SealRequest, SignatureField, TestChain, add_signature_fields, generate_test_chain,
    seal,
};

/// 2026-11-18T11:06:40Z.
pub const NOW: i64 = 1_795_000_000;
pub const FIELD: &str = "customer";

/// How the sample's cross-reference is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Table,
    Stream,
}

/// Numbered objects laid out as a PDF; `trailer` holds `/Root` and the like.
pub fn lay_out(objects: &[(u32, Vec<u8>)], trailer: &str, style: Style) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, body) in objects {
        offsets.push((*number, out.len()));
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() as u32 + 1;
    match style {
        Style::Table => {
            out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
            for (_, offset) in &offsets {
                out.extend(format!("{offset:010} 00000 n \n").bytes());
            }
            out.extend(format!("trailer\n<</Size {size} {trailer}>>\n").bytes());
        }
        Style::Stream => {
            offsets.push((size, start));
            let mut data = vec![0u8, 0, 0, 0, 0, 255, 255];
            for (_, offset) in &offsets {
                data.push(1);
                data.extend((*offset as u32).to_be_bytes());
                data.extend([0, 0]);
            }
            let (count, length) = (size + 1, data.len());
            out.extend(
                format!(
                    "{size} 0 obj\n<</Type/XRef/W[1 4 2]/Size {count} {trailer}/Length {length}>>\nstream\n"
                )
                .bytes(),
            );
            out.extend(data);
            out.extend(b"\nendstream\nendobj\n");
        }
    }
    out.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    out
}

pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

/// A contract of two pages in Helvetica.
pub fn contract(style: Style) -> Vec<u8> {
    let page = |contents: u32| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {contents} 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        )
        .into_bytes()
    };
    let text = |line: &str| {
        stream(
            "",
            format!("BT /F1 14 Tf 60 780 Td ({line}) Tj ET").as_bytes(),
        )
    };
    let objects = [
        (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()),
        (2, b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_vec()),
        (3, page(6)),
        (4, page(7)),
        (
            5,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        ),
        (6, text("The borrower owes 1,250.75 EGP.")),
        (7, text("Signature page")),
        (8, b"<</Producer(sample)>>".to_vec()),
    ];
    let trailer = "/Root 1 0 R/Info 8 0 R/ID[<0102030405060708090a0b0c0d0e0f10><0102030405060708090a0b0c0d0e0f10>]";
    lay_out(&objects, trailer, style)
}

/// A stamp whose text is set in a font embedded in it (a Type 3 font of one box).
pub fn stamp() -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[0.001 0 0 0.001 0 0]\
        /FirstChar 97/LastChar 97/Widths[1000]/Encoding<</Type/Encoding/Differences[97/square]>>\
        /CharProcs<</square 6 0 R>>/Resources<<>>>>";
    let objects = [
        (1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()),
        (
            2,
            b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 60]/Resources 7 0 R>>".to_vec(),
        ),
        (
            3,
            b"<</Type/Page/Parent 2 0 R/Contents[4 0 R 8 0 R]>>".to_vec(),
        ),
        (4, stream("", b"BT /T3 20 Tf 10 20 Td (aaa) Tj")),
        (5, font.as_bytes().to_vec()),
        (6, stream("", b"1000 0 0 0 750 750 d1 0 0 750 750 re f")),
        (7, b"<</Font<</T3 5 0 R>>>>".to_vec()),
        (8, stream("", b"ET")),
    ];
    lay_out(&objects, "/Root 1 0 R", Style::Table)
}

pub fn field(name: &str) -> SignatureField {
    SignatureField {
        name: name.to_owned(),
        label: String::new(),
        page_index: 1,
        rect: [60.0, 60.0, 260.0, 120.0],
    }
}

/// The contract with three empty fields: what a person reviews.
pub fn reviewed(style: Style) -> Vec<u8> {
    let mut second = field("provider");
    second.rect = [300.0, 60.0, 500.0, 120.0];
    let mut spare = field("spare");
    spare.rect = [60.0, 160.0, 260.0, 220.0];
    add_signature_fields(&contract(style), &[field(FIELD), second, spare]).unwrap()
}

pub fn chain() -> TestChain {
    generate_test_chain("شركة النيل للتمويل", NOW).unwrap()
}

pub fn key(chain: &TestChain) -> SealKey {
    SealKey::from_pkcs8(
        chain.seal_key_pkcs8.expose(),
        &chain.seal_der,
        vec![chain.issuing_der.clone()],
    )
    .unwrap()
}

pub fn request() -> SealRequest<'static> {
    SealRequest {
        field_name: FIELD,
        name: "شركة النيل للتمويل",
        reason: "Sealed consent (OTP)",
        location: Some("Cairo"),
        signed_at_unix_ms: NOW * 1000,
        certify: true,
        ..SealRequest::default()
    }
}

/// A sealed contract with its chain.
pub fn sealed(style: Style) -> (Vec<u8>, TestChain) {
    let chain = chain();
    let stamp = stamp();
    let request = SealRequest {
        appearance: Some(&stamp),
        evidence_commitment: Some([7; 32]),
        ..request()
    };
    let bytes = seal(&reviewed(style), &request, &key(&chain)).unwrap();
    (bytes, chain)
}
