//! The same rows by plain prepared statements, on a server.

use std::time::Instant;

use assent_testkit::Place;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Column, Connection, Postgres, Row, TypeInfo};

use crate::Failure;
use crate::worker::{Done, nanoseconds};

/// A value with its type, which a server wants to know of an absent one too.
#[derive(Clone)]
enum Value {
    Number(Option<i64>),
    Short(Option<i32>),
    Text(Option<String>),
    Truth(Option<bool>),
}

/// A call, its event, and the head after it.
struct Pair {
    call: Vec<Value>,
    event: Vec<Value>,
    head: [Value; 2],
}

/// Somebody with the database and no gate.
pub struct Raw {
    connection: PgConnection,
    insert_call: String,
    insert_event: String,
    pairs: Vec<Pair>,
}

impl Raw {
    pub async fn open(place: &Place) -> Result<Self, Failure> {
        let connection = PgConnection::connect(&place.database().address()).await?;
        Ok(Self { connection, insert_call: String::new(), insert_event: String::new(), pairs: Vec::new() })
    }

    /// Has at hand every `of`th call after this one, from another database.
    pub async fn read(&mut self, address: &str, after: i64, nth: i64, of: i64) -> Result<(), Failure> {
        let mut other = PgConnection::connect(address).await?;
        let those = format!("WHERE c.id > {after} AND c.id % {of} = {nth} ORDER BY c.id");
        let calls = rows(&mut other, format!("SELECT c.* FROM calls c {those}")).await?;
        let events = format!("SELECT e.* FROM audit_events e JOIN calls c ON c.id = e.call_id {those}");
        let events = rows(&mut other, events).await?;
        if calls.len() != events.len() {
            return Err(format!("{} calls wrote {} events", calls.len(), events.len()).into());
        }
        let Some((call, event)) = calls.first().zip(events.first()) else { return Err("there is nothing".into()) };
        (self.insert_call, self.insert_event) = (insert_into("calls", call), insert_into("audit_events", event));
        self.pairs = calls.iter().zip(&events).map(|(call, event)| pair(call, event)).collect::<Result<_, _>>()?;
        Ok(())
    }

    pub async fn insert(&mut self) -> Result<Done, Failure> {
        let mut taken = Vec::with_capacity(self.pairs.len());
        for pair in &self.pairs {
            let began = Instant::now();
            let mut tx = self.connection.begin().await?;
            statement(&self.insert_call, &pair.call).execute(&mut *tx).await?;
            statement(&self.insert_event, &pair.event).execute(&mut *tx).await?;
            let head = "UPDATE audit_heads SET seq = $1, hash = $2 WHERE id = 1";
            statement(head, &pair.head).execute(&mut *tx).await?;
            tx.commit().await?;
            taken.push(nanoseconds(began.elapsed()));
        }
        Ok(Done(taken))
    }
}

async fn rows(connection: &mut PgConnection, sql: String) -> Result<Vec<PgRow>, Failure> {
    Ok(sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await?)
}

fn pair(call: &PgRow, event: &PgRow) -> Result<Pair, Failure> {
    let head = [Value::Number(Some(event.try_get("seq")?)), Value::Text(Some(event.try_get("hash")?))];
    Ok(Pair { call: values(call)?, event: values(event)?, head })
}

fn values(row: &PgRow) -> Result<Vec<Value>, Failure> {
    let value = |at: usize| -> Result<Value, Failure> {
        Ok(match row.column(at).type_info().name() {
            "INT8" => Value::Number(row.try_get(at)?),
            "INT4" => Value::Short(row.try_get(at)?),
            "TEXT" | "VARCHAR" => Value::Text(row.try_get(at)?),
            "BOOL" => Value::Truth(row.try_get(at)?),
            other => return Err(format!("a column of the type {other} is not known here").into()),
        })
    };
    (0..row.len()).map(value).collect()
}

fn insert_into(table: &str, row: &PgRow) -> String {
    let names: Vec<&str> = row.columns().iter().map(Column::name).collect();
    let marks: Vec<String> = (1..=names.len()).map(|at| format!("${at}")).collect();
    format!("INSERT INTO {table} ({}) OVERRIDING SYSTEM VALUE VALUES ({})", names.join(", "), marks.join(", "))
}

fn statement<'q>(sql: &str, values: &[Value]) -> Query<'q, Postgres, PgArguments> {
    values.iter().fold(sqlx::query(AssertSqlSafe(sql.to_owned())), |query, value| match value {
        Value::Number(value) => query.bind(*value),
        Value::Short(value) => query.bind(*value),
        Value::Text(value) => query.bind(value.clone()),
        Value::Truth(value) => query.bind(*value),
    })
}
