//! From files, standard input and the editor to items of a batch: what `append --file`, `append --edit`
//! and `import native` share.

use super::failure::{Complaint, ExitStatus, Failure, Whereabouts};
use super::host::Host;
use super::recording::{BatchItem, Introduces, Planned};
use crate::domain::decide::Command;
use crate::domain::field_path::{FieldPath, Segment};
use crate::domain::refusal::Refusal;
use crate::exchange::document::{Document, Item, Syntax};
use crate::exchange::native::{self, NativeRecord, RecordError};
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

/// Reads a file, or standard input for `-`; a text that is not UTF-8 is refused with its place.
pub(super) fn document(host: &Host, file: &Path) -> Result<Document, Failure> {
    let (name, bytes) = if file == Path::new("-") {
        ("standard input".to_owned(), host.input()?)
    } else {
        let mut bytes = Vec::new();
        std::fs::File::open(file).and_then(|mut opened| opened.read_to_end(&mut bytes)).map_err(|error| {
            Failure::new(ExitStatus::NotFound, format!("cannot read `{}`: {error}", file.display()))
        })?;
        (file.display().to_string(), bytes)
    };
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(&name, &error))?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let syntax = Document::syntax_of(&name, &text);
    Ok(Document { name, text, syntax })
}

/// The failure of a text in another encoding, at the first byte that is not UTF-8.
fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Failure {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let document = Document { name: name.to_owned(), text, syntax: Syntax::Json };
    let place = document.place_at(at, at);
    let message = format!("the text is not UTF-8: byte {at} is 0x{byte:02X}");
    let hint = Some("save it as UTF-8 and repeat the command; `iconv -f GB18030 -t UTF-8` converts a Chinese text, `-f WINDOWS-1252` a Western one".to_owned());
    let whereabouts = Some(Whereabouts::Text { name: document.name, place });
    Failure::of(ExitStatus::Refused, vec![Complaint { message, whereabouts, hint }])
}

/// The items of a document.
pub(super) fn items(document: &Rc<Document>) -> Result<Vec<Item>, Failure> {
    document.items().map_err(|error| {
        let place = document.place_at(error.offset, error.offset);
        let whereabouts = Some(Whereabouts::Text { name: document.name.clone(), place });
        let is_named_so = [".json", ".jsonl", ".ndjson", ".toml"].iter().any(|ending| document.name.ends_with(ending));
        let hint = (!is_named_so && document.syntax == Syntax::Toml).then(|| {
            "it was read as TOML, since its name does not end in .json or .jsonl and it does not start with `{` or `[`"
                .to_owned()
        });
        Failure::of(ExitStatus::Refused, vec![Complaint { message: error.message, whereabouts, hint }])
    })
}

/// The failure of a record that cannot be read.
pub(super) fn unreadable(document: &Document, error: RecordError) -> Failure {
    let whereabouts = Some(Whereabouts::Text { name: document.name.clone(), place: error.place });
    Failure::of(ExitStatus::Refused, vec![Complaint { message: error.message, whereabouts, hint: error.hint }])
}

/// One item as a member of a batch. What cannot be read is refused when its turn comes, so that a
/// batch that keeps going can go on.
pub(super) fn batch_item(
    document: &Rc<Document>,
    item: Item,
    record: Result<NativeRecord, RecordError>,
) -> BatchItem<'static> {
    let document = Rc::clone(document);
    let item = Rc::new(item);
    let introduces = match &record {
        Ok(NativeRecord::Actor(actor)) => Introduces::of_actor(actor),
        Ok(NativeRecord::Development(development)) => {
            Introduces { key: development.effective_key(), ..Introduces::default() }
        }
        Ok(NativeRecord::Assessment(_)) | Err(_) => Introduces::default(),
    };
    let plan = move |chronicle: &_, around: &_| {
        let place = {
            let (document, item) = (Rc::clone(&document), Rc::clone(&item));
            move |refusal: &Refusal| Some(whereabouts(&document, &item, &refusal.at))
        };
        let record = record.clone().map_err(|error| unreadable(&document, error))?;
        let command = match record {
            NativeRecord::Actor(actor) => Command::Register(actor),
            NativeRecord::Assessment(assessment) => Command::Assess(*assessment),
            NativeRecord::Development(authored) => {
                let development = authored
                    .into_development(chronicle, around)
                    .map_err(|refusals| Failure::of_refusals(&refusals, &place))?;
                Command::Record(Box::new(development))
            }
        };
        Ok(Planned { command, place: Box::new(place) })
    };
    BatchItem { introduces, plan: Box::new(plan) }
}

/// Where a field stands in a document; the data set's spellings of parties and codings included.
fn whereabouts(document: &Document, item: &Item, path: &FieldPath) -> Whereabouts {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&item.json).unwrap_or_default();
    let mut spelt = FieldPath::root();
    for (at, step) in path.segments().iter().enumerate() {
        spelt = match step {
            Segment::Name(name) if at == 0 && name.as_ref() == "parties" && fields.contains_key("actors") => {
                spelt.field("actors")
            }
            Segment::Name(name) => spelt.field(name),
            Segment::Index(index) => spelt.index(*index),
        };
    }
    if let Some(code) = code_field(&fields, path) {
        spelt = FieldPath::root().field(code);
    }
    Whereabouts::Text { name: document.name.clone(), place: document.place(item, &spelt) }
}

/// The data set's own field for a coding: those given as `plover` and `cameo` stand behind the list.
fn code_field(fields: &serde_json::Map<String, serde_json::Value>, path: &FieldPath) -> Option<&'static str> {
    let [Segment::Name(name), Segment::Index(index), ..] = path.segments() else { return None };
    let listed = fields.get("codings").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    let behind = index.checked_sub(listed).filter(|_| name.as_ref() == "codings")?;
    let given = |field: &&str| fields.get(*field).is_some_and(|code| !code.is_null());
    ["plover", "cameo"].into_iter().filter(given).nth(behind)
}

/// The items of a document that must all be developments.
pub(super) fn developments(document: Document) -> Result<Vec<BatchItem<'static>>, Failure> {
    let document = Rc::new(document);
    let items = items(&document)?;
    if items.is_empty() {
        return Err(Failure::new(ExitStatus::Refused, format!("`{}` holds no development", document.name))
            .hint("`annals append --edit` opens a template; docs/handbook.md shows the JSON form"));
    }
    let read = |item: Item| {
        let record =
            native::development(&document, &item).map(|development| NativeRecord::Development(Box::new(development)));
        batch_item(&document, item, record)
    };
    Ok(items.into_iter().map(read).collect())
}
