//! Uploads that others have signed: what may be filled in and sealed, and that every signature holds on.

use crate::archive::Desk;
use crate::bench::{self, Exhibit};
use crate::forms::{form, text};
use crate::sample::{self, NOW, Style};
use crate::uploads::printed;
use mithaq_pades::*;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder in which pyHanko has signed the form as each line says: `TO FIELD` and words of `sign.py`.
pub fn signed_by_others(test: &str, chain: &TestChain, lines: &[&str]) -> PathBuf {
    form_signed_by_others(test, (chain, &form()), lines)
}

/// The same of another form.
pub fn form_signed_by_others(
    test: &str,
    (chain, form): (&TestChain, &[u8]),
    lines: &[&str],
) -> PathBuf {
    let folder = bench::folder(test, &chain.root_der);
    let put = |name: &str, label: &str, der: &[u8]| {
        let text = pem_encode(label, der).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    };
    put("key.pem", "PRIVATE KEY", chain.seal_key_pkcs8.expose());
    put("seal.pem", "CERTIFICATE", &chain.seal_der);
    put("issuing.pem", "CERTIFICATE", &chain.issuing_der);
    std::fs::write(folder.join("form.pdf"), form).unwrap();
    let manifest = lines.iter().map(|line| format!("form.pdf {line}\n"));
    sign(&folder, &manifest.collect::<String>());
    folder
}

