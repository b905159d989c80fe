//! Webhooks, from the call that subscribes to the request that arrives. Endpoints are real servers
//! on this machine; only time is made up.

mod delivering;
mod forgetting;
mod managing;
mod receiver;
