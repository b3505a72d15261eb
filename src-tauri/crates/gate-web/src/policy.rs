//! The Content-Security-Policy: the desktop program's own, less what only its web view knows.

use rand::random;

/// As `src-tauri/tauri.conf.json` has it.
const SHELL: &str = env!("GATEHOUSE_CSP");

/// Schemes and hosts that only the desktop's web view answers.
const ONLY_IN_THE_SHELL: [&str; 5] =
    ["photo:", "http://photo.localhost", "ipc:", "http://ipc.localhost", "asset:"];

/// What everything that is no page gets.
pub const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The token that stands in index.html and in nothing else, where each answer gets its own nonce.
const NONCE_TOKEN: &str = "__TAURI_STYLE_NONCE__";

/// A page, and the policy under which it is shown.
pub struct Guarded {
    /// The page, with its nonce.
    pub html: String,
    /// The policy that names the nonce.
    pub policy: String,
}

/// Gives a page a nonce of its own: 128 bits that nobody can guess.
pub fn guarded(page: &str) -> Guarded {
    let nonce = format!("{:032x}", random::<u128>());
    Guarded { html: page.replace(NONCE_TOKEN, &nonce), policy: of_browser(SHELL, &nonce) }
}

fn of_browser(shell: &str, nonce: &str) -> String {
    let mut directives: Vec<(String, Vec<String>)> = Vec::new();
    for directive in shell.split(';') {
        let mut words = directive.split_whitespace();
        let Some(name) = words.next() else { continue };
        let sources = words
            .filter(|source| !ONLY_IN_THE_SHELL.contains(&source.trim_end_matches('/')))
            .map(str::to_owned);
        directives.push((name.to_ascii_lowercase(), sources.collect()));
    }
    // Photos, events and commands come from where the page came from; in the shell they have schemes of their own.
    for name in ["img-src", "connect-src"] {
        let own = "'self'".to_owned();
        match directives.iter_mut().find(|(directive, _)| directive == name) {
            Some((_, sources)) if sources.contains(&own) => {}
            Some((_, sources)) => {
                sources.retain(|source| source != "'none'");
                sources.insert(0, own);
            }
            None => directives.push((name.to_owned(), vec![own])),
        }
    }
    let nonce = format!("'nonce-{nonce}'");
    match directives.iter_mut().find(|(name, _)| name == "style-src") {
        Some((_, sources)) => sources.push(nonce),
        None => directives.push(("style-src".to_owned(), vec!["'self'".to_owned(), nonce])),
    }
    if !directives.iter().any(|(name, _)| name == "frame-ancestors") {
        directives.push(("frame-ancestors".to_owned(), vec!["'none'".to_owned()]));
    }
    let line = |(name, sources): (String, Vec<String>)| {
        if sources.is_empty() { format!("{name} 'none'") } else { format!("{name} {}", sources.join(" ")) }
    };
    directives.into_iter().map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_shell_knows_goes_and_this_address_comes() {
        let shell = "default-src 'none'; script-src 'self'; style-src 'self'; \
                     img-src 'self' photo: http://photo.localhost; connect-src ipc: http://ipc.localhost; media-src asset:";
        assert_eq!(
            of_browser(shell, "n"),
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-n'; img-src 'self'; connect-src 'self'; \
             media-src 'none'; frame-ancestors 'none'"
        );
    }

    #[test]
    fn a_policy_that_is_silent_on_them_gets_styles_pictures_and_calls_from_here() {
        assert_eq!(
            of_browser("default-src 'none'; frame-ancestors 'self'; connect-src 'none';", "n"),
            "default-src 'none'; frame-ancestors 'self'; connect-src 'self'; img-src 'self'; \
             style-src 'self' 'nonce-n'"
        );
    }

    #[test]
    fn the_real_policy_lets_no_script_but_ours_run() {
        let policy = of_browser(SHELL, "n");
        assert!(!policy.contains("unsafe-eval"), "{policy}");
        assert!(!policy.contains('*'), "{policy}");
        let scripts = policy
            .split("; ")
            .find(|directive| directive.starts_with("script-src "))
            .or_else(|| policy.split("; ").find(|directive| directive.starts_with("default-src ")));
        let scripts = scripts.expect("scripts are spoken of");
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("http"), "{scripts}");
    }

    #[test]
    fn each_answer_has_a_nonce_of_its_own_in_page_and_policy() {
        let (one, other) = (guarded(NONCE_TOKEN), guarded(NONCE_TOKEN));
        assert_ne!(one.html, other.html);
        assert_eq!(one.html.len(), 32);
        assert!(one.policy.contains(&format!("'nonce-{}'", one.html)), "{}", one.policy);
    }
}
