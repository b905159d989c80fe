//! What a use case saw, as the page shows it: the step's page, what stands around it, and the
//! status. Words come from `locales/`, numbers in the digits of the page's language.

use axum::http::StatusCode;
use mithaq_domain::{
    form::{self, FieldType, ShownSize},
    id::SessionId,
    otp::LIFE,
    session::Step,
    text::{Bilingual, Language},
};
use mithaq_i18n::{Locale, digits};
use mithaq_service::{
    contract::PICTURE_SIZE,
    session::{
        Awaited, Blocked, CardView, DoneView, EndedView, OpenField, OpenView, PhoneView, ProofFor,
        Reached, ReviewView, ShownValue, View, ViewDetail,
    },
};

use super::{
    notice::Item,
    page::{
        CannotContinueYet, Card, Choice, Code, Company, Destination, Done, Field as Input, Frame,
        Given, Highlight, Invited, Kind, Locked, Mark, Missing, Open, Page, Phone, Picture,
        Progress, Refused, Review, Sent, Table, Tick, wording,
    },
    reading::passages,
    tongue,
};

/// A page that is ready to be rendered.
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) page: Page,
    pub(super) frame: Frame,
}

/// The page of a view; `None` where this browser may see nothing of the session.
pub(super) fn present(session: SessionId, view: View, said: &[Item]) -> Option<Shown> {
    if view.step == Step::OpenYourLink {
        return None;
    }
    let pen = Pen {
        session,
        language: view.language,
        locale: tongue::locale(view.language),
        company: view.company.in_language(view.language).to_owned(),
    };
    let frame = Frame {
        company: Some(Company {
            name_en: view.company.en,
            name_ar: view.company.ar,
            logo_src: None,
        }),
        session_id: Some(session.to_string()),
        form_token: view.form_token,
        ..Frame::bare(pen.locale)
    };
    let of = if view.identity_only { 3 } else { 4 };
    let (status, page) = match (view.step, view.detail) {
        (Step::Expired, _) => (StatusCode::GONE, Page::Expired),
        (Step::LinkUsed, _) => (StatusCode::GONE, Page::LinkUsed),
        (Step::AlreadyCompleted, _) => (StatusCode::OK, Page::AlreadyCompleted),
        (_, ViewDetail::Ended(ended)) => pen.ended(ended),
        (_, detail) => (StatusCode::OK, pen.step(detail, view.identity_only, said)?),
    };
    let progress = step_number(&page).map(|number| Progress { number, of });
    Some(Shown {
        status,
        page,
        frame: Frame { progress, ..frame },
    })
}

fn step_number(page: &Page) -> Option<u32> {
    Some(match page {
        Page::Open(_) => 1,
        Page::Phone(phone) if phone.why == ProofFor::Copy => return None,
        Page::Phone(_) | Page::NameMailbox => 2,
        Page::Review(review) if review.code.is_some() => 4,
        Page::Missing(_) | Page::Review(_) | Page::IdentityPending(_) => 3,
        Page::Sign(_) | Page::Done(_) => 4,
        _ => return None,
    })
}

/// Writes the parts of a page in one language.
struct Pen {
    session: SessionId,
    language: Language,
    locale: Locale,
    company: String,
}

impl Pen {
    fn step(&self, detail: ViewDetail, identity_only: bool, said: &[Item]) -> Option<Page> {
        Some(match detail {
            ViewDetail::Open(open) => Page::Open(self.open(&open, identity_only)),
            ViewDetail::Phone(phone) => Page::Phone(proof(phone)),
            ViewDetail::Identity(reached) => Page::IdentityPending(destination(reached)),
            ViewDetail::NameMailbox => Page::NameMailbox,
            ViewDetail::NoMailbox => Page::MailboxPending,
            ViewDetail::Blocked(Blocked::Form) => Page::CannotContinueYet(CannotContinueYet::Form),
            ViewDetail::Blocked(Blocked::SeveralContracts) => {
                Page::CannotContinueYet(CannotContinueYet::SeveralContracts)
            }
            ViewDetail::Missing {
                card,
                fields,
                locked,
            } => Page::Missing(Missing {
                fields: fields
                    .iter()
                    .map(|field| self.input(&card, field))
                    .collect(),
                locked: locked.iter().map(|value| self.value(value)).collect(),
                card: self.card(card),
            }),
            // A contract that is not the one shown is read again before anything is signed.
            ViewDetail::Review(review) => {
                let again = said.iter().any(|item| item.code == 1503);
                Page::Review(Box::new(self.review(*review, again)))
            }
            ViewDetail::Waiting(card) => Page::Waiting(Some(self.card(card))),
            ViewDetail::Done(done) => Page::Done(self.done(done)),
            ViewDetail::NeedsDocument(_) => Page::Preparing,
            ViewDetail::Ended(ended) => self.ended(ended).1,
            ViewDetail::Nothing => return None,
        })
    }

