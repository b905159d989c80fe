//! Twenty values on an existing PDF of ten pages, its signature page and the seal. Judging the upload
//! is measured apart: it is done once for a version.

use std::hint::black_box;

use mithaq_authority::{Authority, Issued};
use mithaq_pades::{Filling, SealKey, SealRequest, Upload, seal};
use mithaq_typeset::{
    Bilingual, Content, Input, Overprint, PlacedTemplate, SignerFrame, Template, render,
    render_over,
};

use super::{NOW_MILLIS, each, failed, field, sentence};
use crate::failure::Failure;

const PAGES: usize = 10;
const FIELDS: usize = 20;

pub(super) fn measure(count: u32) -> Result<(), Failure> {
    let pdf = ground()?;
    each("judging an upload of 10 pages, once", count, |_| {
        Upload::inspect(&pdf)
            .map(|upload| drop(black_box(upload)))
            .map_err(failed)
    })?;
    let upload = Upload::inspect(&pdf).map_err(failed)?;
    let pages = upload.pages().iter();
    let sizes: Vec<(f32, f32)> = pages.map(|page| (page.width, page.height)).collect();
    let template = template(&sizes)?;
    each(
        "20 values and the signature page, typeset",
        count,
        |number| overprint(&template, &sizes, number).map(drop),
    )?;
    let over = overprint(&template, &sizes, 0)?;
    each("filling them in", count, |_| {
        filled(&upload, &over).map(|pdf| drop(black_box(pdf)))
    })?;
    let request = SealRequest {
        field_name: "Customer1",
        name: "Nile Crescent Finance",
        reason: "measured",
        signed_at_unix_ms: NOW_MILLIS,
        certify: true,
        ..SealRequest::default()
    };
    let reviewed = filled(&upload, &over)?;
    println!(
        "upload of {PAGES} pages: {} bytes, filled {}",
        pdf.len(),
        reviewed.len()
    );
    for (name, key) in keys()? {
        each(&format!("sealing it, {name}"), count, |_| {
            seal(&reviewed, &request, &key)
                .map(|sealed| drop(black_box(sealed)))
                .map_err(failed)
        })?;
        let all = format!("all: 20 values on 10 pages + B-B, {name} (bar: 6)");
        each(&all, count, |number| {
            let over = overprint(&template, &sizes, number)?;
            let reviewed = filled(&upload, &over)?;
            let sealed = seal(&reviewed, &request, &key).map_err(failed)?;
            drop(black_box(sealed));
            Ok(())
        })?;
    }
    Ok(())
}

/// The kinds of keys that seal.
fn keys() -> Result<[(&'static str, SealKey); 2], Failure> {
    let authority = Authority::new("http://127.0.0.1:1", NOW_MILLIS / 1000);
    let key = |issued: Issued| {
        SealKey::from_pkcs8(&issued.key_pkcs8, &issued.certificate, issued.chain).map_err(failed)
    };
    Ok([
        (
            "P-256",
            key(authority.issue_seal("Nile Crescent Finance", 365))?,
        ),
        (
            "RSA-2048",
            key(authority.issue_rsa_seal("Nile Crescent Finance", 365))?,
        ),
    ])
}

/// Nine pages of text and one of signatures, as any other program might have printed them.
fn ground() -> Result<Vec<u8>, Failure> {
    let line = "The company finances the purchase of goods and services. :: تمول الشركة شراء سلع وخدمات.\n\n";
    let page = format!("{}\\pagebreak\n\n", line.repeat(20));
    let body = page.repeat(PAGES - 1);
    let text = format!("---\ntitle: Ground :: أساس\n---\n{body}");
    let template = Template::parse_markdown(&text, &Default::default()).map_err(failed)?;
    input(&template, 0, |input| render(input).map_err(failed)).map(|rendered| rendered.pdf)
}

fn template(sizes: &[(f32, f32)]) -> Result<PlacedTemplate, Failure> {
    let place = |number: usize| {
        let (page, top) = (number % PAGES + 1, 700 + number);
        format!(r#"{{"key":"f{number}","page":{page},"rect":[60,{top},200,14]}}"#)
    };
    let places: Vec<String> = (0..FIELDS).map(place).collect();
    let text = format!(
        r#"{{"format":3,"title":{{"en":"Ground","ar":"أساس"}},"fields":[{}]}}"#,
        places.join(",")
    );
    PlacedTemplate::parse(&text, sizes).map_err(failed)
}

fn overprint(
    template: &PlacedTemplate,
    sizes: &[(f32, f32)],
    number: u32,
) -> Result<Overprint, Failure> {
    let content = |place: usize| match place % 2 {
        0 => Content::Text(format!("أحمد محمد {number}")),
        _ => Content::Text(format!("Ahmed Mohamed {number}")),
    };
    let contents: Vec<Content> = (0..FIELDS).map(content).collect();
    input(template.template(), number, |input| {
        render_over(input, (template, &contents), sizes, &[]).map_err(failed)
    })
}

fn filled(upload: &Upload, over: &Overprint) -> Result<Vec<u8>, Failure> {
    let fields: Vec<_> = over.printed.frames.iter().map(field).collect();
    let filling = Filling {
        printed: &over.printed.pdf,
        overlays: &over.overlays,
        fields: &fields,
        answers: mithaq_pades::Answers::default(),
    };
    upload.fill(&filling).map_err(failed)
}

pub(super) fn input<T>(
    template: &Template,
    number: u32,
    make: impl FnOnce(&Input<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let signers = [SignerFrame {
        field_name: "Customer1".to_owned(),
        label: sentence("document-signer-customer"),
    }];
    make(&Input {
        template,
        values: &Default::default(),
        tables: &Default::default(),
        attached: &[],
        request_number: &format!("REQ-2026-{number:05}"),
        short_code: &format!("K7QM-4T2X-9HPD-{number:04}"),
        check_address: "",
        issuer: &Bilingual::new("Nile Crescent Finance", "هلال النيل للتمويل"),
        date: &Bilingual::same("2026/11/23"),
        created_at_unix_ms: NOW_MILLIS,
        signers: &signers,
        marks: &[],
    })
}
