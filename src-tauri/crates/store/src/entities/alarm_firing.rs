//! `alarm_firings`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alarm_firings")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub alarm_id: i64,
    pub due_at: i64,
    pub fired_at: i64,
    pub late: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
