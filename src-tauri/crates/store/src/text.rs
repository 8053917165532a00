//! Text as both databases can keep and compare it.

use std::borrow::Cow;

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, SimpleExpr};

/// Without NUL, which PostgreSQL keeps in no text: U+FFFD stands for it.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// An e-mail as it is kept and compared.
pub(crate) fn address(email: &str) -> String {
    storable(email.trim()).to_lowercase()
}

/// Whether a column holds `wanted` somewhere. Case counts for nothing in the letters
/// a to z, and for something in all others: that is what both databases can do alike.
pub(crate) fn contains(backend: DbBackend, column: &'static str, wanted: &str) -> SimpleExpr {
    let condition = match backend {
        DbBackend::Postgres => format!("strpos(lower({column} COLLATE \"C\"), $1) > 0"),
        _ => format!("instr(lower({column}), ?) > 0"),
    };
    Expr::cust_with_values(condition, [storable(wanted).to_ascii_lowercase()])
}
