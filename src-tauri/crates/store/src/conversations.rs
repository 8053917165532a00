//! Conversations, runs and messages. The transcript is this database's.

use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::connect::Connection;
use crate::entities::{conversation, message, run};
use crate::text::{contains, storable};
use crate::{ConversationRow, MessageRow, Reading, RunRow, StoreError, Tx};

/// Starts a conversation.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert(tx: &Tx, person_id: i64, title: &str, now: i64) -> Result<ConversationRow, StoreError> {
    let made = conversation::ActiveModel {
        person_id: Set(person_id),
        title: Set(storable(title).into_owned()),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// A conversation of this person; somebody else's is not found.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn by_id(view: &dyn Reading, id: i64, person_id: i64) -> Result<Option<ConversationRow>, StoreError> {
    let own = conversation::Entity::find_by_id(id)
        .filter(conversation::Column::PersonId.eq(person_id))
        .filter(conversation::Column::DeletedAt.is_null());
    Ok(own.one(view.connection()).await?)
}

/// A person's conversations, the last used first; only those whose title or messages hold
/// `search`, where it is given.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn list(
    view: &dyn Reading,
    person_id: i64,
    search: Option<&str>,
) -> Result<Vec<ConversationRow>, StoreError> {
    let mut own = conversation::Entity::find()
        .filter(conversation::Column::PersonId.eq(person_id))
        .filter(conversation::Column::DeletedAt.is_null())
        .order_by_desc(conversation::Column::UpdatedAt)
        .order_by_desc(conversation::Column::Id)
        .limit(500);
    if let Some(text) = search {
        let within = |column| contains(view.connection().get_database_backend(), column, text);
        let said = Query::select()
            .column(message::Column::ConversationId)
            .from(message::Entity)
            .and_where(within("text"))
            .take();
        own = own.filter(Condition::any().add(within("title")).add(conversation::Column::Id.in_subquery(said)));
    }
    Ok(own.all(view.connection()).await?)
}

/// Changes what is given of a conversation.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn change(
    tx: &Tx,
    id: i64,
    title: Option<&str>,
    updated_at: Option<i64>,
    deleted_at: Option<i64>,
) -> Result<(), StoreError> {
    let mut change = conversation::ActiveModel { id: Set(id), ..Default::default() };
    if let Some(title) = title {
        change.title = Set(storable(title).into_owned());
    }
    if let Some(at) = updated_at {
        change.updated_at = Set(at);
    }
    if deleted_at.is_some() {
        change.deleted_at = Set(deleted_at);
    }
    if title.is_some() || updated_at.is_some() || deleted_at.is_some() {
        change.update(tx.connection()).await?;
    }
    Ok(())
}

/// Starts a run.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert_run(
    tx: &Tx,
    conversation_id: i64,
    person_id: i64,
    channel: &str,
    model: &str,
    max_steps: i64,
    now: i64,
) -> Result<RunRow, StoreError> {
    let made = run::ActiveModel {
        conversation_id: Set(conversation_id),
        person_id: Set(person_id),
        channel: Set(channel.to_owned()),
        model: Set(model.to_owned()),
        state: Set("running".to_owned()),
        step: Set(0),
        max_steps: Set(max_steps),
        prompt_tokens: Set(0),
        completion_tokens: Set(0),
        error_code: Set(None),
        error_message: Set(None),
        started_at: Set(now),
        ended_at: Set(None),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// A run of this person.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn run(view: &dyn Reading, id: i64, person_id: i64) -> Result<Option<RunRow>, StoreError> {
    Ok(run::Entity::find_by_id(id).filter(run::Column::PersonId.eq(person_id)).one(view.connection()).await?)
}

/// The runs of a conversation, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn runs(view: &dyn Reading, conversation_id: i64) -> Result<Vec<RunRow>, StoreError> {
    let found = run::Entity::find().filter(run::Column::ConversationId.eq(conversation_id));
    Ok(found.order_by_asc(run::Column::Id).all(view.connection()).await?)
}

/// The last run of a conversation.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_run(view: &dyn Reading, conversation_id: i64) -> Result<Option<RunRow>, StoreError> {
    let found = run::Entity::find().filter(run::Column::ConversationId.eq(conversation_id));
    Ok(found.order_by_desc(run::Column::Id).limit(1).one(view.connection()).await?)
}

