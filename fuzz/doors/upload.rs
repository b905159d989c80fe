//! Uploads: a form filled in, and a file that others signed continued.
//!
//! What of the input stands before the PDF: a line that says how it is gone about, then an answer in each line,
//! `NAME=TEXT`, `NAME/STATE` or `NAME|CHOICE|CHOICE`, where no name is the next field of the form; without any every field
//! gets what it says it takes. What is accepted is held to all that we say of it: its bytes stay, what its fields take is
//! taken, and every signature holds when we have sealed it.

use super::{NOW, holder};
use mithaq_pades::{
    Answer, AnswerValue, Answers, FieldKind, Filling, FormField, Outcome, PdfError, Prepared,
    PreparedTimestamp, SealKey, SealRequest, SignatureField, TIMESTAMP_ROOM, Upload, UploadRefusal,
    Verdict, add_signature_fields, page_count, verify,
};
use std::sync::OnceLock;

/// Before the number of an object that comes behind the signature, and the object.
const BEHIND: &[u8] = b"\n%behind ";
/// What our own seals bear, and the same of nobody.
const OURS: &[u8] = b"/XXCertificateSetSHA256";
const NOBODYS: &[u8] = b"/XYCertificateSetSHA256";

/// An input in its parts.
struct Input<'a> {
    way: &'a str,
    lines: Vec<&'a str>,
    pdf: &'a [u8],
    behind: Vec<(u32, &'a [u8])>,
}

