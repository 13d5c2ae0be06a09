//! Which media types are taken and given.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: failures before execution answer 200, as clients of old expect.
    Json,
    /// `application/graphql-response+json`: the status says what happened.
    GraphqlResponse,
    /// `text/event-stream`: one event for each result.
    EventStream,
}

impl Media {
    /// The Content-Type of answers.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            "application/graphql-response+json" => Some(Self::GraphqlResponse),
            "text/event-stream" | "text/*" => Some(Self::EventStream),
            _ => None,
        }
    }

    /// The media type that a client likes best; of equals, what it names first. Without Accept: JSON.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(ACCEPT) {
            return Some(Self::Json);
        }
        let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let ranges = values.flat_map(|value| value.split(',')).filter_map(range);
        let best = ranges.reduce(|best, range| if range.1 > best.1 { range } else { best });
        best.map(|(media, _)| media)
    }
}

fn range(text: &str) -> Option<(Media, f32)> {
    let (name, parameters) = parts(text);
    let mut quality = 1.0;
    for (key, value) in parameters {
        match key.as_str() {
            "q" => quality = value.parse().ok()?,
            "charset" if value != "utf-8" => return None,
            _ => {}
        }
    }
    Media::named(&name).filter(|_| quality > 0.0).map(|media| (media, quality))
}

/// Whether a body is JSON in UTF-8: the only thing that is taken, because browsers send it to other origins only after
/// asking.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(text) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let (name, parameters) = parts(text);
    name == "application/json" && parameters.iter().all(|(key, value)| key != "charset" || value == "utf-8")
}

fn parts(text: &str) -> (String, Vec<(String, String)>) {
    let text = text.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_owned();
    let parameters = parts.filter_map(|part| part.split_once('='));
    (name, parameters.map(|(key, value)| (key.trim().to_owned(), value.trim().trim_matches('"').to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("*/*", Some(Media::Json))]
    #[case("application/graphql-response+json", Some(Media::GraphqlResponse))]
    #[case("application/graphql-response+json, application/json;q=0.9", Some(Media::GraphqlResponse))]
    #[case("application/json, application/graphql-response+json", Some(Media::Json))]
    #[case("application/json;q=0.5, text/event-stream", Some(Media::EventStream))]
    #[case("application/json;q=0, text/html", None)]
    #[case("application/json; charset=utf-16", None)]
    #[case("Application/JSON; Charset=\"UTF-8\"", Some(Media::Json))]
    fn the_best_media_type_is_found(#[case] accept: &str, #[case] expected: Option<Media>) {
        let headers = HeaderMap::from_iter([(ACCEPT, accept.parse().expect("a header"))]);
        assert_eq!(Media::accepted(&headers), expected);
    }

    #[rstest]
    #[case("application/json", true)]
    #[case("application/json; charset=utf-8", true)]
    #[case("application/json; charset=latin1", false)]
    #[case("text/plain", false)]
    #[case("application/x-www-form-urlencoded", false)]
    #[case("multipart/form-data; boundary=x", false)]
    fn only_json_is_taken(#[case] content_type: &str, #[case] expected: bool) {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type.parse().expect("a header"))]);
        assert_eq!(is_json(&headers), expected);
    }
}