/// A person's runs that wait, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn waiting_runs(view: &dyn Reading, person_id: i64) -> Result<Vec<RunRow>, StoreError> {
    let found =
        run::Entity::find().filter(run::Column::PersonId.eq(person_id)).filter(run::Column::State.eq("waiting"));
    Ok(found.order_by_asc(run::Column::Id).all(view.connection()).await?)
}

/// The tokens read and written in each run of a person begun since (milliseconds), deleted
/// conversations included.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn tokens_since(view: &dyn Reading, person_id: i64, since: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    let found = run::Entity::find()
        .select_only()
        .column(run::Column::PromptTokens)
        .column(run::Column::CompletionTokens)
        .filter(run::Column::PersonId.eq(person_id))
        .filter(run::Column::StartedAt.gte(since));
    Ok(found.into_tuple().all(view.connection()).await?)
}

/// Counts a step with the tokens it used.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn count_step(tx: &Tx, run: &RunRow, prompt: i64, completion: i64) -> Result<RunRow, StoreError> {
    let change = run::ActiveModel {
        id: Set(run.id),
        step: Set(run.step + 1),
        prompt_tokens: Set(run.prompt_tokens + prompt),
        completion_tokens: Set(run.completion_tokens + completion),
        ..Default::default()
    };
    Ok(change.update(tx.connection()).await?)
}

/// Moves a run from one state to another; `false` when it was no longer in the first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn transition_run(
    tx: &Tx,
    id: i64,
    from: &str,
    to: &str,
    error: Option<(String, String)>,
    ended_at: Option<i64>,
) -> Result<bool, StoreError> {
    let (code, message) = error.unzip();
    let change = run::ActiveModel {
        state: Set(to.to_owned()),
        error_code: Set(code),
        error_message: Set(message),
        ended_at: Set(ended_at),
        ..Default::default()
    };
    let done = run::Entity::update_many()
        .set(change)
        .filter(run::Column::Id.eq(id))
        .filter(run::Column::State.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Adds a message. `model_calls` is JSON.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn insert_message(
    tx: &Tx,
    run: &RunRow,
    kind: &str,
    text: &str,
    model_calls: &str,
    now: i64,
) -> Result<MessageRow, StoreError> {
    let made = message::ActiveModel {
        conversation_id: Set(run.conversation_id),
        run_id: Set(run.id),
        kind: Set(kind.to_owned()),
        text: Set(storable(text).into_owned()),
        model_calls: Set(model_calls.to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    Ok(made.insert(tx.connection()).await?)
}

/// Fills in a message that was begun.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn finish_message(tx: &Tx, id: i64, text: &str, model_calls: &str) -> Result<MessageRow, StoreError> {
    let change = message::ActiveModel {
        id: Set(id),
        text: Set(storable(text).into_owned()),
        model_calls: Set(model_calls.to_owned()),
        ..Default::default()
    };
    Ok(change.update(tx.connection()).await?)
}

/// The messages of a conversation, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn messages(view: &dyn Reading, conversation_id: i64) -> Result<Vec<MessageRow>, StoreError> {
    let found = message::Entity::find().filter(message::Column::ConversationId.eq(conversation_id));
    Ok(found.order_by_asc(message::Column::Id).all(view.connection()).await?)
}

/// The last message of a conversation.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn last_message(view: &dyn Reading, conversation_id: i64) -> Result<Option<MessageRow>, StoreError> {
    let found = message::Entity::find().filter(message::Column::ConversationId.eq(conversation_id));
    Ok(found.order_by_desc(message::Column::Id).limit(1).one(view.connection()).await?)
}

/// What a conversation is held to, as JSON.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn set_bounds(tx: &Tx, id: i64, bounds: &str) -> Result<(), StoreError> {
    let change = conversation::ActiveModel { bounds: Set(bounds.to_owned()), ..Default::default() };
    let held = conversation::Entity::update_many().set(change).filter(conversation::Column::Id.eq(id));
    held.exec(tx.connection()).await?;
    Ok(())
}