/// Has pyHanko sign files of a folder that holds its key.
pub fn sign(folder: &Path, manifest: &str) {
    let python = std::env::var("MITHAQ_JUDGES_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge/sign.py");
    let mut signing = Command::new(python)
        .arg(script)
        .args([folder.as_os_str(), NOW.to_string().as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the judges' Python is needed");
    let mut input = signing.stdin.take().unwrap();
    input.write_all(manifest.as_bytes()).unwrap();
    drop(input);
    assert!(signing.wait().unwrap().success());
}

pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

/// Filled in and sealed as often as there are places asked for.
pub fn sealed(upload: &Upload, given: &[Answer], seals: usize, chain: &TestChain) -> Vec<u8> {
    let places = upload.signature_places(seals);
    let answers = Answers {
        looks: &printed(3, "200 18"),
        given,
    };
    let mut file = upload.fill_signed(&answers, &places).unwrap();
    assert!(file.starts_with(upload.bytes()));
    for (index, place) in places.iter().enumerate() {
        let request = SealRequest {
            field_name: &place.name,
            appearance: None,
            certify: false,
            lock_form: index == 0,
            signed_at_unix_ms: (NOW + 10) * 1000,
            ..sample::request()
        };
        let next = seal(&file, &request, &sample::key(chain)).unwrap();
        assert!(next.starts_with(&file));
        file = next;
    }
    file
}

/// An upload that others signed, filled in and sealed, as the judges shall see it.
pub struct Shown {
    pub file: Vec<u8>,
    pub verdict: Verdict,
    pub exhibit: Exhibit,
}

/// Sealed once, and once more, both laid into the folder of the upload, which is called `name` there. Ours takes both
/// for genuine.
pub fn shown(
    folder: &Path,
    name: &str,
    (upload, given): (&Upload, &[Answer]),
    chain: &TestChain,
) -> Vec<Shown> {
    let show = |seals| {
        let file = sealed(upload, given, seals, chain);
        let verdict = verify(&file, &[chain.root_der.clone()], NOW + 60).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{name}: {verdict:?}");
        let exhibit = Exhibit {
            name: format!("sealed-{seals}-{name}"),
            signatures: seals + 1,
            with_dss: true,
            level: Level::BB,
        };
        std::fs::write(folder.join(&exhibit.name), &file).unwrap();
        Shown {
            file,
            verdict,
            exhibit,
        }
    };
    [1, 2].map(show).into()
}

const KINDS: [&str; 5] = [
    "a.pdf Others",
    "b.pdf Others pades",
    "c.pdf Others pades p2",
    "d.pdf Others p3 sha512 seen",
    "e.pdf Others lock:code pades",
];

#[test]
fn values_and_seals_leave_every_signature_of_others_valid_for_all_judges() {
    let chain = sample::chain();
    let folder = signed_by_others("signed-uploads", &chain, &KINDS);
    let mut exhibits = Vec::new();
    for line in KINDS {
        let name = line.split(' ').next().unwrap();
        let upload = Upload::inspect(&read(&folder, name)).unwrap();
        assert!(upload.is_signed(), "{name}");
        let open = |field: &&FormField| !field.is_locked;
        let open: Vec<&str> = upload
            .fields()
            .iter()
            .filter(open)
            .map(|f| f.name.as_str())
            .collect();
        let given: Vec<Answer> = [text("code", "12345678"), text("city", "g")]
            .into_iter()
            .filter(|answer| open.contains(&answer.field.as_str()))
            .collect();
        assert_eq!(given.len(), if name == "e.pdf" { 1 } else { 2 }, "{name}");
        for shown in shown(&folder, name, (&upload, &given), &chain) {
            let first = &shown.verdict.signatures[0];
            assert!(first.is_of_upload && first.is_others && first.is_trusted);
            let filled: Vec<&str> = given.iter().map(|answer| answer.field.as_str()).collect();
            let mut told = first.filled.clone();
            told.sort_by_key(|name| filled.iter().position(|one| one == name));
            assert_eq!(told, filled, "{name}");
            exhibits.push(shown.exhibit);
        }
    }
    bench::all_approve(&folder, &exhibits);
}

#[test]
fn the_empty_signature_field_is_taken_first_and_then_one_that_is_not_seen() {
    let chain = sample::chain();
    let folder = signed_by_others(
        "signed-places",
        &chain,
        &["a.pdf Others", "g.pdf Others lock:sign"],
    );
    let places = |name: &str| {
        Upload::inspect(&read(&folder, name))
            .unwrap()
            .signature_places(2)
    };
    let [first, second] = &places("a.pdf")[..] else {
        panic!()
    };
    assert_eq!(
        (first.name.as_str(), first.page_index, first.is_new),
        ("sign here", 0, false)
    );
    assert_eq!(first.rect, [20.0, 140.0, 220.0, 158.0]);
    assert_eq!(
        (second.name.as_str(), second.rect, second.is_new),
        ("MithaqSeal1", [0.0; 4], true)
    );
    assert!(!places("g.pdf")[0].is_new, "a lock is by whole names");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_a_signature_forbids_is_refused_by_name() {
    let chain = sample::chain();
    let lines = [
        "a.pdf Others pades",
        "p.pdf Others p1",
        "e.pdf Others lock:code",
        "f.pdf Others p2 but:city",
        "g.pdf Others all",
    ];
    let folder = signed_by_others("signed-refused", &chain, &lines);
    let inspected = |pdf: &[u8]| Upload::inspect(pdf).err();
    for name in ["p.pdf", "f.pdf", "g.pdf"] {
        let forbidden = Some(UploadRefusal::SignatureForbids);
        assert_eq!(inspected(&read(&folder, name)), forbidden, "{name}");
    }
    let good = read(&folder, "a.pdf");
    let mut broken = good.clone();
    let at = String::from_utf8_lossy(&good).find("0.9 g").unwrap();
    broken[at] = b'1';
    assert_eq!(inspected(&broken), Some(UploadRefusal::SignatureBroken));
    // A page's content replaced behind the signature.
    let replaced = crate::forge::append(&good, &[(4, sample::stream("", b"0 0 9 9 re f"))]);
    assert_eq!(inspected(&replaced), Some(UploadRefusal::SignatureBroken));
    let upload = Upload::inspect(&read(&folder, "e.pdf")).unwrap();
    let fill = |given: &[Answer]| {
        let looks = printed(1, "200 18");
        upload.fill_signed(
            &Answers {
                looks: &looks,
                given,
            },
            &[],
        )
    };
    assert_eq!(fill(&[text("code", "1")]), Err(PdfError::ChangeForbidden));
    assert_eq!(fill(&[text("fixed", "1")]), Err(PdfError::ChangeForbidden));
    assert!(fill(&[text("city", "c")]).is_ok());
    assert_eq!(
        fill(&[]).unwrap(),
        upload.bytes(),
        "nothing to add, nothing added"
    );
    let sex = Answer {
        field: "sex".to_owned(),
        value: AnswerValue::State(Some("m".to_owned())),
    };
    assert_eq!(fill(&[sex]), Err(PdfError::ChangeForbidden));
    nothing_is_placed(&upload);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_somebody_filled_in_since_the_last_signature_stays_as_it_is() {
    let chain = sample::chain();
    let folder = signed_by_others("signed-since", &chain, &["a.pdf Others pades"]);
    let upload = Upload::inspect(&read(&folder, "a.pdf")).unwrap();
    let looks = printed(1, "200 18");
    let fill = |upload: &Upload, given: &[Answer]| {
        let looks = &looks;
        upload.fill_signed(&Answers { looks, given }, &[])
    };
    let since = fill(&upload, &[text("code", "1234")]).unwrap();
    let upload = Upload::inspect(&since).unwrap();
    let locked = upload.fields().iter().filter(|field| field.is_locked);
    let locked: Vec<&str> = locked.map(|field| field.name.as_str()).collect();
    assert_eq!(locked, ["code"]);
    let again = fill(&upload, &[text("code", "5678")]);
    assert_eq!(again, Err(PdfError::ChangeForbidden));
    let file = sealed(&upload, &[text("city", "g")], 1, &chain);
    let verdict = verify(&file, &[chain.root_der.clone()], NOW + 60).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:?}");
    assert_eq!(verdict.signatures[0].filled, ["city", "code"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn nothing_is_placed(upload: &Upload) {
    let field = SignatureField {
        name: "x".to_owned(),
        label: String::new(),
        page_index: 0,
        rect: [0.0; 4],
    };
    let placed = upload.fill(&Filling {
        printed: &printed(1, "300 400"),
        overlays: &[0],
        fields: &[field],
        answers: Answers::default(),
    });
    assert_eq!(
        placed,
        Err(PdfError::ChangeForbidden),
        "nothing is placed on its pages"
    );
}

/// Signed with another program at a moment, with a certificate of that time: it bears nothing of ours.
fn signed_then(at: i64) -> Vec<u8> {
    signed_at(at, &form())
}

fn signed_at(at: i64, pdf: &[u8]) -> Vec<u8> {
    let chain = generate_test_chain("Somebody", at).unwrap();
    signed_with(pdf, (&sample::key(&chain), at), |cms| cms)
}

/// The same with a key, and with what `finish` does to the message.
pub fn signed_with(
    pdf: &[u8],
    (key, at): (&SealKey, i64),
    finish: impl FnOnce(Cms) -> Cms,
) -> Vec<u8> {
    let mut field = sample::field("others");
    field.page_index = 0;
    let file = add_signature_fields(pdf, &[field]).unwrap();
    let request = SealRequest {
        field_name: "others",
        signed_at_unix_ms: at * 1000,
        timestamp_room: TIMESTAMP_ROOM,
        ..SealRequest::default()
    };
    let prepared = Prepared::new(&file, &request, key.identity()).unwrap();
    let mut kept = prepared.bytes().to_vec();
    let at = crate::forge::find_last(&kept, b"/XXCertificateSet");
    kept[at + 2] = b'Y';
    let prepared = Prepared::resume(kept, key.identity(), None).unwrap();
    let attributes = prepared.attributes();
    let value = key.sign(&attributes).unwrap();
    let cms = finish(attributes.into_cms(&value));
    prepared.embed(&cms).unwrap()
}

/// The upload as a seal of ours takes it, with the name of the field that waits there.
pub fn before_our_seal(signed: &[u8]) -> (Vec<u8>, String) {
    let upload = Upload::inspect(signed).unwrap();
    assert!(upload.is_signed());
    let places = upload.signature_places(1);
    let file = upload.fill_signed(&Answers::default(), &places).unwrap();
    (file, places[0].name.clone())
}

/// How a seal of ours asks for that field.
pub fn our_seal(field_name: &str) -> SealRequest<'_> {
    SealRequest {
        field_name,
        certify: false,
        ..sample::request()
    }
}

/// What our own signature over it comes to: B-T, then under a timestamp of the document.
fn outcomes(signed: &[u8], desk: &Desk) -> [(Outcome, Vec<Vec<SignatureProblem>>); 2] {
    let (file, field) = before_our_seal(signed);
    let sealed = desk.sealed(&file, &our_seal(&field));
    let archived = desk.stamped(&desk.with_material(&sealed, NOW + 10), NOW + 20);
    [sealed, archived].map(|file| {
        let verdict = verify(&file, &desk.roots, NOW + 60).unwrap();
        let problems = verdict.signatures.iter().map(|one| one.problems.clone());
        (verdict.outcome(), problems.collect())
    })
}

#[test]
fn a_signature_of_others_whose_certificate_has_ended_or_whose_clock_runs_ahead_stays_valid() {
    let desk = Desk::new();
    let day = 86_400;
    // The certificate is valid for five years from the signature on.
    for at in [NOW - 6 * 365 * day, NOW - 3 * 365 * day, NOW + day] {
        for (outcome, problems) in outcomes(&signed_then(at), &desk) {
            assert_eq!(outcome, Outcome::Intact, "{at}: {problems:?}");
        }
    }
}

#[test]
fn a_timestamp_that_came_with_an_upload_need_not_be_of_an_authority_that_is_trusted() {
    let (desk, others) = (Desk::new(), Desk::new());
    let stamped = others.stamped(&signed_then(NOW - 100), NOW - 50);
    for (outcome, problems) in outcomes(&stamped, &desk) {
        assert_eq!(outcome, Outcome::Intact, "{problems:?}");
    }
    // Behind a seal of ours it must be.
    let sealed = desk.sealed(&sample::reviewed(Style::Table), &sample::request());
    let verdict = verify(&others.stamped(&sealed, NOW + 20), &desk.roots, NOW + 60).unwrap();
    assert_eq!(verdict.outcome(), Outcome::UnknownIssuer);
}

#[test]
fn a_string_is_the_same_however_it_was_written() {
    let desk = Desk::new();
    let pdf = String::from_utf8(form()).unwrap();
    // As long as before, so that every offset stays.
    let renamed = pdf.replace("/T(sign here)", "/T(s\\351 her)");
    assert_eq!(renamed.len(), pdf.len());
    let hexadecimal = pdf.replace("/T(sign here)", "/T<7369676E> ");
    assert_eq!(hexadecimal.len(), pdf.len());
    for pdf in [renamed, hexadecimal] {
        for (outcome, problems) in outcomes(&signed_at(NOW - 100, pdf.as_bytes()), &desk) {
            assert_eq!(outcome, Outcome::Intact, "{problems:?}");
        }
    }
}
