//! Alarms: what may happen to one. When it is due is `moment`'s and `recurrence`'s to say.

pub(crate) mod life;
