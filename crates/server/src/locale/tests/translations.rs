use std::collections::BTreeSet;

use countersign_core::accounts::{Complaint, PersonalAttribute};
use countersign_token::{DecodeError, TokenError};

use crate::locale::catalogue::FILES;
use crate::locale::{Catalogue, Message};

const ENGLISH: &str = include_str!("../../../locales/en/messages.ftl");

fn catalogues() -> Vec<Catalogue> {
    FILES.map(|(language, text)| Catalogue::read(language, text).unwrap()).into()
}

/// The names that stand at the beginning of a line.
fn names(file: &str) -> BTreeSet<&str> {
    file.lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

fn attributes() -> [Message; 4] {
    use PersonalAttribute::{Email, FirstName, LastName, Username};
    [Username, FirstName, LastName, Email].map(|attribute| Message::PasswordTooSimilar { attribute })
}

#[test]
fn every_language_has_every_message_and_no_other() {
    let samples = Message::samples();
    let known: BTreeSet<_> = samples.iter().filter_map(|message| message.entry()).map(|(name, _)| name).collect();
    assert_eq!(known.len(), samples.len(), "a name is used twice");
    for (language, file) in FILES.into_iter().chain([("en", ENGLISH)]) {
        assert_eq!(names(file), known, "{language}");
    }
}

#[test]
fn every_translation_is_one_and_shows_every_argument() {
    for catalogue in catalogues() {
        for message in Message::samples() {
            let told = catalogue.tell(&message).unwrap_or_else(|| panic!("{catalogue:?} {message:?}"));
            assert_ne!(told, message.to_string(), "{catalogue:?}");
            assert_eq!(told.contains("9823"), message.to_string().contains("9823"), "{catalogue:?} {told}");
        }
    }
}

#[test]
fn the_english_file_has_the_words_of_the_wire() {
    let english = Catalogue::read("en", ENGLISH).unwrap();
    let counted = [1, 2].map(|wait| Message::ThrottledFor { wait });
    let measured = [0, 1, 8].map(|min| Message::PasswordTooShort { min });
    for message in Message::samples().into_iter().chain(counted).chain(measured).chain(attributes()) {
        assert_eq!(english.tell(&message), Some(message.to_string()));
    }
}

#[test]
fn counts_take_the_plural_of_their_language() {
    let said = |language, wait| {
        let (_, file) = FILES.into_iter().find(|(known, _)| *known == language).unwrap();
        Message::ThrottledFor { wait }.said(Some(&Catalogue::read(language, file).unwrap()))
    };
    assert!(said("de", 1).contains("1 Sekunde ") && said("de", 2).contains("2 Sekunden "));
    assert!(said("pt-br", 1).contains("1 segundo.") && said("pt-br", 60).contains("60 segundos."));
    let russian = [(1, "1 секунду."), (3, "3 секунды."), (5, "5 секунд."), (11, "11 секунд."), (21, "21 секунду.")];
    let arabic = [(1, "ثانية واحدة."), (2, "ثانيتين."), (3, "3 ثوانٍ."), (11, "11 ثانية."), (100, "100 ثانية.")];
    for (language, cases) in [("ru", russian), ("ar", arabic)] {
        for (wait, text) in cases {
            assert!(said(language, wait).ends_with(text), "{language} {wait}: {}", said(language, wait));
        }
    }
}

#[test]
fn each_attribute_that_a_password_resembles_has_its_own_words() {
    for catalogue in catalogues() {
        let told: BTreeSet<_> = attributes().iter().map(|message| message.said(Some(&catalogue))).collect();
        assert_eq!(told.len(), attributes().len(), "{told:?}");
    }
}

#[test]
fn what_comes_from_accounts_and_tokens_keeps_its_words() {
    let similar = PersonalAttribute::LastName;
    let complaints = [
        Complaint::TooLong { max: 150 },
        Complaint::NullCharacters,
        Complaint::EmailInvalid,
        Complaint::UsernameInvalid,
        Complaint::UsernameTaken,
        Complaint::ValueTaken { model: "user".to_owned(), field: "email".to_owned() },
        Complaint::NoSuchKey { key: "9".to_owned() },
        Complaint::NoColumn,
        Complaint::PasswordTooSimilar(similar),
        Complaint::PasswordTooShort { min: 1 },
        Complaint::PasswordTooShort { min: 8 },
        Complaint::PasswordTooCommon,
        Complaint::PasswordNumeric,
    ];
    for complaint in complaints {
        assert_eq!(Message::from(complaint.clone()).to_string(), complaint.to_string());
    }
    let refusals = [
        DecodeError::Expired.into(),
        DecodeError::BadSignature.into(),
        TokenError::MissingExp("exp".to_owned()),
        TokenError::ClaimExpired("refresh_exp".to_owned()),
        TokenError::MissingId,
        TokenError::MissingType,
        TokenError::WrongType,
    ];
    for refused in refusals {
        assert_eq!(Message::from(&refused).to_string(), refused.detail());
    }
}
