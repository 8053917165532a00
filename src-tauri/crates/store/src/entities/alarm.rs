//! `alarms`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alarms")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub recipient_id: i64,
    pub creator_id: i64,
    pub title: String,
    pub starts_at: i64,
    pub fire_at: i64,
    pub zone: String,
    pub repeat: Option<String>,
    pub state: String,
    pub call_id: i64,
    pub delegation_id: Option<i64>,
    pub claimed_until: Option<i64>,
    pub last_fired_at: Option<i64>,
    pub late: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
