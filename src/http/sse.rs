//! Server-sent events, as graphql-sse's distinct connections: each result a `next`, and `complete` at the end.
//!
//! The events are written by hand: an event without a data line never reaches a browser's EventSource, so `complete`
//! carries an empty one.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use axum::body::Body;
use futures_util::{Stream, StreamExt as _};

use super::answer::Answer;
use super::codes::Rejection;
use super::gateway::{Event, Gateway, Operation};
use super::visitor::unauthenticated;

/// How often a quiet stream shows that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(12);
const COMMENT: &str = ":\n\n";
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// The stream of an operation, or of the one error that kept it from running.
pub fn body(gateway: Gateway, outcome: Result<Operation, Rejection>) -> Body {
    match outcome {
        Ok(operation) => Body::from_stream(events(gateway, operation).map(Ok::<_, Infallible>)),
        Err(rejection) => Body::from(next(&rejection.into()) + COMPLETE),
    }
}

fn events(gateway: Gateway, operation: Operation) -> impl Stream<Item = String> + Send {
    stream! {
        yield COMMENT.to_owned();
        let (visitor, who) = (operation.visitor.clone(), operation.who.clone());
        let mut results = pin!(gateway.follow(operation));
        let mut access_ends = pin!(gateway.access_ends(&visitor, &who));
        loop {
            tokio::select! {
                event = results.next() => match event {
                    Some(Event::Next(answer)) => yield next(&answer),
                    Some(Event::Ended(_)) => {
                        yield next(&unauthenticated().into());
                        break;
                    }
                    None => break,
                },
                _ = &mut access_ends => {
                    yield next(&unauthenticated().into());
                    break;
                }
                () = gateway.stopping().cancelled() => break,
                () = tokio::time::sleep(KEEP_ALIVE) => yield COMMENT.to_owned(),
            }
        }
        yield COMPLETE.to_owned();
    }
}

fn next(answer: &Answer) -> String {
    format!("event: next\ndata: {}\n\n", answer.json())
}
