//! The backup file: the age format with a passphrase (scrypt), holding a header line, the
//! database and the anchor's heads. The format itself shows every cut and every change.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::iter;
use std::path::Path;

use age::scrypt::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use assent_store::audit::Head;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{BackupError, owner_only};
use crate::keys::Left;

const FORMAT: &str = "assent backup";
const VERSION: u32 = 1;
/// 2^17 rounds, 128 MB: about half a second.
const WORK: u8 = 17;
/// A file of somebody else must not make us take all memory.
const MOST_WORK: u8 = 20;
/// The longest header line, in bytes.
const LONGEST_HEADER: u64 = 1024 * 1024;

/// What a backup holds beside the database.
pub(super) struct Contents {
    pub workspace: String,
    pub made_at: i64,
    /// The end of the chain in the database.
    pub head: Head,
    pub seed: Zeroizing<[u8; 32]>,
    /// Keys that the seed's followed.
    pub left: Vec<Left>,
    pub anchor: Option<Vec<Head>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
    workspace: String,
    made_at: i64,
    head: Head,
    seed: String,
    left: Vec<Left>,
    database_bytes: u64,
    anchor_lines: Option<u64>,
}

impl Drop for Header {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

/// Writes everything into the empty file `path`.
pub(super) fn write(
    path: &Path,
    contents: &Contents,
    database: &Path,
    passphrase: SecretString,
) -> Result<(), BackupError> {
    let target = File::options().write(true).open(path).map_err(BackupError::disk("open", path))?;
    let mut source = File::open(database).map_err(BackupError::disk("open", database))?;
    let bytes = source.metadata().map_err(BackupError::disk("look at", database))?.len();
    let mut recipient = Recipient::new(passphrase);
    recipient.set_work_factor(WORK);
    let written = (|| {
        let encryptor =
            Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).map_err(io::Error::other)?;
        let mut out = encryptor.wrap_output(BufWriter::new(target))?;
        let header = Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            workspace: contents.workspace.clone(),
            made_at: contents.made_at,
            head: contents.head.clone(),
            seed: hex::encode(contents.seed.as_slice()),
            left: contents.left.clone(),
            database_bytes: bytes,
            anchor_lines: contents.anchor.as_ref().map(|heads| heads.len() as u64),
        };
        let line = Zeroizing::new(serde_json::to_vec(&header)?);
        out.write_all(&line)?;
        out.write_all(b"\n")?;
        if io::copy(&mut (&mut source).take(bytes), &mut out)? != bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for head in contents.anchor.iter().flatten() {
            serde_json::to_writer(&mut out, head)?;
            out.write_all(b"\n")?;
        }
        let file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    })();
    written.map_err(BackupError::disk("write", path))
}

/// Reads a backup, its database into the new file `database`.
pub(super) fn read(path: &Path, database: &Path, passphrase: SecretString) -> Result<Contents, BackupError> {
    let file = File::open(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => BackupError::NotThere { path: path.to_owned() },
        _ => BackupError::disk("open", path)(cause),
    })?;
    let mut identity = Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
    let opened = Decryptor::new_buffered(BufReader::new(file))
        .and_then(|sealed| sealed.decrypt(iter::once(&identity as &dyn age::Identity)))
        .map_err(|cause| refused(path, cause))?;
    let mut opened = BufReader::new(opened);
    let header = header(path, &mut opened)?;
    let mut target = owner_only(database).map_err(BackupError::disk("create", database))?;
    copy(path, &mut (&mut opened).take(header.database_bytes), database, &mut target, header.database_bytes)?;
    target.sync_all().map_err(BackupError::disk("write", database))?;
    let mut rest = String::new();
    opened.read_to_string(&mut rest).map_err(|_| damaged(path))?;
    let heads: Vec<Head> = rest.lines().map_while(|line| serde_json::from_str(line).ok()).collect();
    if heads.len() as u64 != header.anchor_lines.unwrap_or_default() {
        return Err(damaged(path));
    }
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(&header.seed, seed.as_mut_slice()).map_err(|_| damaged(path))?;
    Ok(Contents {
        workspace: header.workspace.clone(),
        made_at: header.made_at,
        head: header.head.clone(),
        seed,
        left: header.left.clone(),
        anchor: header.anchor_lines.map(|_| heads),
    })
}

fn header(path: &Path, opened: &mut impl BufRead) -> Result<Header, BackupError> {
    let mut line = Zeroizing::new(Vec::new());
    opened.take(LONGEST_HEADER).read_until(b'\n', &mut line).map_err(|_| damaged(path))?;
    let other = || BackupError::Damaged { path: path.to_owned(), what: "it holds something else" };
    let known: serde_json::Value = serde_json::from_slice(&line).map_err(|_| other())?;
    if known["format"] != FORMAT {
        return Err(other());
    }
    if known["version"] != VERSION {
        return Err(BackupError::Newer { path: path.to_owned() });
    }
    serde_json::from_slice(&line).map_err(|_| damaged(path))
}

/// Tells a backup that can't be read from a disk that can't be written.
fn copy(path: &Path, from: &mut impl Read, to: &Path, target: &mut File, bytes: u64) -> Result<(), BackupError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut copied = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|_| damaged(path))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        target.write_all(part).map_err(BackupError::disk("write", to))?;
        copied += read as u64;
    }
    if copied == bytes { Ok(()) } else { Err(damaged(path)) }
}

fn damaged(path: &Path) -> BackupError {
    BackupError::Damaged { path: path.to_owned(), what: "it was cut short or altered" }
}

fn refused(path: &Path, cause: DecryptError) -> BackupError {
    match cause {
        DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            BackupError::WrongPassphrase { path: path.to_owned() }
        }
        DecryptError::InvalidHeader | DecryptError::InvalidMac => damaged(path),
        DecryptError::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => damaged(path),
        DecryptError::Io(cause) => BackupError::disk("read", path)(cause),
        _ => BackupError::Damaged { path: path.to_owned(), what: "it is something else" },
    }
}