    fn ended(&self, ended: EndedView) -> (StatusCode, Page) {
        match ended {
            EndedView::Declined => (StatusCode::OK, Page::Declined),
            EndedView::Reported => (StatusCode::OK, Page::Reported),
            EndedView::Disowned => (StatusCode::OK, Page::NotMe),
            EndedView::Released => (StatusCode::GONE, Page::NotNeeded),
            EndedView::Revoked => (StatusCode::GONE, Page::Revoked),
            EndedView::NotApproved(card, reason) => (
                StatusCode::OK,
                Page::Refused(Refused {
                    card: self.card(card),
                    reason,
                }),
            ),
        }
    }

    fn open(&self, open: &OpenView, identity_only: bool) -> Open {
        let contracts = u32::try_from(open.contracts).unwrap_or(u32::MAX);
        Open {
            invited: if identity_only {
                Invited::Identity
            } else {
                Invited::Contracts(contracts)
            },
            by_email: !open.sms,
            valid_until: Some(digits(self.locale, &open.valid_until)),
            may_disown: open.may_disown,
        }
    }

    fn card(&self, card: CardView) -> Card {
        let marks = [
            (card.test_seal, Mark::TestSeal),
            (card.identity_unchecked, Mark::IdentityUnchecked),
        ];
        Card {
            title: self.said(&card.title),
            request_number: card.request_number,
            pages: card.pages.and_then(|pages| u32::try_from(pages).ok()),
            amount: card.amount.as_ref().map(|amount| self.said(amount)),
            marks: marks
                .into_iter()
                .filter(|(holds, _)| *holds)
                .map(|(_, mark)| mark)
                .collect(),
        }
    }

    fn review(&self, review: ReviewView, again: bool) -> Review {
        let pages = review
            .card
            .pages
            .and_then(|pages| u32::try_from(pages).ok())
            .unwrap_or(0);
        let (width, height) = PICTURE_SIZE;
        let base = format!("/session/{}", self.session);
        let picture = |page| Picture {
            src: format!("{base}/pages/{page}.png"),
            width,
            height,
            page,
        };
        let sent = review.resend_in.filter(|_| !again);
        Review {
            card: self.card(review.card),
            highlights: review
                .values
                .iter()
                .map(|value| self.value(value))
                .map(|Locked { label, value, file }| Highlight {
                    label,
                    value,
                    page: None,
                    file,
                })
                .collect(),
            pictures: (1..=pages).map(picture).collect(),
            reading: passages(&review.reading, self.locale),
            pdf_href: format!("{base}/review.pdf"),
            document_sha256: review.document_sha256,
            typed_signature: Some(String::new()),
            code: sent.map(|resend_in| Sent {
                destination: destination(review.reached),
                code: code(resend_in),
            }),
        }
    }

    fn done(&self, done: DoneView) -> Done {
        Done {
            card: self.card(done.card),
            signed_at: tongue::moment(self.locale, &done.confirmed_at),
            destination: destination(done.reached),
            copy_to: destination(done.copy_to),
            reference: done.reference,
            sealed_href: done
                .sealed
                .then(|| format!("/session/{}/sealed.pdf", self.session)),
            next: self.awaited(done.awaited),
        }
    }

