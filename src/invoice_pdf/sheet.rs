//! Sheets of paper as they are filled, from the top down.

use super::typeface::{Typeface, Weight};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.28;
/// A4, in points.
pub(super) const HEIGHT: f32 = 841.89;
/// Where text begins.
pub(super) const LEFT: f32 = 56.0;
/// Where text ends.
pub(super) const RIGHT: f32 = WIDTH - 56.0;
const TOP: f32 = 64.0;
const BOTTOM: f32 = HEIGHT - 72.0;

/// The size of ordinary text, in points.
pub(super) const TEXT: f32 = 9.0;
/// From one line of ordinary text to the next.
pub(super) const LINE: f32 = 13.0;

/// Something on a sheet, in points from its upper left corner.
#[derive(Debug)]
pub(super) enum Mark {
    /// Text on a baseline.
    Text { x: f32, y: f32, size: f32, weight: Weight, text: String },
    /// A thin rule.
    Rule { from: f32, to: f32, y: f32 },
}

/// Sheets, and how far down the last one is filled.
pub(super) struct Sheets<'t> {
    pub typeface: &'t Typeface,
    pub pages: Vec<Vec<Mark>>,
    y: f32,
}

impl<'t> Sheets<'t> {
    /// One empty sheet.
    pub(super) fn new(typeface: &'t Typeface) -> Self {
        Self { typeface, pages: vec![Vec::new()], y: TOP }
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Goes down.
    pub(super) fn down(&mut self, by: f32) {
        self.y += by;
    }

    /// Whether something of a height still fits; else a new sheet was begun.
    pub(super) fn fits(&mut self, height: f32) -> bool {
        let fits = self.y + height <= BOTTOM;
        if !fits {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        fits
    }

    /// Text from a place to the right.
    pub(super) fn left(&mut self, x: f32, size: f32, weight: Weight, text: &str) {
        let y = self.y;
        self.put(Mark::Text { x, y, size, weight, text: text.to_owned() });
    }

    /// Text that ends at a place.
    pub(super) fn right(&mut self, x: f32, size: f32, weight: Weight, text: &str) {
        let x = x - self.typeface.width(text, weight, size);
        self.left(x, size, weight, text);
    }

    /// A rule a little below the line.
    pub(super) fn rule(&mut self, from: f32) {
        let y = self.y + 4.5;
        self.put(Mark::Rule { from, to: RIGHT, y });
    }

    /// Writes at the foot of each sheet, by its number.
    pub(super) fn feet(&mut self, foot: impl Fn(usize, usize) -> String) {
        let count = self.pages.len();
        for (number, page) in (1..).zip(&mut self.pages) {
            let (size, weight, text) = (7.5, Weight::Regular, foot(number, count));
            let x = RIGHT - self.typeface.width(&text, weight, size);
            page.push(Mark::Text { x, y: HEIGHT - 40.0, size, weight, text });
        }
    }
}
