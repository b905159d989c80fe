//! Cookies as far as one host and paths go (RFC 6265).

use hyper::header::{HeaderMap, SET_COOKIE};

struct Cookie {
    name: String,
    value: String,
    path: String,
}

/// The cookies that a caller was given.
#[derive(Default)]
pub struct CookieJar(Vec<Cookie>);

impl CookieJar {
    /// The values, which are secrets.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|cookie| cookie.value.as_str())
    }

    /// What goes back to a path (5.4); empty for none.
    pub fn header(&self, path: &str) -> String {
        let path = path.split('?').next().unwrap_or(path);
        let fits = |cookie: &&Cookie| {
            path.strip_prefix(cookie.path.as_str()).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') || cookie.path.ends_with('/')
            })
        };
        let kept = self.0.iter().filter(fits);
        let pairs = kept.map(|cookie| format!("{}={}", cookie.name, cookie.value));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Keeps what an answer to a request of `path` sets, and forgets what it ends (5.3).
    pub fn keep(&mut self, headers: &HeaderMap, path: &str) {
        let lines = headers.get_all(SET_COOKIE).iter();
        for line in lines.filter_map(|line| line.to_str().ok()) {
            self.keep_line(line, path);
        }
    }

    fn keep_line(&mut self, line: &str, path: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let mut cookie = Cookie {
            name: name.to_owned(),
            value: value.to_owned(),
            path: path.to_owned(),
        };
        let mut ended = false;
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            match key.to_ascii_lowercase().as_str() {
                "path" => cookie.path = value.to_owned(),
                "max-age" => ended = value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
                _ => {}
            }
        }
        self.0
            .retain(|known| known.name != cookie.name || known.path != cookie.path);
        if !ended {
            self.0.push(cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_under_their_path_only_and_end_when_told() {
        let mut jar = CookieJar::default();
        jar.keep_line("a=1; Path=/session/x; HttpOnly", "/session");
        jar.keep_line("b=2; Path=/", "/session");
        assert_eq!(jar.header("/session/x/page?q=1"), "a=1; b=2");
        assert_eq!(jar.header("/session/xy"), "b=2");
        jar.keep_line("a=; Path=/session/x; Max-Age=0", "/session");
        assert_eq!(jar.header("/session/x"), "b=2");
    }
}
