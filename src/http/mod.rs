//! How the outside reaches Lethe: GraphQL over POST, server-sent events and WebSocket, pages, health and metrics.

pub mod codes;
pub mod document;
