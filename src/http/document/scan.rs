//! A look at the bare text. The parser recurses for every bracket, so nesting is bounded before it may start.

use crate::http::codes::{Code, Rejection};

/// How deep brackets of any kind may nest.
pub const MAX_NESTING: usize = 100;
/// How many words, numbers, strings and punctuation marks a document may have.
pub const MAX_TOKENS: usize = 10_000;

/// Bounds nesting and length of a document, in one pass.
///
/// # Errors
/// A [`Rejection`] that says which bound was passed, or that a string has no end.
pub fn scan(source: &str) -> Result<(), Rejection> {
    let mut rest = source.as_bytes();
    let (mut depth, mut tokens) = (0_usize, 0_usize);
    while let [first, tail @ ..] = rest {
        tokens += usize::from(first.is_ascii_graphic() && *first != b',' && *first != b'#');
        rest = match rest {
            [b'#', ..] => after(rest, |byte| !is_line_end(byte)),
            [b'"', b'"', b'"', tail @ ..] => after_block(tail)?,
            [b'"', ..] => after_string(tail)?,
            _ if is_word(*first) => after(tail, is_word),
            _ => tail,
        };
        match first {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(reject(format!("the document nests brackets more than {MAX_NESTING} levels deep")));
        }
        if tokens > MAX_TOKENS {
            return Err(reject(format!("the document has more than {MAX_TOKENS} tokens")));
        }
    }
    Ok(())
}

fn reject(message: String) -> Rejection {
    Rejection::new(Code::ParseFailed, message)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn after(bytes: &[u8], skip: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !skip(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

fn after_string(mut rest: &[u8]) -> Result<&[u8], Rejection> {
    loop {
        rest = match rest {
            [b'"', tail @ ..] => return Ok(tail),
            [b'\\', _, tail @ ..] => tail,
            [byte, tail @ ..] if !is_line_end(*byte) => tail,
            _ => return Err(reject("a string has no end".into())),
        };
    }
}

fn after_block(mut rest: &[u8]) -> Result<&[u8], Rejection> {
    loop {
        rest = match rest {
            [b'"', b'"', b'"', tail @ ..] => return Ok(tail),
            [b'\\', b'"', b'"', b'"', tail @ ..] | [_, tail @ ..] => tail,
            [] => return Err(reject("a block string has no end".into())),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql_parser::parse_query;
    use proptest::prelude::*;

    fn nested(open: &str, close: &str, levels: usize) -> String {
        format!("{{ f(a: {}1{}) }}", open.repeat(levels), close.repeat(levels))
    }

    #[test]
    fn sixteen_hundred_nested_lists_never_reach_the_parser() {
        assert!(scan(&nested("[", "]", 1_600)).is_err());
        assert!(scan(&nested("{a:", "}", 1_600)).is_err());
    }

    #[test]
    fn the_parser_stands_the_deepest_document_that_passes() {
        for deepest in [nested("[", "]", MAX_NESTING - 2), nested("{a:", "}", MAX_NESTING - 2)] {
            scan(&deepest).expect("within the bound");
            let small = std::thread::Builder::new().stack_size(1024 * 1024);
            small.spawn(move || parse_query(deepest).is_ok()).expect("a thread").join().expect("no overflow");
        }
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let brackets = "[".repeat(500);
        for source in [
            format!("{{ f(a: \"{brackets}\") }}"),
            format!("{{ f(a: \"\"\"{brackets}\n \\\"\"\" {brackets}\"\"\") }}"),
            format!("# {brackets}\n{{ f }}"),
        ] {
            assert_eq!(scan(&source), Ok(()), "{source}");
        }
    }

    #[test]
    fn a_string_without_an_end_hides_nothing() {
        for source in ["{ f(a: \"", "{ f(a: \"\"\" ) }", "{ f(a: \"\n\") }", "{ f(a: \"\\"] {
            assert!(scan(source).is_err(), "{source}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_scanned_without_panic(source in "[\\PC\"#\\\\\n{}\\[\\]]{0,400}") {
            let _ = scan(&source);
        }

        #[test]
        fn what_the_parser_takes_the_scan_takes(strings in proptest::collection::vec("[a-z\\[\\]{}# ]{0,9}", 0..9)) {
            let list = strings.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(" ");
            let source = format!("{{ f(a: [{list}]) }}");
            prop_assert_eq!(parse_query(&source).is_ok(), scan(&source).is_ok());
        }
    }
}
