//! A contract that a registered person makes by an app: every value is the person's, and nothing
//! that is required may be missing of them (`wire.md` 6, `Create`).

use super::invite::{NewContract, pre_fill};
use crate::{
    contract::Status,
    form::{Form, Given},
    place::Country,
    session::InvitationRefusal,
    text::Language,
};

/// The contract that these values make, or every key that is wrong.
pub fn make(
    form: &Form,
    given: &[(String, Given)],
    language: Language,
    country: Country,
) -> Result<NewContract, Vec<(String, InvitationRefusal)>> {
    let is_companys = |key: &str| form.field(key).is_some_and(|field| !field.is_persons());
    let (companys, given): (Vec<_>, Vec<_>) =
        given.iter().cloned().partition(|(key, _)| is_companys(key));
    let ((mut values, _), mut wrong) = pre_fill(form, &given, language, country);
    let not_persons = |(key, _)| (key, InvitationRefusal::NotPersons);
    wrong.extend(companys.into_iter().map(not_persons));
    let taken = |key: &str| form.field(key).map(|field| field.key.clone());
    let named: Vec<_> = wrong.iter().filter_map(|(key, _)| taken(key)).collect();
    for field in form.missing(&values) {
        if field.is_persons() && !named.contains(&field.key) {
            wrong.push((field.key.clone(), InvitationRefusal::Required));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    form.settle(&mut values);
    let persons = form.fields.iter().filter(|field| field.is_persons());
    let persons = persons.map(|field| field.key.clone());
    let open = persons.filter(|key| values.contains_key(key)).collect();
    let lacks = form.completeness(&values);
    let status = Status::Draft.filled_by_person(lacks, form.approval);
    Ok(NewContract {
        form: form.id,
        open,
        values,
        // Where nobody approves, what only the company fills in was found missing above.
        status: status.unwrap_or(Status::Draft),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn form(approval: &str) -> Form {
        let text = r#"{"id": 7, "name": {"en": "Loan", "ar": "قرض"}, "approval": "APPROVAL", "fields": [
            {"key": "amount", "type": "money", "required": true, "label": {"en": "Amount", "ar": "المبلغ"}},
            {"key": "note", "type": "text", "label": {"en": "Note", "ar": "ملاحظة"}},
            {"key": "rate", "type": "number", "readOnly": true, "required": true, "label": {"en": "Rate", "ar": "النسبة"}}
        ]}"#;
        serde_json::from_str(&text.replace("APPROVAL", approval)).unwrap()
    }

    fn made(
        approval: &str,
        given: &[(&str, &str)],
    ) -> Result<Status, Vec<(String, InvitationRefusal)>> {
        let given: Vec<_> = given
            .iter()
            .map(|(key, text)| ((*key).to_owned(), Given::Text((*text).to_owned())))
            .collect();
        make(&form(approval), &given, Language::En, Country::default()).map(|new| new.status)
    }

    #[test]
    fn what_only_the_company_fills_in_waits_for_whoever_approves() {
        let amount = [("AMOUNT", "100")];
        assert_eq!(made("member", &amount), Ok(Status::PendingApproval));
        let nobody = vec![("rate".to_owned(), InvitationRefusal::Required)];
        assert_eq!(made("automatic", &amount), Err(nobody));
    }

    #[test]
    fn each_mistake_is_named_once_and_a_person_sets_nothing_of_the_companys() {
        let wrong = made("member", &[("rate", "1"), ("note", "n"), ("shoe", "44")]);
        let expected = vec![
            ("shoe".to_owned(), InvitationRefusal::UnknownField),
            ("rate".to_owned(), InvitationRefusal::NotPersons),
            ("amount".to_owned(), InvitationRefusal::Required),
        ];
        assert_eq!(wrong, Err(expected));
        let wrong = made("member", &[("amount", "much")]).unwrap_err();
        assert_eq!(wrong.len(), 1, "wrong, and so not missing as well");
    }
}