impl<'a> Input<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        let (head, mut rest) = bytes.split_at(find(bytes, b"%PDF-").unwrap_or(bytes.len()));
        let head = head.utf8_chunks().next().map_or("", |head| head.valid());
        let mut lines = head.lines();
        let mut parts = Vec::new();
        while let Some(at) = find(rest, BEHIND) {
            parts.push(&rest[..at]);
            rest = &rest[at + BEHIND.len()..];
        }
        parts.push(rest);
        let object = |part: &&'a [u8]| {
            let digits = part.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (number, body) = part.split_at(digits);
            Some((std::str::from_utf8(number).ok()?.parse().ok()?, body))
        };
        Self {
            way: lines.next().unwrap_or_default(),
            lines: lines.filter(|line| !line.is_empty()).take(16).collect(),
            pdf: parts[0],
            behind: parts.iter().skip(1).filter_map(object).collect(),
        }
    }

    fn answers(&self, upload: &Upload) -> Vec<Answer> {
        if self.lines.is_empty() {
            return fitting(upload);
        }
        let mut fields = upload.fields().iter();
        let mut answers = Vec::new();
        for line in &self.lines {
            let at = line.find(['=', '/', '|']).unwrap_or(line.len());
            let (name, value) = line.split_at(at);
            let value = match value.split_at(value.len().min(1)) {
                ("/", "") => AnswerValue::State(None),
                ("/", state) => AnswerValue::State(Some(state.to_owned())),
                ("|", some) => AnswerValue::Several(some.split('|').map(str::to_owned).collect()),
                (_, text) => AnswerValue::Text(text.replace("\\n", "\n")),
            };
            let next = fields.next().map(|field| field.name.as_str());
            let name = if name.is_empty() { next } else { Some(name) };
            answers.extend(name.map(|name| Answer {
                field: name.to_owned(),
                value,
            }));
        }
        answers
    }

    /// Whether it must be taken.
    fn is_fitting(&self) -> bool {
        self.lines.is_empty()
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn find_last(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

/// Any PDF as a template whose form is filled in, and sealed.
pub fn form(bytes: &[u8]) {
    let input = Input::read(bytes);
    let upload = match Upload::inspect(input.pdf) {
        Ok(upload) => upload,
        Err(refusal) => return is_told(refusal),
    };
    if upload.is_signed() {
        return;
    }
    let pages = upload.pages().len();
    assert_eq!(page_count(upload.bytes()), Some(pages), "the plain form");
    // One of them may be none.
    let overlays = input.way.bytes().take(4).map(usize::from);
    let overlays: Vec<usize> = overlays.map(|page| page % (pages + 1)).collect();
    let is_fitting = input.is_fitting() && !overlays.contains(&pages);
    let filled = match fill(&upload, &input.answers(&upload), &overlays) {
        Ok(filled) => filled,
        // The form has a field that is called as ours.
        Err(PdfError::BadFieldName(name)) if name == "Seal" => return,
        Err(error) => return assert!(!is_fitting, "what its fields take they take: {error}"),
    };
    assert!(filled.starts_with(upload.bytes()));
    assert_eq!(page_count(&filled), Some(pages + 1), "a page for the seal");
    let (key, root) = us();
    let stamp = printed(1);
    let request = SealRequest {
        field_name: "Seal",
        appearance: Some(&stamp),
        signed_at_unix_ms: NOW * 1000,
        certify: true,
        lock_form: true,
        ..SealRequest::default()
    };
    let sealed = seal(&filled, &request, key);
    let verdict = verify(&sealed, std::slice::from_ref(root), NOW + 60).expect("a file of ours");
    assert_eq!(verdict.outcome(), Outcome::Intact, "{}", told(&verdict));
}

/// Any PDF that others signed, filled in as they allow, and sealed. Where nobody signed it somebody does, and objects of
/// the input come behind that.
pub fn signed(bytes: &[u8]) {
    let input = Input::read(bytes);
    let came = Upload::inspect(input.pdf).ok();
    let upload = match came.filter(Upload::is_signed) {
        Some(upload) => upload,
        None => {
            let Some(file) = signed_by_somebody(&input) else {
                return;
            };
            match Upload::inspect(&with_behind(file, &input.behind)) {
                Ok(upload) => upload,
                Err(refusal) => return is_told(refusal),
            }
        }
    };
    if !upload.is_signed() {
        return;
    }
    let seals = 1 + usize::from(input.way.contains('2'));
    let places = upload.signature_places(seals);
    assert_eq!(places.len(), seals);
    let given = input.answers(&upload);
    let answers = Answers {
        looks: &printed(boxes(&upload, &given)),
        given: &given,
    };
    let mut file = match upload.fill_signed(&answers, &places) {
        Ok(file) => file,
        Err(error) => return assert!(!input.is_fitting(), "its fields take it: {error}"),
    };
    assert!(file.starts_with(upload.bytes()));
    let (key, root) = us();
    let stamp = printed(1);
    for (index, place) in places.iter().enumerate() {
        let [left, bottom, right, top] = place.rect;
        let has_room = right > left && top > bottom;
        let request = SealRequest {
            field_name: &place.name,
            appearance: has_room.then_some(&stamp),
            signed_at_unix_ms: NOW * 1000,
            lock_form: index == 0,
            ..SealRequest::default()
        };
        file = seal(&file, &request, key);
    }
    all_hold(&upload, &file, (seals, root));
}

/// Every signature that was there is, and all of them hold.
fn all_hold(upload: &Upload, file: &[u8], (seals, root): (usize, &Vec<u8>)) {
    let before = verify(upload.bytes(), &[], NOW + 60).expect("a file that was accepted");
    let after = verify(file, std::slice::from_ref(root), NOW + 60).expect("a file of ours");
    assert_ne!(after.outcome(), Outcome::Invalid, "{}", told(&after));
    let names = |from: &Verdict| -> Vec<String> {
        let signatures = from.signatures.iter();
        signatures.map(|one| one.field_name.clone()).collect()
    };
    let (before, after) = (names(&before), names(&after));
    assert_eq!(before.len() + seals, after.len());
    assert!(after.starts_with(&before), "{before:?} {after:?}");
}

fn told(verdict: &Verdict) -> String {
    let signatures = verdict.signatures.iter();
    let signatures: Vec<_> = signatures
        .map(|one| (&one.field_name, &one.problems))
        .collect();
    format!("{:?} {signatures:?}", verdict.problems)
}

fn us() -> &'static (SealKey, Vec<u8>) {
    static US: OnceLock<(SealKey, Vec<u8>)> = OnceLock::new();
    US.get_or_init(|| holder("Fuzz"))
}

fn is_told(refusal: UploadRefusal) {
    assert!(!refusal.code().is_empty() && !refusal.to_string().is_empty());
}

/// What every open field says it takes.
fn fitting(upload: &Upload) -> Vec<Answer> {
    let fields = upload.fields().iter();
    let open = fields.filter(|field| field.is_seen() && !field.is_read_only && !field.is_locked);
    let open = open.filter(|field| !(upload.is_signed() && field.is_apart()));
    let value = |field: &FormField| match &field.kind {
        FieldKind::Text { most, .. } => {
            let letters = "علي Ali".chars().take(most.unwrap_or(7));
            Some(AnswerValue::Text(letters.collect()))
        }
        FieldKind::Button(states) => Some(AnswerValue::State(states.first().cloned())),
        FieldKind::Choice { options, .. } => Some(AnswerValue::Text(options.first()?.0.clone())),
        FieldKind::Other => None,
    };
    let answer = |field: &FormField| {
        let (field, value) = (field.name.clone(), value(field)?);
        Some(Answer { field, value })
    };
    open.filter_map(answer).collect()
}

fn boxes(upload: &Upload, given: &[Answer]) -> usize {
    let of = |answer: &Answer| upload.fields().iter().find(|one| one.name == answer.field);
    let fields = given.iter().filter_map(of);
    fields.map(|field| field.boxes.len()).sum()
}

fn fill(upload: &Upload, given: &[Answer], overlays: &[usize]) -> Result<Vec<u8>, PdfError> {
    let field = SignatureField {
        name: "Seal".to_owned(),
        label: String::new(),
        page_index: upload.pages().len(),
        rect: [20.0, 20.0, 220.0, 80.0],
    };
    upload.fill(&Filling {
        printed: &printed(overlays.len() + 1),
        overlays,
        fields: &[field],
        answers: Answers {
            looks: &printed(boxes(upload, given)),
            given,
        },
    })
}

/// Sealed as where the key lies elsewhere: what is signed is made of the kept file anew.
fn seal(file: &[u8], request: &SealRequest<'_>, key: &SealKey) -> Vec<u8> {
    let prepared = Prepared::new(file, request, key.identity()).expect("a place for a seal");
    let kept = prepared.bytes().to_vec();
    let resumed = Prepared::resume(kept, key.identity(), None).expect("the place is found again");
    assert_eq!(resumed.digest(), prepared.digest());
    let sealed = embed(resumed, key);
    assert!(sealed.starts_with(file));
    PreparedTimestamp::new(&sealed, TIMESTAMP_ROOM).expect("a place for a timestamp");
    sealed
}

fn embed(prepared: Prepared, key: &SealKey) -> Vec<u8> {
    let attributes = prepared.attributes();
    let value = key.sign(&attributes).expect("a value");
    let sealed = prepared.embed(&attributes.into_cms(&value));
    sealed.expect("room for it")
}

/// Signed by somebody whom nobody knows, with another program: it bears nothing of ours but where the way has an `o`.
fn signed_by_somebody(input: &Input<'_>) -> Option<Vec<u8>> {
    static SOMEBODY: OnceLock<(SealKey, Vec<u8>)> = OnceLock::new();
    let (key, _) = SOMEBODY.get_or_init(|| holder("Somebody"));
    let field = SignatureField {
        name: "Others".to_owned(),
        label: String::new(),
        page_index: 0,
        rect: [0.0; 4],
    };
    let file = add_signature_fields(input.pdf, &[field]).ok()?;
    let request = SealRequest {
        field_name: "Others",
        signed_at_unix_ms: (NOW - 3600) * 1000,
        certify: input.way.contains('c'),
        lock_form: input.way.contains('l'),
        ..SealRequest::default()
    };
    let prepared = Prepared::new(&file, &request, key.identity()).ok()?;
    let mut kept = prepared.bytes().to_vec();
    if !input.way.contains('o') {
        let at = find_last(&kept, OURS)?;
        kept[at..at + NOBODYS.len()].copy_from_slice(NOBODYS);
    }
    Some(embed(Prepared::resume(kept, key.identity(), None)?, key))
}

/// One more revision, with these objects.
fn with_behind(mut file: Vec<u8>, objects: &[(u32, &[u8])]) -> Vec<u8> {
    let after = |key: &[u8]| {
        let rest = &file[find_last(&file, key)? + key.len()..];
        let end = rest.iter().position(|byte| b"/>\r\n".contains(byte))?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    };
    let said = (after(b"/Root "), after(b"startxref\n"));
    let (Some(root), Some(previous), false) = (said.0, said.1, objects.is_empty()) else {
        return file;
    };
    let mut table = String::new();
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend_from_slice(body);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let trailer = format!("<</Size 4000/Root {root}/Prev {previous}>>");
    let end = format!("xref\n{table}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n");
    file.extend(end.bytes());
    file
}

/// What a typesetter would have printed: so many pages.
fn printed(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 4)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {pages}>>", kids.join(" ")),
        "<</Length 14>>\nstream\n0 0 10 10 re f\nendstream".to_owned(),
    ];
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 3 0 R>>";
    objects.extend((0..pages).map(|_| page.to_owned()));
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    let trailer = format!("<</Size {size}/Root 1 0 R>>");
    let end = format!("xref\n0 {size}\n{table}trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n");
    pdf.extend(end.bytes());
    pdf
}
