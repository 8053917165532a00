//! Which model was chosen, and for which addresses a key is kept elsewhere.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder, Set};

use crate::connect::Connection;
use crate::entities::{model_choice, model_key};
use crate::{ModelChoiceRow, Reading, StoreError, Tx};

/// The choice is one row, or none.
const ONE: i64 = 1;

/// What was chosen; `None` where nothing is.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn chosen(view: &dyn Reading) -> Result<Option<ModelChoiceRow>, StoreError> {
    Ok(model_choice::Entity::find_by_id(ONE).one(view.connection()).await?)
}

/// Chooses a model by address and name, or none.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn choose(tx: &Tx, choice: Option<(&str, &str)>) -> Result<(), StoreError> {
    model_choice::Entity::delete_by_id(ONE).exec(tx.connection()).await?;
    if let Some((address, model)) = choice {
        let row =
            model_choice::ActiveModel { id: Set(ONE), address: Set(address.to_owned()), model: Set(model.to_owned()) };
        model_choice::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    }
    Ok(())
}

/// The addresses a key is kept for, and when it was given (milliseconds).
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub async fn keys(view: &dyn Reading) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = model_key::Entity::find().order_by_asc(model_key::Column::Address).all(view.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.address, row.given_at)).collect())
}

/// Notes that a key for an address was given, or that it is kept no longer.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn note_key(tx: &Tx, address: &str, given_at: Option<i64>) -> Result<(), StoreError> {
    let there = model_key::Entity::find_by_id(address).one(tx.connection()).await?;
    match (there, given_at) {
        (Some(row), Some(at)) => {
            let mut row = row.into_active_model();
            row.given_at = Set(at);
            row.update(tx.connection()).await?;
        }
        (None, Some(at)) => {
            let row = model_key::ActiveModel { address: Set(address.to_owned()), given_at: Set(at) };
            model_key::Entity::insert(row).exec_without_returning(tx.connection()).await?;
        }
        (_, None) => {
            model_key::Entity::delete_by_id(address).exec(tx.connection()).await?;
        }
    }
    Ok(())
}
