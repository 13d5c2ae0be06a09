//! From sheets to a file. The same invoice at the same time gives the same bytes.

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::facts::Facts;
use super::layout;
use super::sheet::{HEIGHT, Mark, Sheets, WIDTH};
use super::typeface::Typeface;
use crate::clock::Timestamp;
use crate::error::Fault;

/// Prints an invoice.
///
/// # Errors
/// [`Fault`] when the library refuses.
pub(super) fn print(facts: &Facts) -> Result<Vec<u8>, Fault> {
    let typeface = Typeface::load()?;
    let mut sheets = Sheets::new(&typeface);
    layout::fill(&mut sheets, facts)?;
    let mut document = Document::new();
    document.set_metadata(metadata(facts));
    for marks in &sheets.pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Fault::bug("A4 is no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.set_fill(Some(Fill::default()));
        for mark in marks {
            paint(&mut surface, &typeface, mark);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| Fault::bug(format!("an invoice could not be printed: {error:?}")))
}

fn paint(surface: &mut Surface<'_>, typeface: &Typeface, mark: &Mark) {
    match mark {
        Mark::Text { text, .. } if text.is_empty() => {}
        Mark::Text { x, y, size, weight, text } => {
            let font = typeface.font(*weight);
            surface.draw_text(Point::from_xy(*x, *y), font, *size, text, false, TextDirection::Auto);
        }
        Mark::Rule { from, to, y } => {
            let mut path = PathBuilder::new();
            if let Some(rule) = Rect::from_ltrb(*from, *y, *to, *y + 0.6) {
                path.push_rect(rule);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn metadata(facts: &Facts) -> Metadata {
    Metadata::new()
        .title(layout::title(facts))
        .authors(vec![facts.account.name.clone()])
        .language(facts.lang().as_str().to_owned())
        .creation_date(moment(facts.printed_at))
}

fn moment(at: Timestamp) -> DateTime {
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
