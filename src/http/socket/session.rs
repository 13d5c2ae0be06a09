//! One socket, from its first message to its close.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tracing::Instrument as _;

use super::protocol::{Closing, Incoming, Outgoing};
use crate::access::Principal;
use crate::http::answer::Answer;
use crate::http::codes::{Code, Rejection};
use crate::http::gateway::{Event, Gateway, Operation};
use crate::http::params::Params;
use crate::http::visitor::{Visitor, bearer};
use crate::http::watch::Ending;

/// How long a client may take to introduce itself.
const INIT_TIME: Duration = Duration::from_secs(10);
/// How often a quiet socket is pinged, and how long one may stay silent.
const PING_EVERY: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(60);
/// How long a client may take to receive one message.
const SEND_TIME: Duration = Duration::from_secs(10);
/// How many operations may go on at once.
const MAX_OPERATIONS: usize = 32;

/// The state of a socket.
pub(super) struct Session {
    gateway: Gateway,
    visitor: Visitor,
    /// Who it is, once introduced.
    who: Option<Principal>,
    operations: HashMap<String, AbortHandle>,
    news: mpsc::Sender<News>,
    incoming_news: mpsc::Receiver<News>,
}

/// What the operations of a socket tell it.
enum News {
    Say(Outgoing),
    /// The operation of this id is over; with the error that kept it from running, if one did.
    Over(String, Option<Answer>),
    Ended(Ending),
}

impl Session {
    pub(super) fn new(gateway: Gateway, visitor: Visitor) -> Self {
        let (news, incoming_news) = mpsc::channel(64);
        Self { gateway, visitor, who: None, operations: HashMap::new(), news, incoming_news }
    }

    /// Serves the socket until either side has had enough.
    pub(super) async fn serve(mut self, mut socket: WebSocket) {
        if let Err(closing) = self.converse(&mut socket).await {
            let _ = timeout(SEND_TIME, socket.send(closing.into())).await;
        }
        for operation in self.operations.values() {
            operation.abort();
        }
    }

    /// Gives a reason to close; nothing when the client has gone.
    async fn converse(&mut self, socket: &mut WebSocket) -> Result<(), Closing> {
        let opened = Instant::now();
        let mut heard = opened;
        let mut access_ends = std::future::pending().boxed();
        loop {
            let says = tokio::select! {
                message = socket.recv() => {
                    heard = Instant::now();
                    let Some(Ok(message)) = message else { return Ok(()) };
                    let introduced = self.who.is_some();
                    let reply = self.hear(message).await?;
                    if introduced != self.who.is_some() {
                        access_ends = self.access_ends();
                    }
                    reply.map(Message::from)
                }
                Some(news) = self.incoming_news.recv() => Some(self.outgoing(news)?.into()),
                ending = &mut access_ends => return Err(Closing::from(ending)),
                () = self.gateway.stopping().cancelled() => return Err(Closing::GoingAway),
                () = sleep_until(opened + INIT_TIME), if self.who.is_none() => return Err(Closing::InitTimeout),
                () = sleep(PING_EVERY) => Some(Message::Ping(Bytes::new())),
            };
            let Some(message) = says else { continue };
            let sent = timeout(SEND_TIME, socket.send(message)).await;
            if !matches!(sent, Ok(Ok(()))) || heard.elapsed() > SILENCE {
                return Ok(());
            }
        }
    }

    fn access_ends(&self) -> BoxFuture<'static, Ending> {
        let (gateway, visitor) = (self.gateway.clone(), self.visitor.clone());
        let who = self.who.clone().unwrap_or(Principal::Anonymous);
        async move { gateway.access_ends(&visitor, &who).await }.boxed()
    }

    /// Takes a message, and gives what to say at once.
    async fn hear(&mut self, message: Message) -> Result<Option<Outgoing>, Closing> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Closing::InvalidMessage),
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(None),
        };
        match serde_json::from_str(&text).map_err(|_| Closing::InvalidMessage)? {
            Incoming::ConnectionInit { payload } => self.introduce(payload).await.map(Some),
            Incoming::Ping { payload } => Ok(Some(Outgoing::Pong(payload))),
            Incoming::Pong {} => Ok(None),
            Incoming::Subscribe { id, payload } => self.subscribe(id, payload),
            Incoming::Complete { id } => {
                if let Some(operation) = self.operations.remove(&id) {
                    operation.abort();
                }
                Ok(None)
            }
        }
    }

    async fn introduce(&mut self, payload: Option<Value>) -> Result<Outgoing, Closing> {
        if self.who.is_some() {
            return Err(Closing::InitTwice);
        }
        if let Some(Value::String(authorization)) = payload.as_ref().and_then(|payload| payload.get("authorization")) {
            self.visitor.bearer = Some(bearer(authorization).map_err(|_| Closing::Unauthorized)?);
        }
        self.who = Some(self.gateway.recognise(&self.visitor).await.map_err(|_| Closing::Unauthorized)?);
        Ok(Outgoing::ConnectionAck)
    }

    fn subscribe(&mut self, id: String, payload: Value) -> Result<Option<Outgoing>, Closing> {
        if self.who.is_none() {
            return Err(Closing::Unauthorized);
        }
        if id.is_empty() {
            return Err(Closing::InvalidMessage);
        }
        if self.operations.contains_key(&id) {
            return Err(Closing::IdTaken(id));
        }
        if self.operations.len() >= MAX_OPERATIONS {
            let message = format!("a socket carries at most {MAX_OPERATIONS} operations at once");
            return Ok(Some(Outgoing::Error(id, Rejection::new(Code::RateLimited, message).into())));
        }
        let operation = follow(self.gateway.clone(), self.visitor.clone(), id.clone(), payload, self.news.clone());
        let task = tokio::spawn(operation.in_current_span());
        self.operations.insert(id, task.abort_handle());
        Ok(None)
    }

    fn outgoing(&mut self, news: News) -> Result<Outgoing, Closing> {
        match news {
            News::Say(outgoing) => Ok(outgoing),
            News::Over(id, last) => {
                self.operations.remove(&id);
                Ok(last.map_or(Outgoing::Complete(id.clone()), |answer| Outgoing::Error(id, answer)))
            }
            News::Ended(ending) => Err(ending.into()),
        }
    }
}

impl From<Ending> for Closing {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::SessionEnded => Self::Unauthorized,
            Ending::AccessChanged => Self::AccessChanged,
        }
    }
}

/// One operation of a socket. When the socket has gone, so has whoever would read the news.
async fn follow(gateway: Gateway, visitor: Visitor, id: String, payload: Value, news: mpsc::Sender<News>) {
    let mut last = None;
    match admit(&gateway, &visitor, payload).await {
        Err(rejection) => last = Some(rejection.into()),
        Ok(operation) => {
            let mut events = pin!(gateway.follow(operation));
            while let Some(event) = events.next().await {
                let says = match event {
                    Event::Next(answer) if answer.data.is_none() => {
                        last = Some(answer);
                        break;
                    }
                    Event::Next(answer) => News::Say(Outgoing::Next(id.clone(), answer)),
                    Event::Ended(ending) => News::Ended(ending),
                };
                let _ = news.send(says).await;
            }
        }
    }
    let _ = news.send(News::Over(id, last)).await;
}

async fn admit(gateway: &Gateway, visitor: &Visitor, payload: Value) -> Result<Operation, Rejection> {
    let params = Params::from_json(payload)?;
    gateway.admit(visitor, params).await.outcome
}
