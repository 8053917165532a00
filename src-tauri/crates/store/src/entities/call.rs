//! `calls`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calls")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    pub channel: String,
    pub tool: String,
    pub definition_digest: String,
    pub arguments: String,
    pub resolved: String,
    pub object: Option<String>,
    pub target_person_id: Option<i64>,
    pub state: String,
    pub level: String,
    pub decision: String,
    pub plan: Option<String>,
    pub result: Option<String>,
    pub error: Option<String>,
    pub run_id: Option<i64>,
    pub model_call_id: Option<String>,
    pub created_at: i64,
    pub ended_at: Option<i64>,
    pub client: Option<String>,
    pub scopes: Option<String>,
    pub conversation_id: Option<i64>,
    pub repeats_call_id: Option<i64>,
    pub dry_run: bool,
    pub edited_by: Option<i64>,
    pub break_glass_reason: Option<String>,
    pub lease_until: Option<i64>,
    pub started_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
