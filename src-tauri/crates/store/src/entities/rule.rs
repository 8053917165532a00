//! `rules`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rules")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: Option<i64>,
    pub role_id: Option<i64>,
    pub client: Option<String>,
    pub channel: Option<String>,
    pub permission: Option<String>,
    pub tool: Option<String>,
    pub conditions: String,
    pub level: String,
    pub reason: String,
    pub created_by: i64,
    pub created_at: i64,
    pub removed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
