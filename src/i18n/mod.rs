//! Texts for people, in English, Polish and Romanian, with each language's plurals (Project Fluent).

mod calendar;
mod message;

pub use calendar::{day, moment};
pub use message::Message;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::error::Problem;
use crate::terms::Lang;

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en-GB", include_str!("en.ftl")));
static POLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("pl", include_str!("pl.ftl")));
static ROMANIAN: LazyLock<Bundle> = LazyLock::new(|| bundle("ro", include_str!("ro.ftl")));

fn bundle(tag: &str, source: &str) -> Bundle {
    let lang = tag.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![lang]);
    bundle.set_use_isolating(false);
    // A text that does not parse is left out here; a test reads the three files and fails on any error.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Arguments of a text.
pub fn args<'a, const N: usize>(pairs: [(&'a str, FluentValue<'a>); N]) -> FluentArgs<'a> {
    FluentArgs::from_iter(pairs)
}

/// A text in a language; English where a language lacks it.
pub fn text(lang: Lang, key: &str, args: &FluentArgs<'_>) -> String {
    let first = match lang {
        Lang::En => &*ENGLISH,
        Lang::Pl => &*POLISH,
        Lang::Ro => &*ROMANIAN,
    };
    [first, &*ENGLISH].into_iter().find_map(|bundle| format(bundle, key, args)).unwrap_or_else(|| key.to_owned())
}

fn format(bundle: &Bundle, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

/// The language of a tag such as `pl-PL`. What we do not speak reads as English.
pub fn language(tag: &str) -> Lang {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    Lang::ALL.iter().copied().find(|lang| lang.as_str().eq_ignore_ascii_case(primary)).unwrap_or(Lang::En)
}

/// The best language for an Accept-Language header (RFC 9110, section 12.5.4).
pub fn accepted(header: &str) -> Lang {
    let mut best: Option<(f32, Lang)> = None;
    for range in header.split(',').take(20) {
        let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
        let tag = tag.trim();
        let primary = tag.split('-').next().unwrap_or_default();
        let spoken = Lang::ALL.iter().copied().find(|lang| lang.as_str().eq_ignore_ascii_case(primary));
        let quality = quality.trim().parse::<f32>().unwrap_or(0.0);
        if let Some(lang) = spoken.filter(|_| quality > 0.0 && best.is_none_or(|(so_far, _)| quality > so_far)) {
            best = Some((quality, lang));
        }
    }
    best.map_or(Lang::En, |(_, lang)| lang)
}

/// What is wrong with a field.
pub fn problem(lang: Lang, problem: &Problem) -> String {
    Message::from(problem).said(lang)
}
