//! PDFs that other programs wrote (`tests/corpus`): each is sealed so that every judge approves, or refused with a
//! reason; never a panic, never for long. Run without the corpus (`cargo xtask setup`) it fails.

use crate::bench::{self, Exhibit};
use crate::sample::{self, NOW};
use crate::signed_uploads::{sign, signed_by_others};
use crate::uploads::printed;
use mithaq_pades::{
    Answer, AnswerValue, Answers, FieldKind, Filling, FormField, Level, SealKey, SealRequest,
    TestChain, Upload, add_signature_fields, seal, verify,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../../../../tests/corpus/files.rs"]
mod files;
use files::{corpus, pdfs};

type SealIt = fn(&[u8], &SealKey) -> Result<Vec<u8>, String>;

/// A file, a judge, and why that judge does not approve.
type Difference = (&'static str, &'static str, &'static str);

/// Files that ours sealed and a judge does not approve, with the reason.
const DIFFERENCES: &[Difference] = &[
    ("GeoBase_NHNC1_Data_Model_UML_EN", "pyhanko", HYBRID),
    ("git", "pyhanko", HYBRID),
    ("minimal-hybrid-xref", "pyhanko", HYBRID),
    ("minimal-hybrid-xref-mswordstyle", "pyhanko", HYBRID),
    ("minimal-hybrid-xref-weirdgen", "pyhanko", HYBRID),
    (
        "minimal-broken-xref-size",
        "pyhanko",
        "strict reading refuses a file whose /Size once shrank",
    ),
    (
        "minimal-with-orphaned-xrefs",
        "pyhanko",
        "strict reading refuses an object's generation that follows none",
    ),
    (
        "form_acrobatReader",
        "pyhanko",
        "a compressed stream of the original ends too early",
    ),
    (
        "broken-objstream1",
        "dss",
        "PDFBox does not read the original's object stream",
    ),
    ("attachment", "dss", DRAWN),
    ("commented", "dss", DRAWN),
    ("commented-xmp", "dss", DRAWN),
];

/// The same of files that were taken as templates and written anew.
const OF_TEMPLATES: &[Difference] = &[];

/// The same of files that pyHanko signed before.
const OF_SIGNED: &[Difference] = &[
    ("broken-objstream3", "pyhanko", STRICT),
    ("broken-objstream4", "pyhanko", STRICT),
    ("minimal-with-nonexistent-refs", "pyhanko", STRICT),
    ("struct-tree-circular-ref", "pyhanko", STRICT),
    (
        "acroform",
        "dss",
        "it holds pages against each other as pictures; a check box that was filled in is seen",
    ),
];

/// It signs such a file, and reads none when it judges strictly.
const STRICT: &str = "pyHanko's strict reading refuses the original";

/// Programs write them to this day; readers that know no `/XRefStm` see less of them, which is why pyHanko judges
/// none. Ours follows it, compares what both parts say, and covers both.
const HYBRID: &str = "pyHanko judges no file with a hybrid cross-reference";

/// There is one revision, so nothing can have changed.
const DRAWN: &str =
    "PDFBox adds looks to annotations without any while it draws, and DSS takes that for a change";

/// Far more than any file takes, on a machine that does other work.
const LONG: Duration = Duration::from_secs(10);

/// The sealed file, or why there is none.
fn seal_it(pdf: &[u8], key: &SealKey) -> Result<Vec<u8>, String> {
    let mut field = sample::field("mithaq-seal");
    field.page_index = 0;
    let reviewed = add_signature_fields(pdf, &[field]).map_err(|error| error.to_string())?;
    assert!(reviewed.starts_with(pdf));
    let request = SealRequest {
        field_name: "mithaq-seal",
        ..sample::request()
    };
    seal(&reviewed, &request, key).map_err(|error| error.to_string())
}

/// What ours says of a sealed file: nothing, if all is well.
fn complaint(sealed: &[u8], chain: &TestChain) -> Option<String> {
    match verify(sealed, std::slice::from_ref(&chain.root_der), NOW + 60) {
        Ok(verdict) if verdict.exit_code() == 0 => None,
        Ok(verdict) => {
            let of_signatures = verdict.signatures.iter().map(|one| &one.problems);
            let of_signatures: Vec<_> = of_signatures.collect();
            Some(format!("{:?} {of_signatures:?}", verdict.problems))
        }
        Err(unreadable) => Some(unreadable.to_string()),
    }
}

/// A value for every field of its form that can be filled in.
fn answers(upload: &Upload) -> Vec<Answer> {
    let fields = upload.fields().iter();
    let open = fields.filter(|field| field.is_seen() && !field.is_read_only && !field.is_locked);
    let open = open.filter(|field| !(upload.is_signed() && field.is_apart()));
    let value = |field: &FormField| match &field.kind {
        FieldKind::Text { most, .. } => {
            let letters = "علي Ali".chars().take(most.unwrap_or(7)).collect();
            Some(AnswerValue::Text(letters))
        }
        FieldKind::Button(states) => Some(AnswerValue::State(states.first().cloned())),
        FieldKind::Choice { options, .. } => Some(AnswerValue::Text(options.first()?.0.clone())),
        FieldKind::Other => None,
    };
    open.filter_map(|field| {
        Some(Answer {
            field: field.name.clone(),
            value: value(field)?,
        })
    })
    .collect()
}

/// The same as an uploaded template: its form is filled in, something is laid over its first page, and a page for the
/// seal put behind.
fn fill_it(pdf: &[u8], key: &SealKey) -> Result<Vec<u8>, String> {
    let upload = Upload::inspect(pdf).map_err(|refusal| format!("{refusal:?}"))?;
    if upload.is_signed() {
        return Err("signed: see below".to_owned());
    }
    let mut field = sample::field("mithaq-seal");
    field.page_index = upload.pages().len();
    let boxes = upload.fields().iter().map(|field| field.boxes.len()).sum();
    let filling = Filling {
        printed: &printed(2, "595 842"),
        overlays: &[0],
        fields: &[field],
        answers: Answers {
            looks: &printed(boxes, "200 20"),
            given: &answers(&upload),
        },
    };
    let filled = upload.fill(&filling).map_err(|error| error.to_string())?;
    let request = SealRequest {
        field_name: "mithaq-seal",
        lock_form: true,
        ..sample::request()
    };
    seal(&filled, &request, key).map_err(|error| error.to_string())
}

/// Seals every file in one way, and has every judge approve of what was sealed.
fn judge_all(way: &str, least: usize, differences: &[Difference], seal_it: SealIt) {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let folder = bench::folder(way, &chain.root_der);
    let mut files = Vec::new();
    pdfs(&corpus(), &mut files);
    files.sort();
    assert!(files.len() >= 250, "{} files", files.len());
    let mut unlike = Vec::new();
    let mut exhibits = Vec::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let pdf = std::fs::read(file).unwrap();
        let began = Instant::now();
        let _ = verify(&pdf, &[], NOW);
        let outcome = seal_it(&pdf, &key);
        let took = began.elapsed();
        assert!(took < LONG, "{}: {took:?}", file.display());
        match outcome {
            Ok(sealed) => {
                if let Some(complaint) = complaint(&sealed, &chain) {
                    unlike.push(format!("{}: ours: {complaint}", file.display()));
                }
                let stem = file.file_stem().unwrap().to_string_lossy();
                let name = format!("{}-{index}.pdf", stem.replace(' ', "_"));
                std::fs::write(folder.join(&name), sealed).unwrap();
                exhibits.push(Exhibit {
                    name,
                    signatures: 1,
                    with_dss: index % 10 == 0,
                    level: Level::BB,
                });
            }
            Err(reason) => *refused.entry(reason).or_default() += 1,
        }
    }
    println!(
        "{way}: {} of {} sealed; refused: {refused:#?}",
        exhibits.len(),
        files.len()
    );
    assert!(exhibits.len() >= least, "{refused:#?}");
    assert!(refused.keys().all(|reason| !reason.is_empty()));
    for (name, judge, yes) in bench::ask(&folder, exhibits.iter()) {
        let stem = name.rsplit_once('-').unwrap().0;
        let listed = differences
            .iter()
            .any(|one| one.0 == stem && one.1 == judge);
        if yes == listed {
            unlike.push(format!("{name}: {judge}: {yes}"));
        }
    }
    assert!(unlike.is_empty(), "{}: {unlike:#?}", folder.display());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_file_is_sealed_so_that_all_judges_approve_or_refused_with_a_reason() {
    judge_all("sealed", 120, DIFFERENCES, seal_it);
}

#[test]
fn every_file_is_taken_as_a_template_filled_and_sealed_or_refused_by_name() {
    judge_all("templates", 110, OF_TEMPLATES, fill_it);
}

/// A file that others have signed, its form filled in as they allow, and sealed.
fn continue_it(upload: &Upload, key: &SealKey) -> Vec<u8> {
    let places = upload.signature_places(1);
    let boxes = upload.fields().iter().map(|field| field.boxes.len()).sum();
    let answers = Answers {
        looks: &printed(boxes, "200 20"),
        given: &answers(upload),
    };
    let filled = upload.fill_signed(&answers, &places).unwrap();
    assert!(filled.starts_with(upload.bytes()));
    let request = SealRequest {
        field_name: &places[0].name,
        certify: false,
        lock_form: true,
        ..sample::request()
    };
    seal(&filled, &request, key).unwrap()
}

/// Every file as pyHanko has signed it: with which name it lies in the folder, and what it was called.
fn signed_by_pyhanko(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    pdfs(&corpus(), &mut files);
    files.sort();
    let (mut manifest, mut names) = (String::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let way = ["pades", "pades p2", "p3", "seen", "sha512"][index % 5];
        std::fs::copy(file, folder.join(format!("from-{index}.pdf"))).unwrap();
        manifest += &format!("from-{index}.pdf to-{index}.pdf Others {way}\n");
        let name = file
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .replace(' ', "_");
        names.push((format!("to-{index}.pdf"), name));
    }
    sign(folder, &manifest);
    names
}

#[test]
fn every_file_that_another_program_signed_is_continued_so_that_all_judges_approve() {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let folder = signed_by_others("continued", &chain, &[]);
    let (mut exhibits, mut wrong) = (Vec::new(), Vec::new());
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, name) in signed_by_pyhanko(&folder) {
        let Ok(pdf) = std::fs::read(folder.join(file)) else {
            *refused.entry("not signed by pyHanko").or_default() += 1;
            continue;
        };
        match Upload::inspect(&pdf) {
            Ok(upload) => {
                let sealed = continue_it(&upload, &key);
                let name = format!("{name}-{}.pdf", exhibits.len());
                std::fs::write(folder.join(&name), &sealed).unwrap();
                wrong.extend(complaint(&sealed, &chain).map(|why| format!("{name}: ours: {why}")));
                exhibits.push(Exhibit {
                    name,
                    signatures: 2,
                    with_dss: exhibits.len() % 10 == 0,
                    level: Level::BB,
                });
            }
            Err(refusal) => *refused.entry(refusal.code()).or_default() += 1,
        }
    }
    println!("{} continued; refused: {refused:#?}", exhibits.len());
    for (name, judge, yes) in bench::ask(&folder, exhibits.iter()) {
        let stem = name.rsplit_once('-').unwrap().0;
        let listed = OF_SIGNED.iter().any(|one| one.0 == stem && one.1 == judge);
        if yes == listed {
            wrong.push(format!("{name}: {judge}: {yes}"));
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", folder.display());
    assert!(exhibits.len() >= 60, "{refused:#?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_file_that_came_signed_is_continued_or_refused_by_name() {
    let mut files = Vec::new();
    pdfs(&corpus(), &mut files);
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let chain = sample::chain();
    for file in files {
        let pdf = std::fs::read(&file).unwrap();
        let is_signed = pdf.windows(10).any(|part| part == b"/ByteRange");
        match Upload::inspect(&pdf) {
            Ok(upload) if upload.is_signed() => {
                let sealed = continue_it(&upload, &sample::key(&chain));
                assert_eq!(complaint(&sealed, &chain), None, "{}", file.display());
            }
            Err(refusal) if is_signed => *refused.entry(refusal.code()).or_default() += 1,
            _ => {}
        }
    }
    // They are made to be refused: forged, with algorithms that few know, with certificates of another time.
    println!("{refused:#?}");
    assert!(refused["signature-broken"] >= 10 && refused["signature-unknown"] >= 10);
}
