//! What the invited person may see of a document: page pictures drawn from the reviewed file's own
//! bytes, the file itself, and after signing the sealed one.

use mithaq_domain::{id::SessionId, session::Step};
use mithaq_store::vault::PersonKey;
use mithaq_typeset::PdfPages;

use super::files::read_file;
use crate::{
    App, Failure,
    session::{Cookies, Guest},
};

/// How many pixels a PDF point becomes: sharp on a phone, small on the wire.
const SCALE: f32 = 1.75;
/// Width and height of a page picture in pixels: A4 at that scale.
pub const PICTURE_SIZE: (u32, u32) = (1041, 1473);

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestFile {
    /// The one to review.
    Reviewed,
    /// The sealed one.
    Sealed,
}

struct Found {
    key: PersonKey,
    file: String,
    request_number: String,
}

/// A file of the session's contract with the contract's number, if this browser may see it.
pub async fn guest_file(
    app: &App,
    session: SessionId,
    cookies: Cookies,
    which: GuestFile,
) -> Result<Option<(String, Vec<u8>)>, Failure> {
    let Some(found) = find(app, session, cookies, which).await? else {
        return Ok(None);
    };
    let inner = app.clone();
    let bytes = app.pool().run(move || {
        Ok((
            found.request_number,
            read_file(&inner, &found.key, &found.file)?,
        ))
    });
    bytes.await.map(Some)
}

/// The picture of a page (PNG), if this browser may see it and there is such a page.
pub async fn guest_picture(
    app: &App,
    session: SessionId,
    cookies: Cookies,
    page: usize,
) -> Result<Option<Vec<u8>>, Failure> {
    let Some(found) = find(app, session, cookies, GuestFile::Reviewed).await? else {
        return Ok(None);
    };
    let Found { key, file, .. } = found;
    let (inner, name) = (app.clone(), file.clone());
    let draw = async move |pages| {
        let draw = move || {
            let document = PdfPages::open(read_file(&inner, &key, &name)?)?;
            Ok(document.pictures(pages, SCALE))
        };
        app.pool().run(draw).await
    };
    app.pages().picture((&file, page), app.now(), draw).await
}

async fn find(
    app: &App,
    session: SessionId,
    cookies: Cookies,
    which: GuestFile,
) -> Result<Option<Found>, Failure> {
    let inner = app.clone();
    app.store()
        .read(move |tx| {
            let Some(guest) = Guest::load(&inner, tx, session, &cookies)? else {
                return Ok(None);
            };
            let may_see = match which {
                GuestFile::Reviewed => matches!(guest.step, Step::Review | Step::Sign | Step::Done),
                GuestFile::Sealed => guest.step == Step::Done,
            };
            let (true, Some(contract), Some(document)) =
                (may_see, guest.contract(), guest.documents.first())
            else {
                return Ok(None);
            };
            let file = match which {
                GuestFile::Reviewed => Some(document.reviewed_file.clone()),
                GuestFile::Sealed => document.sealed_file.clone(),
            };
            let request_number = contract.request_number.clone();
            Ok(file.map(|file| Found {
                key: guest.contract_key,
                file,
                request_number,
            }))
        })
        .await
}