    fn awaited(&self, awaited: Awaited) -> Vec<String> {
        match awaited {
            Awaited::Nobody => Vec::new(),
            Awaited::Customers => vec![wording::awaits_customers(self.locale)],
            Awaited::Seal => vec![wording::awaits_seal(self.locale, &self.company)],
            Awaited::Company => vec![wording::awaits_company(self.locale, &self.company)],
        }
    }

    fn input(&self, card: &CardView, open: &OpenField) -> Input {
        Input {
            name: format!("f.{}.{}", card.form, open.field.key),
            label: self.said(&open.field.label),
            kind: self.kind(open),
            required: open.field.required,
            value: match &open.given {
                Some(form::Value::Text(text)) => text.clone(),
                _ => String::new(),
            },
        }
    }

    fn kind(&self, open: &OpenField) -> Kind {
        match open.field.kind {
            FieldType::Text => Kind::Text,
            FieldType::Multiline => Kind::Multiline,
            FieldType::Number => Kind::Number,
            FieldType::Money => Kind::Money {
                currency: open.unit.as_ref().map(|unit| self.said(unit)),
            },
            FieldType::Date => Kind::Date,
            FieldType::Dropdown => Kind::Dropdown(self.choices(open)),
            FieldType::Multiselect => {
                let ticked = |choice: &Choice| match &open.given {
                    Some(form::Value::List(ids)) => ids.contains(&choice.value),
                    _ => false,
                };
                let tick = |choice: Choice| Tick {
                    ticked: ticked(&choice),
                    choice,
                };
                Kind::Multiselect(self.choices(open).into_iter().map(tick).collect())
            }
            FieldType::Table => Kind::Table(self.table(open)),
            FieldType::Checkbox => Kind::Checkbox,
            FieldType::Phone => Kind::Phone,
            FieldType::Email => Kind::Email,
            FieldType::NationalId => Kind::NationalId,
            FieldType::File => Kind::File {
                given: open.file.as_ref().map(|file| self.value(file)),
                most: wording::size(self.locale, &ShownSize::at_most(open.field.most_bytes())),
            },
        }
    }

    fn choices(&self, open: &OpenField) -> Vec<Choice> {
        let choice = |choice: &form::Choice| Choice {
            value: choice.id.clone(),
            label: self.said(&choice.name),
        };
        open.field.options.iter().map(choice).collect()
    }

    fn table(&self, open: &OpenField) -> Table {
        let columns: Vec<String> = open
            .field
            .columns
            .iter()
            .map(|name| self.said(name))
            .collect();
        let most = open.field.max.as_ref().and_then(|max| max.parse().ok());
        let mut rows = match &open.given {
            Some(form::Value::Rows(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        rows.resize(
            most.unwrap_or(form::PAGE_ROWS).min(form::PAGE_ROWS),
            vec![String::new(); columns.len()],
        );
        Table { columns, rows }
    }

    fn value(&self, shown: &ShownValue) -> Locked {
        let value = self.said(&shown.value);
        let (value, file) = match &shown.file {
            None => (value, None),
            Some(file) => {
                let given = Given {
                    href: format!("/session/{}/files/{}", self.session, file.field),
                    is_picture: file.media.is_picture(),
                };
                let kind = file.media.name();
                let text = wording::file(self.locale, &value, (kind, &file.size));
                (text, Some(given))
            }
        };
        Locked {
            label: self.said(&shown.label),
            value,
            file,
        }
    }

    fn said(&self, text: &Bilingual) -> String {
        text.in_language(self.language).to_owned()
    }
}

fn proof(phone: PhoneView) -> Phone {
    Phone {
        destination: destination(phone.reached),
        sent: phone.resend_in.map(code),
        may_disown: phone.may_disown,
        why: phone.why,
        may_change: phone.may_change,
    }
}

fn destination(reached: Reached) -> Destination {
    if reached.sms {
        Destination::Phone(reached.masked)
    } else {
        Destination::Email(reached.masked)
    }
}

fn code(resend_in: i64) -> Code {
    let number = |value: i64| u32::try_from(value).unwrap_or(0);
    Code {
        resend_in_seconds: number(resend_in),
        expires_in_minutes: number(LIFE.as_seconds_up() / 60),
    }
}
