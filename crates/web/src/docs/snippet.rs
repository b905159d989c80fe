//! A call written out for a shell and four languages, made from its description.

use mithaq_wire::reference::example;
use serde_json::Value;

use super::operation::Operation;
use crate::endpoint::{KeyNeed, TokenNeed};

/// A language and the call in it.
pub struct Snippet {
    /// Its name for people.
    pub name: &'static str,
    /// Its name for Markdown.
    pub tag: &'static str,
    /// The call.
    pub text: String,
}

/// The call in every language.
pub fn all(operation: &Operation) -> [Snippet; 5] {
    let request = Request::of(operation);
    let snippet = |name, tag, text| Snippet { name, tag, text };
    [
        snippet("curl", "sh", curl(&request)),
        snippet("JavaScript", "js", javascript(&request)),
        snippet("Python", "python", python(&request)),
        snippet("C#", "csharp", csharp(&request)),
        snippet("PHP", "php", php(&request)),
    ]
}

struct Request {
    method: String,
    path: String,
    /// Names and values; a value in capitals behind `$` is a variable of the reader.
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Request {
    fn of(operation: &Operation) -> Self {
        let call = operation.call;
        let mut headers = Vec::new();
        if operation.needs.key != KeyNeed::Nothing {
            headers.push(("ApiKey", "$KEY".to_owned()));
        }
        if operation.needs.token != TokenNeed::Nothing {
            headers.push(("Authorization", "Bearer $TOKEN".to_owned()));
        }
        for header in call.headers {
            headers.push((header.name, shown(&example::of_property(header))));
        }
        let body = call.body.map(|body| pretty(body.example));
        if body.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        Self {
            method: operation.method.to_string(),
            path: path(operation),
            headers,
            body,
        }
    }
}

/// The path with its required parameters filled in.
fn path(operation: &Operation) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    for one in operation.call.parameters.iter().filter(|one| one.required) {
        let (place, value) = (
            format!("{{{}}}", one.name),
            shown(&example::of_property(one)),
        );
        if path.contains(&place) {
            path = path.replace(&place, &value);
        } else {
            query.push(format!("{}={value}", one.name));
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    path
}

/// A value as it stands in a path or a header.
pub(super) fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn pretty(example: &str) -> String {
    let value: Value = serde_json::from_str(example).unwrap_or_default();
    format!("{value:#}")
}

fn curl(request: &Request) -> String {
    let mut lines = vec![format!(
        "curl -X {} \"$BASE{}\"",
        request.method, request.path
    )];
    lines.extend(
        request
            .headers
            .iter()
            .map(|(name, value)| format!("  -H \"{name}: {value}\"")),
    );
    if let Some(body) = &request.body {
        lines.push(format!("  -d '{}'", body.replace('\'', "'\\''")));
    }
    lines.join(" \\\n")
}

/// A header's value with the reader's variables joined in by a language's own way.
fn joined(value: &str, quote: char, join: &str, name: impl Fn(&str) -> String) -> String {
    match value.split_once('$') {
        None => format!("{quote}{value}{quote}"),
        Some(("", variable)) => name(variable),
        Some((before, variable)) => format!("{quote}{before}{quote} {join} {}", name(variable)),
    }
}

fn javascript(request: &Request) -> String {
    let mut text = format!(
        "const response = await fetch(BASE + '{}', {{\n  method: '{}',\n",
        request.path, request.method
    );
    text.push_str("  headers: {\n");
    for (name, value) in &request.headers {
        let value = joined(value, '\'', "+", str::to_owned);
        text.push_str(&format!("    '{name}': {value},\n"));
    }
    text.push_str("  },\n");
    if let Some(body) = &request.body {
        let body = body.replace('\n', "\n  ");
        text.push_str(&format!("  body: JSON.stringify({body}),\n"));
    }
    text.push_str("});\nconst answer = await response.json();\nif (answer.error_code !== null) throw new Error(answer.error_message);");
    text
}

fn python(request: &Request) -> String {
    let mut text = String::from("import requests\n\n");
    text.push_str(&format!(
        "response = requests.request(\n    \"{}\", BASE + \"{}\",\n    headers={{\n",
        request.method, request.path
    ));
    for (name, value) in &request.headers {
        let value = joined(value, '"', "+", str::to_owned);
        text.push_str(&format!("        \"{name}\": {value},\n"));
    }
    text.push_str("    },\n");
    if let Some(body) = &request.body {
        text.push_str(&format!("    data=\"\"\"{body}\"\"\".encode(),\n"));
    }
    text.push_str("    timeout=30,\n)\nanswer = response.json()\nif answer[\"error_code\"] is not None:\n    raise RuntimeError(answer[\"error_message\"])");
    text
}

fn csharp(request: &Request) -> String {
    let method = if request.method == "GET" {
        "Get"
    } else {
        "Post"
    };
    let mut text = format!(
        "using var client = new HttpClient();\nvar request = new HttpRequestMessage(HttpMethod.{method}, baseAddress + \"{}\");\n",
        request.path
    );
    for (name, value) in request
        .headers
        .iter()
        .filter(|(name, _)| *name != "Content-Type")
    {
        let value = joined(value, '"', "+", str::to_lowercase);
        text.push_str(&format!("request.Headers.Add(\"{name}\", {value});\n"));
    }
    if let Some(body) = &request.body {
        text.push_str(&format!("request.Content = new StringContent(\"\"\"\n{body}\n\"\"\", System.Text.Encoding.UTF8, \"application/json\");\n"));
    }
    text.push_str("using var response = await client.SendAsync(request);\nvar answer = await response.Content.ReadAsStringAsync();");
    text
}

fn php(request: &Request) -> String {
    let mut text = format!(
        "$curl = curl_init($base . '{}');\ncurl_setopt_array($curl, [\n",
        request.path
    );
    text.push_str(&format!("    CURLOPT_CUSTOMREQUEST => '{}',\n    CURLOPT_RETURNTRANSFER => true,\n    CURLOPT_HTTPHEADER => [\n", request.method));
    for (name, value) in &request.headers {
        let line = joined(&format!("{name}: {value}"), '\'', ".", |name| {
            format!("${}", name.to_lowercase())
        });
        text.push_str(&format!("        {line},\n"));
    }
    text.push_str("    ],\n");
    if let Some(body) = &request.body {
        text.push_str(&format!(
            "    CURLOPT_POSTFIELDS => <<<'JSON'\n{body}\nJSON,\n"
        ));
    }
    text.push_str("]);\n$answer = json_decode(curl_exec($curl), true);");
    text
}
