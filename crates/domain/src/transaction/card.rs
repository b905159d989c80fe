//! What is read off an identity card, as the wire shows it (`wire.md` 4, `idFrontData` and
//! `idBackData`). Religion, marital status and husband's name are neither read nor kept.

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::{
    person::Card,
    place::{Country, NationalNumber, Sex, is_date},
    text::ascii_digits,
};

/// What both sides say. Dates are `2026-11-22`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reading {
    /// The whole name as written.
    pub name: String,
    /// The first name.
    pub first_name: Option<String>,
    /// The other names.
    pub last_names: Option<String>,
    /// The whole name in Latin letters.
    pub name_english: Option<String>,
    /// The first name in Latin letters.
    pub first_name_english: Option<String>,
    /// The other names in Latin letters.
    pub last_names_english: Option<String>,
    /// The address as written.
    pub address: Option<String>,
    /// Its first line.
    pub address_1: Option<String>,
    /// Its second line.
    pub address_2: Option<String>,
    /// The address in Latin letters.
    pub address_english: Option<String>,
    /// The governorate.
    pub govern: Option<String>,
    /// The governorate in Latin letters.
    pub govern_english: Option<String>,
    /// The date of birth, which the number says.
    pub birth_date: Option<String>,
    /// The national number.
    pub id_number: String,
    /// The card's own key number.
    pub id_key: Option<String>,
    /// The gender, which the number says: `Male` or `Female`.
    pub gender: Option<String>,
    /// The occupation.
    pub job: Option<String>,
    /// The occupation's title.
    pub job_title: Option<String>,
    /// When the card was issued.
    pub release_date: Option<String>,
    /// Until when it is valid.
    pub expiry: Option<String>,
}

