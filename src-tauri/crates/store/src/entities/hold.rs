//! `holds`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holds")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub call_id: i64,
    pub level: String,
    pub state: String,
    pub digest: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub note: Option<String>,
    pub replaces_hold_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
