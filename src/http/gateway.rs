//! What every transport shares: admitting an operation, running it, following it.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response};
use async_stream::stream;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument as _, Span};

use super::answer::Answer;
use super::codes::{Code, Rejection};
use super::document::{Checked, Checker};
use super::metrics;
use super::params::Params;
use super::visitor::{Visitor, unauthenticated};
use super::watch::Ending;
use crate::access::{AuthError, Budget, Principal, RetryAt, authenticate};
use crate::app::App;
use crate::graphql::{self, Batches, Caller, Schema};

/// Everything behind the router. Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Parts>);

struct Parts {
    app: App,
    schema: Schema,
    checker: Checker,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gateway(…)")
    }
}

/// An operation that was admitted.
#[derive(Debug)]
pub struct Operation {
    request: Request,
    batches: Batches,
    pub visitor: Visitor,
    pub who: Principal,
    pub kind: OperationType,
    cost: u32,
}

/// Whether an operation may run, and what is left of the budget.
#[derive(Debug)]
pub struct Admission {
    pub outcome: Result<Operation, Rejection>,
    pub budget: Option<Budget>,
    /// When to try again, if there was too much.
    pub retry: Option<RetryAt>,
}

impl From<Rejection> for Admission {
    fn from(rejection: Rejection) -> Self {
        Self { outcome: Err(rejection), budget: None, retry: None }
    }
}

/// What following an operation brings.
#[derive(Debug)]
pub enum Event {
    /// A result.
    Next(Answer),
    /// The principal may not go on; nothing of what happened since was told.
    Ended(Ending),
}

impl Gateway {
    /// A gateway to a schema.
    pub fn new(app: App, schema: Schema) -> Self {
        let checker = Checker::new(&app.settings, &schema.sdl());
        Self(Arc::new(Parts { app, schema, checker, tasks: TaskTracker::new(), stopping: CancellationToken::new() }))
    }

    /// What Lethe is made of.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// What outlives the connection it came on: mutations under way, open sockets.
    pub fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// Cancelled when the server shuts down.
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    /// Who asks, what for, and whether the budget covers it.
    pub async fn admit(&self, visitor: &Visitor, params: Params) -> Admission {
        let app = self.app().for_request();
        let who = match recognise(&app, visitor).await {
            Ok(who) => who,
            Err(rejection) => return rejection.into(),
        };
        let checked = self.0.checker.check(&params.query, params.operation_name.as_deref(), &params.variables);
        let cost = checked.as_ref().map_or(1, |checked| checked.cost);
        match self.app().limits.spend(&who, visitor.peer, cost) {
            Err(retry) => Admission { outcome: Err(too_much()), budget: None, retry: Some(retry) },
            Ok(budget) => Admission {
                outcome: checked.map(|checked| self.operation(app, visitor, who, params, checked, budget)),
                budget: Some(budget),
                retry: None,
            },
        }
    }

    /// Who the visitor's credentials stand for.
    ///
    /// # Errors
    /// UNAUTHENTICATED, or INTERNAL_SERVER_ERROR when it cannot be found out.
    pub async fn recognise(&self, visitor: &Visitor) -> Result<Principal, Rejection> {
        recognise(self.app(), visitor).await
    }

    fn operation(
        &self,
        app: App,
        visitor: &Visitor,
        who: Principal,
        params: Params,
        checked: Checked,
        budget: Budget,
    ) -> Operation {
        describe(&who, &checked);
        let caller = Caller {
            // A subscription lasts, and would keep its connection from others.
            app: if checked.kind == OperationType::Subscription { self.app().clone() } else { app },
            who: who.clone(),
            lang: visitor.lang,
            peer: visitor.peer,
            request_id: visitor.request_id.clone(),
        };
        let mut request = Request::new(params.query).variables(params.variables).data(budget);
        request.operation_name = params.operation_name;
        request.set_parsed_query(checked.document);
        let (request, batches) = graphql::prepare(request, caller);
        Operation { request, batches, visitor: visitor.clone(), who, kind: checked.kind, cost: checked.cost }
    }

    /// Runs a query, or a mutation, which then finishes whether or not anybody waits for it.
    pub async fn run(&self, operation: Operation) -> Answer {
        let (kind, cost, request_id) = (operation.kind, operation.cost, operation.visitor.request_id);
        let start = Instant::now();
        let schema = self.0.schema.clone();
        let request = operation.request;
        let batches = operation.batches;
        let execution = async move { batches.run(schema.execute(request)).await };
        let response = match kind {
            OperationType::Subscription => return not_here().into(),
            OperationType::Query => unbroken(execution).await,
            OperationType::Mutation => {
                let task = self.tasks().spawn(unbroken(execution).instrument(Span::current()));
                task.await.ok().flatten()
            }
        };
        let answer = response.map_or_else(|| Answer::broken(&request_id), |response| Answer::of(response, &request_id));
        metrics::operation(kind, answer.code(), cost, start.elapsed());
        answer.with_cost(cost, self.0.checker.max_cost())
    }

    /// Follows a subscription; each result is told only to somebody who still may have it. Queries and mutations give
    /// one result.
    pub fn follow(&self, mut operation: Operation) -> impl Stream<Item = Event> + Send + use<> {
        let gateway = self.clone();
        stream! {
            if operation.kind != OperationType::Subscription {
                yield Event::Next(gateway.run(operation).await);
                return;
            }
            let _open = metrics::Open::subscription();
            let request = std::mem::replace(&mut operation.request, Request::new(""));
            let mut results = gateway.0.schema.execute_stream(request);
            while let Some(response) = operation.batches.run(results.next()).await {
                if let Some(ending) = gateway.recheck(&operation.visitor, &operation.who).await {
                    yield Event::Ended(ending);
                    return;
                }
                yield Event::Next(Answer::of(response, &operation.visitor.request_id));
            }
        }
    }
}

async fn recognise(app: &App, visitor: &Visitor) -> Result<Principal, Rejection> {
    match authenticate(app, visitor.bearer.as_deref()).await {
        Ok(who) => Ok(who),
        Err(AuthError::Unauthenticated) => Err(unauthenticated()),
        Err(AuthError::Fault(fault)) => {
            tracing::error!(request_id = visitor.request_id, reason = %fault, "credentials could not be checked");
            Err(Rejection::new(Code::Internal, "something went wrong on our side"))
        }
    }
}

/// Runs to the end; a panic gives nothing, and is in the log.
async fn unbroken(execution: impl Future<Output = Response>) -> Option<Response> {
    AssertUnwindSafe(execution).catch_unwind().await.ok()
}

/// Tells the request's span what is asked, in names only.
fn describe(who: &Principal, checked: &Checked) {
    let span = Span::current();
    span.record("principal", metrics::principal(who));
    span.record("operation", metrics::kind(checked.kind));
    if let Some(name) = &checked.name {
        span.record("name", name.chars().take(64).collect::<String>());
    }
}

fn too_much() -> Rejection {
    Rejection::new(Code::RateLimited, "the request budget of this minute is spent")
}

fn not_here() -> Rejection {
    Rejection::invalid("subscriptions are followed over WebSocket, or with `Accept: text/event-stream`")
}
