//! `requests`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub requester_id: i64,
    pub permission: String,
    pub owner_id: Option<i64>,
    pub duration: String,
    pub note: String,
    pub by_agent: bool,
    pub call_id: Option<i64>,
    pub conversation_id: Option<i64>,
    pub state: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub reason: Option<String>,
    pub given: Option<String>,
    pub released_call_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
