//! The typeface of what is printed, with the letters of every language that we speak. It is embedded: only the glyphs that
//! are used go into a file.

use krilla::text::Font;
use rustybuzz::{Face, UnicodeBuffer};

use crate::error::Fault;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf");

/// How heavy text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Both weights, to measure and to print with.
pub(super) struct Typeface {
    regular: (Font, Face<'static>),
    bold: (Font, Face<'static>),
}

impl Typeface {
    /// Reads the embedded fonts.
    ///
    /// # Errors
    /// [`Fault`] when they cannot be read, which a test rules out.
    pub(super) fn load() -> Result<Self, Fault> {
        let read = |bytes: &'static [u8]| Some((Font::new(bytes.into(), 0)?, Face::from_slice(bytes, 0)?));
        let unreadable = || Fault::bug("the embedded fonts cannot be read");
        Ok(Self { regular: read(REGULAR).ok_or_else(unreadable)?, bold: read(BOLD).ok_or_else(unreadable)? })
    }

    fn of(&self, weight: Weight) -> &(Font, Face<'static>) {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The font to print with.
    pub(super) fn font(&self, weight: Weight) -> Font {
        self.of(weight).0.clone()
    }

    /// How wide a text is, in points.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = &self.of(weight).1;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(face, &[], buffer);
        let units: i32 = shaped.glyph_positions().iter().map(|position| position.x_advance).sum();
        units as f32 * size / face.units_per_em() as f32
    }

    /// A text in lines that are not wider than a width: broken between words, and within words that are wider.
    pub(super) fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let measure = |text: &str| self.width(text, weight, size);
        let space = measure(" ");
        let mut lines = vec![(String::new(), 0.0)];
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            // Each piece is measured once: measuring is the dear part.
            let whole = measure(word);
            let pieces = if whole > width { cut(word, width, measure) } else { vec![(word.to_owned(), whole)] };
            for (piece, wide) in pieces {
                match lines.last_mut() {
                    Some((line, filled)) if line.is_empty() => (*line, *filled) = (piece, wide),
                    Some((line, filled)) if *filled + space + wide <= width => {
                        line.push(' ');
                        line.push_str(&piece);
                        *filled += space + wide;
                    }
                    _ => lines.push((piece, wide)),
                }
            }
        }
        lines.into_iter().map(|(line, _)| line).collect()
    }
}

/// A word in pieces that are not wider than a width, each with how wide it is.
fn cut(word: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<(String, f32)> {
    let mut pieces = vec![(String::new(), 0.0)];
    for c in word.chars() {
        let wide = measure(c.encode_utf8(&mut [0; 4]));
        match pieces.last_mut() {
            Some((piece, filled)) if piece.is_empty() || *filled + wide <= width => {
                piece.push(c);
                *filled += wide;
            }
            _ => pieces.push((c.to_string(), wide)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_our_languages_and_currencies_are_there() {
        let typeface = Typeface::load().expect("fonts");
        for weight in [Weight::Regular, Weight::Bold] {
            let face = &typeface.of(weight).1;
            for c in "ĄĆĘŁŃÓŚŹŻąćęłńóśźżĂÂÎȘȚăâîșțŞŢşţ£€$–\u{a0}".chars() {
                assert!(face.glyph_index(c).is_some(), "{c}");
            }
        }
    }

    #[test]
    fn lines_are_broken_between_words_and_within_words_that_are_too_wide() {
        let typeface = Typeface::load().expect("fonts");
        let wrap = |text: &str| typeface.wrap(text, Weight::Regular, 10.0, 60.0);
        assert_eq!(wrap("one two three four"), ["one two", "three four"]);
        let wide = wrap(&"m".repeat(40));
        assert!(wide.len() > 1 && wide.concat() == "m".repeat(40), "{wide:?}");
        assert_eq!(wrap(""), [""]);
    }
}
