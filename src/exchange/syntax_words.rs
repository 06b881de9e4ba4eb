//! What the parsers of JSON and TOML say of a broken text, in words for whoever wrote it.

/// A message of the JSON parser, without its place.
pub(super) fn json(message: &str) -> String {
    let words = match message {
        "EOF while parsing a list" => "the text ends inside a list: expected `,` or `]`",
        "EOF while parsing an object" => "the text ends inside an object: expected `,` or `}`",
        "EOF while parsing a string" => "the text ends inside a string: expected `\"`",
        "EOF while parsing a value" => "the text ends where a value is expected",
        "expected `,` or `]`" => "expected `,` or `]` here",
        "expected `,` or `}`" => "expected `,` or `}` here",
        "expected `:`" => "expected `:` between the field's name and its value",
        "expected value" => "expected a value: text in double quotes, a number, true, false, null, `[` or `{`",
        "key must be a string" => "expected a field's name in double quotes",
        "trailing comma" => "expected another element after the comma, or no comma",
        "trailing characters" => "the text goes on after its end",
        "invalid escape" => "a backslash in a string stands before one of: \" \\ / b f n r t u",
        "invalid number" => "expected a number, or text in double quotes",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "a string holds a line break or a control character; write `\\n` for a line break"
        }
        other => return format!("broken JSON: {other}"),
    };
    format!("broken JSON: {words}")
}

/// A message of the TOML parser, which may run over several lines.
pub(super) fn toml(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    format!("broken TOML: {}", lines.join("; "))
}