impl Reading {
    /// Checks what was read by the rules of a country as of `today` (`2026-11-22`), and completes
    /// it: what the number says of birth and gender must be what the print says. The faults name
    /// the property that is wrong.
    pub fn checked(
        mut self,
        country: Country,
        today: &str,
    ) -> Result<Self, Vec<(&'static str, Fault)>> {
        let mut faults = Vec::new();
        self.id_number = ascii_digits(self.id_number.trim());
        let number = country.read_national_number(&self.id_number);
        match &number {
            Some(number) => self.agree(number, &mut faults),
            None => faults.push(("idNumber", Fault::BadIdNumber)),
        }
        let dates = [
            ("dateOfBirth", &self.birth_date, Fault::BirthDateFormat),
            ("releaseDate", &self.release_date, Fault::ReleaseDateFormat),
            ("idExpiry", &self.expiry, Fault::ExpiryDateFormat),
        ];
        for (name, date, fault) in dates {
            if date.as_deref().is_some_and(|date| !is_date(date)) {
                faults.push((name, fault));
            }
        }
        // Dates of this form are ordered as their texts are.
        let is_past = |date: &String| is_date(date) && date.as_str() < today;
        let is_future = |date: &String| is_date(date) && date.as_str() > today;
        if self.expiry.as_ref().is_some_and(is_past) {
            faults.push(("idExpiry", Fault::CardExpired));
        }
        if self.release_date.as_ref().is_some_and(is_future) {
            faults.push(("releaseDate", Fault::BadReleaseDate));
        }
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(faults)
        }
    }

    fn agree(&mut self, number: &NationalNumber, faults: &mut Vec<(&'static str, Fault)>) {
        let born = self.birth_date.get_or_insert_with(|| number.born.clone());
        if is_date(born) && *born != number.born {
            faults.push(("dateOfBirth", Fault::BadBirthDate));
        }
        let sex = match number.sex {
            Sex::Female => "Female",
            Sex::Male => "Male",
        };
        let gender = self.gender.get_or_insert_with(|| sex.to_owned());
        if !gender.eq_ignore_ascii_case(sex) {
            faults.push(("gender", Fault::BadGender));
        }
    }

    /// What a profile keeps of it.
    pub fn card(&self) -> Card {
        let mut words = self.name.split_whitespace();
        let first = words.next().unwrap_or_default().to_owned();
        let others = words.collect::<Vec<_>>().join(" ");
        Card {
            name: self.first_name.clone().unwrap_or(first),
            surname: self.last_names.clone().unwrap_or(others),
            full_name: self.name.clone(),
            id_number: self.id_number.clone(),
            address: self.address.clone().unwrap_or_default(),
            full_name_english: self.name_english.clone(),
        }
    }

    /// The card that the sandbox makes up, which says of itself what it is: around a number, or one
    /// that no other of the first 100,000 persons has. Complete only once it is
    /// [`checked`](Self::checked).
    pub fn of_sandbox(number: Option<String>, person: i64) -> Self {
        let made_up = || format!("298010101{:05}", person.rem_euclid(100_000));
        Self {
            name: "تجربة نظام ميثاق".to_owned(),
            first_name: Some("تجربة".to_owned()),
            last_names: Some("نظام ميثاق".to_owned()),
            name_english: Some("Sandbox Test Person".to_owned()),
            first_name_english: Some("Sandbox".to_owned()),
            last_names_english: Some("Test Person".to_owned()),
            address: Some("عنوان تجريبي".to_owned()),
            address_1: Some("عنوان تجريبي".to_owned()),
            address_english: Some("Sandbox address".to_owned()),
            id_number: number.unwrap_or_else(made_up),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TODAY: &str = "2026-11-22";

    fn reading(change: impl FnOnce(&mut Reading)) -> Result<Reading, Vec<(&'static str, Fault)>> {
        let mut reading = Reading {
            name: "منى أحمد علي".to_owned(),
            id_number: "٢٩٨٠١٠١١٢٣٤٥٦٧".to_owned(),
            ..Reading::default()
        };
        change(&mut reading);
        reading.checked(Country::Egypt, TODAY)
    }

    #[test]
    fn birth_and_gender_come_from_the_number_and_the_print_must_agree() {
        let read = reading(|_| {});
        let read = read.ok().unwrap();
        assert_eq!(read.id_number, "29801011234567");
        assert_eq!(read.birth_date.as_deref(), Some("1998-01-01"));
        assert_eq!(read.gender.as_deref(), Some("Female"));
        let wrong = reading(|read| {
            read.birth_date = Some("1998-01-02".to_owned());
            read.gender = Some("male".to_owned());
        });
        let expected = [
            ("dateOfBirth", Fault::BadBirthDate),
            ("gender", Fault::BadGender),
        ];
        assert_eq!(wrong.err().unwrap(), expected);
    }

    #[test]
    fn impossible_numbers_and_dates_and_expired_cards_are_refused() {
        let fault = |change: fn(&mut Reading)| reading(change).err().unwrap();
        let number = fault(|read| read.id_number = "29813011234567".to_owned());
        assert_eq!(number, [("idNumber", Fault::BadIdNumber)]);
        let expired = fault(|read| read.expiry = Some("2026-11-21".to_owned()));
        assert_eq!(expired, [("idExpiry", Fault::CardExpired)]);
        assert!(reading(|read| read.expiry = Some(TODAY.to_owned())).is_ok());
        let format = fault(|read| read.expiry = Some("21/11/2030".to_owned()));
        assert_eq!(format, [("idExpiry", Fault::ExpiryDateFormat)]);
        let future = fault(|read| read.release_date = Some("2026-11-23".to_owned()));
        assert_eq!(future, [("releaseDate", Fault::BadReleaseDate)]);
    }

    #[test]
    fn a_profile_keeps_first_and_other_names() {
        let card = reading(|_| {}).ok().unwrap().card();
        assert_eq!(
            (card.name.as_str(), card.surname.as_str()),
            ("منى", "أحمد علي")
        );
    }

    #[test]
    fn the_card_of_the_sandbox_passes_the_same_checks() {
        for number in [None, Some("29801011234567".to_owned())] {
            let card = Reading::of_sandbox(number, 100_017);
            assert!(card.checked(Country::Egypt, TODAY).is_ok());
        }
    }
}
