//! What the field that waits in an upload which others signed asks of the signature in it (ISO 32000-2 12.7.5.5).

use crate::bench;
use crate::forms::{form_asking, text};
use crate::sample;
use crate::signed_uploads::{form_signed_by_others, read, shown};
use mithaq_pades::*;

/// What a field that waits for a signature may ask of it, and that a seal of ours does.
const MET: [&str; 4] = [
    "/Lock<</Type/SigFieldLock/Action/Include/Fields[(code)(person)]>>",
    "/SV<</Type/SV/Ff 3/Filter/Adobe.PPKLite/SubFilter[/ETSI.CAdES.detached/adbe.pkcs7.detached]>>",
    "/SV<</Ff 64/DigestMethod[(SHA256)(SHA512)]/MDP<</P 0>>/Reasons[(I agree)]>>",
    "/Lock<</Action/Include/Fields[(city)]>>/SV<</TimeStamp<</Ff 0/URL(http://tsa.test)>>/Cert<</Ff 0>>>>",
];

#[test]
fn what_a_waiting_field_asks_of_its_signature_is_done_and_every_judge_approves() {
    let chain = sample::chain();
    for (index, asked) in MET.into_iter().enumerate() {
        let form = form_asking(asked);
        let test = format!("signed-asks-{index}");
        let folder = form_signed_by_others(&test, (&chain, &form), &["a.pdf Others pades p2"]);
        let upload = Upload::inspect(&read(&folder, "a.pdf")).unwrap();
        let given = [text("code", "12345678"), text("city", "g")];
        let mut exhibits = Vec::new();
        for shown in shown(&folder, "a.pdf", (&upload, &given), &chain) {
            let name = &shown.verdict.signatures[1].field_name;
            assert_eq!(name, "sign here", "{asked}");
            // What it locks is closed by the seal, what was filled in too, and nothing else.
            let later = Upload::inspect(&shown.file).unwrap();
            let locked = |name: &str| later.fields().iter().any(|f| f.name == name && f.is_locked);
            assert!(locked("code") && locked("city"), "{asked}");
            assert_eq!(locked("person.name"), asked.contains("(person)"), "{asked}");
            exhibits.push(shown.exhibit);
        }
        bench::all_approve(&folder, &exhibits);
    }
}

#[test]
fn a_field_that_asks_for_more_than_a_seal_does_is_left_for_others() {
    let chain = sample::chain();
    let unmet = [
        "/Lock<</Action/All>>",
        "/Lock<</Action/Exclude/Fields[(code)]>>",
        "/Lock<</Action/Include/Fields[(code)]/P 1>>",
        "/Lock<</Action/Include/Fields 7>>",
        "/Lock 7",
        "/SV<</Ff 1/Filter/Entrust.PPKEF>>",
        "/SV<</Ff 2/SubFilter[/adbe.pkcs7.detached]>>",
        "/SV<</Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]>>",
        "/SV<</Ff 64/DigestMethod[(SHA512)]>>",
        "/SV<</Ff 8/Reasons[(I agree)]>>",
        "/SV<</Ff 32/AddRevInfo true>>",
        "/SV<</Ff 4/V 4>>",
        "/SV<</Ff 4096>>",
        "/SV<</MDP<</P 2>>>>",
        "/SV<</TimeStamp<</Ff 1/URL(http://tsa.test)>>>>",
        "/SV<</Cert<</Ff 2>>>>",
        "/SV[7]",
    ];
    for (index, asked) in unmet.into_iter().enumerate() {
        let form = form_asking(asked);
        let test = format!("signed-unmet-{index}");
        let folder = form_signed_by_others(&test, (&chain, &form), &["a.pdf Others pades"]);
        let upload = Upload::inspect(&read(&folder, "a.pdf")).unwrap();
        let places = upload.signature_places(1);
        assert!(places[0].is_new, "{asked}");
        let request = SealRequest {
            field_name: "sign here",
            certify: false,
            ..sample::request()
        };
        let refused = seal(upload.bytes(), &request, &sample::key(&chain));
        let why = PdfError::FieldConstraint("sign here".to_owned());
        assert_eq!(refused, Err(SealError::Pdf(why)), "{asked}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
