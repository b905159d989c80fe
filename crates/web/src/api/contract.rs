//! `BusinessRequest/…`, as far as administrators read it, a company's types, and the short-lived links to PDFs.

pub mod evidence;
pub mod file;
pub mod own;
pub mod sign;

use axum::{
    body::Body,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use mithaq_domain::{
    id::{ContractId, ContractTypeId},
    text::Language,
};
use mithaq_i18n::Locale;
use mithaq_service::contract::{
    self, ContractFilter, ContractListing, ContractPerson, DownloadRefusal,
};
use mithaq_wire::{Envelope, code, contract as wire, form as wire_form};
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, refuse},
    extract::{AdminCaller, AdminOrUserCaller, Anyone, Query, permit::Requests},
    remembered::Asked,
};

/// `GET GetAllRequestTypes`.
pub async fn get_all_request_types(
    State(state): State<WebState>,
    caller: AdminOrUserCaller<Requests>,
) -> Response {
    match contract::list_forms(&state.app, caller.tenant) {
        Ok(forms) => done(Value::Array(
            forms
                .iter()
                .map(|form| {
                    let name = form.name.in_language(language(caller.locale));
                    wire::TypeShown {
                        id: form.id.get(),
                        name,
                        // Who of the staff signs is nothing that a person is told.
                        signers: if caller.is_admin { &form.signers } else { &[] },
                        seal: form.seal,
                    }
                    .json()
                })
                .collect(),
        )),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET GetBusinessRequestTypeTemplateFields?requestTypeId=&isLocalized=`.
pub async fn get_template_fields(
    State(state): State<WebState>,
    caller: AdminOrUserCaller<Requests>,
    query: Query,
) -> Response {
    let (id, is_localized) = match (query.integer("requestTypeId"), query.flag("isLocalized")) {
        (Ok(Some(id)), Ok(is_localized)) => (ContractTypeId::new(id), is_localized),
        (Ok(None), Ok(_)) => return query.refuse("requestTypeId", code::REQUIRED),
        (Err(response), _) | (_, Err(response)) => return *response,
    };
    let wording = wire_form::Wording {
        language: language(caller.locale),
        is_localized,
    };
    let (audience, call) = if caller.is_admin {
        (wire_form::Audience::Staff, "template fields of staff")
    } else {
        (wire_form::Audience::Person, "template fields of a person")
    };
    let asked = Asked::new(caller.tenant, call, &query, caller.locale);
    let read = async {
        match contract::find_form(&state.app, caller.tenant, id) {
            Ok(Some(version)) => {
                let shown = wire_form::template_shown(&version.form, wording, audience);
                Ok(Envelope::done(shown))
            }
            Ok(None) => Err(refuse(code::NO_SUCH_FORM, caller.locale)),
            Err(failure) => Err(failed(&failure, caller.locale)),
        }
    };
    state.remembered.answer(&state.app, asked, read).await
}

/// `GET GetRequests`.
pub async fn get_requests(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
) -> Response {
    let (filter, page) = match read_listing(&query) {
        Ok(listing) => listing,
        Err(response) => return *response,
    };
    let asked = Asked::new(caller.admin.tenant, "contracts", &query, caller.locale);
    let read = async {
        match contract::list_contracts(&state.app, caller.admin, filter, page).await {
            Ok((contracts, total)) => {
                let items = contracts
                    .iter()
                    .map(|contract| shown(contract, caller.locale));
                Ok(Envelope::list(items.collect(), total))
            }
            Err(failure) => Err(failed(&failure, caller.locale)),
        }
    };
    state.remembered.answer(&state.app, asked, read).await
}

fn read_listing(
    query: &Query,
) -> Result<(ContractFilter, mithaq_service::session::Page), Box<Response>> {
    let filter = ContractFilter {
        status: query.integer("status")?,
        form: query.integer("type")?.map(ContractTypeId::new),
        request_number: query.text("filter").map(str::to_ascii_uppercase),
        from: query.moment("from")?,
        before: query.moment("to")?,
    };
    Ok((filter, query.page()?))
}

/// `GET GetContractToPdf?id=`: the PDF itself where `Accept` asks for it, else a link.
pub async fn get_contract_to_pdf(
    State(state): State<WebState>,
    caller: AdminCaller<Requests>,
    query: Query,
    headers: HeaderMap,
) -> Response {
    let Some(id) = query.text("id").map(ContractId::parse) else {
        return query.refuse("id", code::REQUIRED);
    };
    let Some(id) = id else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    let answer = if asks_for_pdf(&headers) {
        contract::contract_pdf(&state.app, caller.admin.tenant, id)
            .await
            .map(|found| found.map(|file| pdf(&file.0, file.1)))
    } else {
        contract::download_link(&state.app, caller.admin, id)
            .await
            .map(|found| found.map(|link| done(Value::String(link.0))))
    };
    match answer {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => refuse(code_of(refusal), caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

/// `GET /download/{token}`: for whoever was given the link, for five minutes.
pub async fn download(
    State(state): State<WebState>,
    caller: Anyone,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let Ok(Path(token)) = token else {
        return refuse(code::NO_SUCH_CONTRACT, caller.locale);
    };
    match contract::follow_download(&state.app, &token).await {
        Ok(Ok((number, bytes))) => pdf(&number, bytes),
        Ok(Err(refusal)) => refuse(code_of(refusal), caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}

const fn code_of(refusal: DownloadRefusal) -> mithaq_wire::Code {
    match refusal {
        DownloadRefusal::NotFound => code::NO_SUCH_CONTRACT,
        DownloadRefusal::NotReady => code::PDF_NOT_READY,
    }
}

/// Whether `Accept` asks for the PDF itself rather than for a link.
fn asks_for_pdf(headers: &HeaderMap) -> bool {
    let accepts = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepts.to_ascii_lowercase().contains("application/pdf")
}

fn pdf(number: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{number}.pdf\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

const fn language(locale: Locale) -> Language {
    match locale {
        Locale::Ar => Language::Ar,
        Locale::En => Language::En,
    }
}

fn user_shown(person: &ContractPerson) -> wire::UserShown<'_> {
    wire::UserShown {
        id: person.id,
        name: person.name.as_deref(),
        email: person.contact.email.as_ref().map(|email| email.as_str()),
        phone: person.contact.phone.as_ref().map(|phone| phone.as_str()),
    }
}

fn shown(contract: &ContractListing, locale: Locale) -> Value {
    let person = contract.person.as_ref();
    let full_name = person.and_then(|person| person.name.as_deref());
    let user = person.map(user_shown).unwrap_or_default();
    let is_signed = person.is_some_and(|person| person.has_signed);
    let others = contract.others.iter();
    let others = others.map(|person| (user_shown(person).json(), person.has_signed));
    let signers = std::iter::once((user.json(), is_signed)).chain(others);
    let wording = wire_form::Wording {
        language: language(locale),
        is_localized: false,
    };
    wire::ContractShown {
        id: contract.id.to_string(),
        request_number: &contract.request_number,
        form: contract.form.get(),
        form_name: contract
            .form_version
            .form
            .name
            .in_language(wording.language),
        status: contract.status,
        is_held: contract.held.is_some(),
        differences: contract.held.as_ref().map(|held| held.fields.as_slice()),
        fields: wire_form::contract_fields(&contract.form_version.form, &contract.values, wording),
        full_name,
        id_number: None,
        creator: None,
        documents: Vec::new(),
        user: user.json(),
        signers: signers.collect(),
        company_seal: contract.form_version.form.company_seal,
        seal: contract.seal,
        upgrade: contract.upgrade,
        creation_time: contract.created_at.to_iso(),
        last_modification_time: contract.changed_at.to_iso(),
    }
    .json()
}
