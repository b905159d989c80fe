//! Contracts: rendering what will be reviewed, sealing what was confirmed, and handing the files to
//! those who may see them. Confirmation itself is a step of the session.

mod attachment;
mod circumstances;
mod completion;
mod countersign;
mod decide;
mod download;
mod files;
mod filled;
mod freeze;
mod identity;
mod keys;
mod list;
mod make;
mod material;
mod orphans;
mod own;
mod picture;
mod placed;
mod preview;
mod reading_text;
mod seal;
mod signers;
mod waiting;

pub use attachment::{FileRefusal, GivenFile, contract_attachment, guest_attachment};
pub use circumstances::Circumstances;
pub use countersign::{CountersignRefusal, countersign};
pub use decide::{DecideRefusal, Decision, decide};
pub use download::{DownloadLink, DownloadRefusal, contract_pdf, download_link, follow_download};
pub use freeze::freeze_document;
pub use list::{
    ContractListing, ContractPerson, FormListing, find_form, list_contracts, list_forms,
};
pub use make::{Made, MakeContract, MakePart, MakeRefusal, make_contract};
pub use material::Passage;
/// Judging a sealed file, as anybody can.
pub use mithaq_pades::{Level, Outcome, Verdict, verify};
/// Which contracts to list, and which slice.
pub use mithaq_store::contract::ContractFilter;
/// Pieces of the text view, as the typesetter gives them.
pub use mithaq_typeset as reading;
pub use orphans::OrphanSweep;
pub use own::{
    Eligibility, OwnContract, OwnDocument, Wanted, check_eligibility, current_contract,
    find_own_contract, list_own_contract_ids, list_own_contracts,
};
pub use picture::{GuestFile, PICTURE_SIZE, guest_file, guest_picture};
pub use preview::{Preview, deduced_form, preview};
pub use seal::{begin_renewals, raise_completion, raise_seal, root_certificate, seal_contract};
pub use waiting::{AllWaiting, Awaited, WAITS_AFTER, Waiting, list_waiting};

pub(crate) use attachment::{New, Written, new_files, write_files};
pub(crate) use circumstances::clock_detail;
pub(crate) use completion::{binding, certify_completion};
pub(crate) use countersign::{Concluding, Draws, conclude, detail as countersigned_detail};
pub(crate) use decide::REASON;
pub(crate) use files::read_file;
pub(crate) use freeze::{COMPANY_SEAL, COMPANYS};
pub(crate) use identity::check_identity;
pub(crate) use keys::{
    AGENT, certificate_name, is_test_certificate, member_key_context, read_certificates,
    seal_context, whole_subject, write_certificates,
};
pub(crate) use material::{Material, signer_name};
pub(crate) use own::{fix_document, standing};
pub(crate) use seal::{By, Given, Remote, list_given, seal_member_facts, stamp};
pub(crate) use signers::{
    RELEASED, SignerDraws, end_signers, goes_on_without, invite_due, invite_later, is_in_turn,
    is_signed, release_signers,
};
