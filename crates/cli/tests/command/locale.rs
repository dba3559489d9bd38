//! `server.localize`, from the file to the wire.

use crate::support::Deployment;

/// Status, `Content-Language` and text of a request without a credential.
fn refused_in(deployment: &Deployment, language: &str) -> (u16, Option<String>, String) {
    let server = deployment.serve();
    let mut client = server.client();
    let head = format!("GET /api/users/me/ HTTP/1.1\r\nHost: x\r\nAccept-Language: {language}\r\n\r\n");
    client.send(&head).unwrap();
    let answer = client.answer().unwrap();
    (answer.status, answer.header("content-language").map(str::to_owned), answer.text("detail"))
}

#[test]
fn messages_are_in_the_language_of_the_client_where_the_settings_say_so() {
    let (deployment, english) = (Deployment::new(), "Authentication credentials were not provided.");
    assert_eq!(refused_in(&deployment, "ja"), (401, None, english.to_owned()));
    deployment.write("countersign.toml", "[server]\nlocalize = true\n");
    let told = (401, Some("ja".to_owned()), "認証情報がありません。".to_owned());
    assert_eq!(refused_in(&deployment, "fr;q=0.5, ja"), told);
    assert_eq!(refused_in(&deployment, "nl"), (401, Some("nl".to_owned()), english.to_owned()));
}
