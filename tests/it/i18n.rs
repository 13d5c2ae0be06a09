//! The texts of the three languages: the same ones, with the same arguments, each with its own plurals.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use lethe::i18n::{args, text};
use lethe::terms::Lang;
use rstest::rstest;

const FILES: [(&str, &str); 3] = [
    ("en", include_str!("../../src/i18n/en.ftl")),
    ("pl", include_str!("../../src/i18n/pl.ftl")),
    ("ro", include_str!("../../src/i18n/ro.ftl")),
];

/// The arguments of each text.
fn texts(language: &str, source: &'static str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut texts = BTreeMap::new();
    let mut current = "";
    for line in source.lines() {
        let key = line.split_once(" =").map(|(key, _)| key);
        if let Some(key) = key.filter(|key| key.starts_with(|first: char| first.is_ascii_lowercase())) {
            current = key;
            assert!(texts.insert(key, BTreeSet::new()).is_none(), "{language}: {key} is there twice");
        }
        let names = line.split('$').skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
        texts.entry(current).or_default().extend(names);
    }
    texts.remove("");
    texts
}

#[test]
fn every_text_parses() {
    for (language, source) in FILES {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            panic!("{language}.ftl: {errors:?}");
        }
    }
}

#[test]
fn the_languages_have_the_same_texts_with_the_same_arguments() {
    let [(_, english), others @ ..] = FILES;
    let english = texts("en", english);
    assert!(english.len() > 30, "{english:?}");
    for (language, source) in others {
        let its = texts(language, source);
        let missing: Vec<_> = english.keys().filter(|key| !its.contains_key(*key)).collect();
        let unknown: Vec<_> = its.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{language}: missing {missing:?}, unknown {unknown:?}");
        for (key, arguments) in &english {
            assert_eq!(&its[key], arguments, "{language}: {key}");
        }
    }
}

/// The sources whose reasons reach people by their keys alone.
const NAMED_IN: [&str; 4] = ["src/import", "src/transfers", "src/bookings", "src/vehicles"];

#[test]
fn every_reason_that_an_import_names_is_a_text() {
    let [(_, english), ..] = FILES;
    let english = texts("en", english);
    let sources = NAMED_IN.into_iter().flat_map(sources).chain(["src/text.rs", "src/money.rs"].map(PathBuf::from));
    let mut named = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("a source");
        for first in ["\"import-", "\"expected-", "\"because-"] {
            let found = text.match_indices(first).filter_map(|(at, _)| text.get(at + 1..)?.split('"').next());
            named.extend(found.map(str::to_owned));
        }
    }
    assert!(named.len() > 40, "{named:?}");
    named.remove("import-of-{content}.csv");
    let missing: Vec<_> = named.iter().filter(|key| !english.contains_key(key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path.to_string_lossy()) } else { vec![path] }).collect()
}

#[rstest]
#[case(Lang::En, 1, "1 vehicle")]
#[case(Lang::En, 2, "2 vehicles")]
#[case(Lang::En, 5, "5 vehicles")]
#[case(Lang::En, 22, "22 vehicles")]
#[case(Lang::Pl, 1, "1 pojazd")]
#[case(Lang::Pl, 2, "2 pojazdy")]
#[case(Lang::Pl, 5, "5 pojazdów")]
#[case(Lang::Pl, 22, "22 pojazdy")]
#[case(Lang::Ro, 1, "1 vehicul")]
#[case(Lang::Ro, 2, "2 vehicule")]
#[case(Lang::Ro, 5, "5 vehicule")]
#[case(Lang::Ro, 20, "20 de vehicule")]
#[case(Lang::Ro, 22, "22 de vehicule")]
fn numbers_take_the_plural_of_the_language(#[case] lang: Lang, #[case] count: i64, #[case] expected: &str) {
    assert_eq!(text(lang, "vehicles-count", &args([("count", count.into())])), expected);
}
