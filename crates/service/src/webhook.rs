//! Webhooks: what a company's systems are told, and how it gets there (`wire.md` 8). The events
//! themselves are noted by the store, with the changes that they tell of.
//!
//! Map: `announce` an event with what is told of it · `subscribe` endpoints and their secrets ·
//! `dispatch` which delivery is sent when · `attempt` one of them · `deliveries` the log ·
//! `replay` once more · `pull` events without an endpoint · `forget` old ones.

mod announce;
mod attempt;
mod deliveries;
mod dispatch;
mod endpoint;
mod forget;
mod places;
mod pull;
mod replay;
mod subscribe;

pub use attempt::Render;
pub use deliveries::{AttemptView, DeliveryView, list_deliveries};
pub use dispatch::Dispatcher;
pub use forget::EventSweep;
pub use pull::{PullRefusal, Pulled, pull_events};
pub use replay::{Replay, ReplayRefusal, Replayed, replay};
pub use subscribe::{
    NoSuchSubscription, RotatedSecret, SubscribeRefusal, Subscribed, SubscriptionView,
    list_subscriptions, rotate_secret, subscribe, unsubscribe,
};
