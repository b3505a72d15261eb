//! Role × command: nobody, signed out, locked, attendant, administrator, for every command of the list.

mod support;

use gate_app::contract::{Access, Code, Command};
use serde_json::{Value, json};
use support::{Host, OTHER_PASSWORD, PASSWORD};

/// Only what the role decides is looked at: the payload is one that no command takes.
const NO_REQUEST: &str = "no command takes this";

async fn refused_by_role(
    host: &Host,
    session: Option<&gate_app::SessionKey>,
    command: Command,
) -> Option<Code> {
    let code = host.code(session, command, json!(NO_REQUEST)).await;
    code.filter(|code| matches!(code, Code::NotSignedIn | Code::NotAllowed | Code::ScreenLocked))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_asks_for_its_role() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let (_, attendant) = host.attendant(&administrator).await;
    let (_, locked) = host.sign_in("admin", PASSWORD, false).await;
    let locked = support::key(locked);
    host.call(Some(&locked), Command::lock, Value::Null).await.0.unwrap();
    let (_, ended) = host.sign_in("admin", PASSWORD, false).await;
    let ended = support::key(ended);
    host.call(Some(&ended), Command::sign_out, Value::Null).await.0.unwrap();

    for &command in Command::ALL {
        let access = command.access();
        let expected = |nobody, locked, attendant| (nobody, locked, attendant, None::<Code>);
        let (nobody, when_locked, as_attendant, as_administrator) = match access {
            Access::Anyone => expected(None, None, None),
            Access::SignedIn => expected(Some(Code::NotSignedIn), None, None),
            Access::Attendant => expected(Some(Code::NotSignedIn), Some(Code::ScreenLocked), None),
            Access::Administrator => {
                expected(Some(Code::NotSignedIn), Some(Code::ScreenLocked), Some(Code::NotAllowed))
            }
        };
        assert_eq!(refused_by_role(&host, None, command).await, nobody, "{command} by nobody");
        assert_eq!(
            refused_by_role(&host, Some(&ended), command).await,
            nobody,
            "{command} after signing out"
        );
        assert_eq!(
            refused_by_role(&host, Some(&locked), command).await,
            when_locked,
            "{command} while locked"
        );
        assert_eq!(
            refused_by_role(&host, Some(&attendant), command).await,
            as_attendant,
            "{command} by attendant"
        );
        assert_eq!(
            refused_by_role(&host, Some(&administrator), command).await,
            as_administrator,
            "{command} by administrator"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_role_and_a_disabled_account_act_at_once() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let (id, booth) = host.attendant(&administrator).await;
    assert_eq!(host.code(Some(&booth), Command::accounts, Value::Null).await, Some(Code::NotAllowed));

    let promote = json!({ "id": id, "role": "administrator" });
    host.call(Some(&administrator), Command::change_account, promote).await.0.unwrap();
    assert_eq!(host.code(Some(&booth), Command::accounts, Value::Null).await, None);

    let disable = json!({ "id": id, "disabled": true });
    host.call(Some(&administrator), Command::change_account, disable).await.0.unwrap();
    assert_eq!(host.code(Some(&booth), Command::accounts, Value::Null).await, Some(Code::NotSignedIn));
    assert_eq!(
        host.sign_in("booth", OTHER_PASSWORD, false).await.0.unwrap_err().code,
        Code::WrongSecret,
        "a disabled account is not told from a wrong password"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_can_be_neither_demoted_nor_disabled() {
    let host = Host::start().await;
    let (administrator, _) = host.first_run().await;
    let (result, _) = host.call(Some(&administrator), Command::accounts, Value::Null).await;
    let id = result.unwrap()[0]["id"].as_i64().unwrap();
    for change in [json!({ "id": id, "role": "attendant" }), json!({ "id": id, "disabled": true })] {
        let code = host.code(Some(&administrator), Command::change_account, change).await;
        assert_eq!(code, Some(Code::LastAdministrator));
    }
}
