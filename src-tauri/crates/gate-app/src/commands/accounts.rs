//! Signing in, the screen's lock, accounts.

use gate_core::account::Role as KeptRole;
use gate_store::{AccountRow, Credentials};

use super::{options, setup};
use crate::{
    AppError,
    app::{Context, Inner, SessionChange},
    contract::{
        Code, Event, Failure, Role,
        types::{
            AccountChange, AccountView, AttendantTile, DemoHint, FirstAdministrator, FirstRunDone, Me,
            NewAccount, OwnSecret, Recovery, RecoveryCode, SignIn, StartView, Unlock,
        },
    },
    now,
    passwords::{check_password, check_pin, digest, matches, plain_recovery_code, recovery_code},
};

/// Every host listens on this machine only.
const HOST: &str = "";

/// How the program runs and who is before it.
pub(crate) async fn start(context: &Context, (): ()) -> Result<StartView, Failure> {
    let app = &context.app;
    Ok(StartView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        needs_first_run: !app.store.any_account().await?,
        demo: app.demo.as_ref().map(|demo| DemoHint {
            attendant: demo.attendant.clone(),
            pin: demo.pin.clone(),
            administrator: demo.administrator.clone(),
            password: demo.password.clone(),
        }),
        me: context.caller.as_ref().map(|caller| me(&caller.account)),
        locked: context.caller.as_ref().is_some_and(|caller| app.is_locked(&caller.key)),
        idle_lock_s: options::current(app).await?.idle_lock_s,
        sync: app.syncing.place(),
        setup: setup::opens(context).await?,
    })
}

/// Makes the first account and signs it in.
pub(crate) async fn create_administrator(
    context: &Context,
    request: FirstAdministrator,
) -> Result<FirstRunDone, Failure> {
    check_password(&request.password, &request.name)?;
    let store = &context.app.store;
    if store.any_account().await? {
        return Err(Failure::new(Code::FirstRunOver));
    }
    let code = recovery_code();
    let credentials = Credentials {
        password_hash: digest(&request.password).await?,
        pin_hash: String::new(),
        recovery_hash: digest(&plain_recovery_code(&code)).await?,
    };
    let new = gate_store::NewAccount {
        name: request.name,
        role: KeptRole::Administrator,
        car_parks: Vec::new(),
        credentials,
    };
    let row = store.create_first_administrator(new, now()).await?;
    context.set_session(SessionChange::Set(context.app.sign_in(row.id)));
    Ok(FirstRunDone { me: me(&row), recovery_code: code })
}

/// Signs in by password, or an attendant by PIN; whoever was signed in before at this window no longer is.
pub(crate) async fn sign_in(context: &Context, request: SignIn) -> Result<Me, Failure> {
    let row = prove(&context.app, &request.name, &request.secret, request.by_pin).await?;
    if let Some(before) = &context.caller {
        context.app.sign_out(&before.key);
    }
    context.set_session(SessionChange::Set(context.app.sign_in(row.id)));
    Ok(me(&row))
}

/// The account of that name, once its secret is proven; counts against guessing.
async fn prove(app: &Inner, name: &str, secret: &str, by_pin: bool) -> Result<AccountRow, Failure> {
    let row = matching(app, name, secret, by_pin).await?;
    app.store.login_succeeded(name, HOST, now()).await?;
    Ok(row)
}

/// As [`prove`], where somebody signs for an act with it: that is no login.
pub(super) async fn prove_to_sign(
    app: &Inner,
    name: &str,
    secret: &str,
    by_pin: bool,
) -> Result<AccountRow, Failure> {
    let row = matching(app, name, secret, by_pin).await?;
    app.store.secret_proven(name, HOST, now()).await?;
    Ok(row)
}

/// Writes down that somebody who proved who she is, is signed in now.
pub(super) async fn note_login(app: &Inner, row: &AccountRow) -> Result<(), Failure> {
    Ok(app.store.login_succeeded(&row.name, HOST, now()).await?)
}

async fn matching(app: &Inner, name: &str, secret: &str, by_pin: bool) -> Result<AccountRow, Failure> {
    let store = &app.store;
    refuse_locked_out(app, name).await?;
    let found = store.account_by_name(name).await?;
    let digest = found.as_ref().and_then(|(row, credentials)| match by_pin {
        true => (row.role == KeptRole::Attendant).then_some(credentials.pin_hash.as_str()),
        false => Some(credentials.password_hash.as_str()),
    });
    let fits = matches(secret, digest).await;
    match found {
        Some((row, _)) if fits && row.disabled_at.is_none() => Ok(row),
        _ => Err(guessed_wrong(app, name).await?),
    }
}

async fn refuse_locked_out(app: &Inner, name: &str) -> Result<(), Failure> {
    let lock = app.store.login_lock(name).await?;
    if lock.remaining_ms > 0 { Err(Failure::locked_out(lock.remaining_ms)) } else { Ok(()) }
}

async fn guessed_wrong(app: &Inner, name: &str) -> Result<Failure, Failure> {
    let lock = app.store.login_failed(name, HOST, now()).await?;
    Ok(match lock.remaining_ms {
        0 => Failure::new(Code::WrongSecret),
        remaining => Failure::locked_out(remaining),
    })
}

/// A new password by recovery code. The code is used up: a new one is answered.
pub(crate) async fn recover(context: &Context, request: Recovery) -> Result<RecoveryCode, Failure> {
    let app = &context.app;
    check_password(&request.password, &request.name)?;
    refuse_locked_out(app, &request.name).await?;
    let found = app.store.account_by_name(&request.name).await?;
    let kept = found.as_ref().map(|(_, credentials)| credentials.recovery_hash.as_str());
    let fits = matches(&plain_recovery_code(&request.recovery_code), kept).await;
    let Some((row, _)) = found.filter(|(row, _)| fits && row.disabled_at.is_none()) else {
        return Err(guessed_wrong(app, &request.name).await?);
    };
    let code = recovery_code();
    let password = digest(&request.password).await?;
    let recovery = digest(&plain_recovery_code(&code)).await?;
    app.store.set_password_hash(row.id, &password, &row.name, now()).await?;
    app.store.set_recovery_hash(row.id, &recovery, &row.name, now()).await?;
    app.store.login_succeeded(&request.name, HOST, now()).await?;
    app.sign_out_account(row.id, None);
    Ok(RecoveryCode { recovery_code: code })
}

/// Who can sign in by PIN.
pub(crate) async fn attendants(context: &Context, (): ()) -> Result<Vec<AttendantTile>, Failure> {
    let rows = context.app.store.accounts().await?;
    Ok(rows
        .into_iter()
        .filter(signs_by_pin)
        .map(|row| AttendantTile { id: row.id, name: row.name })
        .collect())
}

/// Whether somebody can sign in by PIN.
pub(super) fn signs_by_pin(row: &AccountRow) -> bool {
    row.role == KeptRole::Attendant && row.has_pin && row.disabled_at.is_none()
}

/// Signs out.
pub(crate) async fn sign_out(context: &Context, (): ()) -> Result<(), Failure> {
    context.app.sign_out(&context.caller()?.key);
    context.set_session(SessionChange::Clear);
    Ok(())
}

/// Locks the screen.
pub(crate) async fn lock(context: &Context, (): ()) -> Result<(), Failure> {
    context.app.set_locked(&context.caller()?.key, true);
    Ok(())
}

/// Unlocks the screen for who is signed in.
pub(crate) async fn unlock(context: &Context, request: Unlock) -> Result<Me, Failure> {
    let caller = context.caller()?;
    let row = prove(&context.app, &caller.account.name, &request.secret, request.by_pin).await?;
    context.app.set_locked(&caller.key, false);
    Ok(me(&row))
}

/// Changes one's own password.
pub(crate) async fn change_password(context: &Context, request: OwnSecret) -> Result<(), Failure> {
    let caller = context.caller()?;
    check_password(&request.new, &caller.account.name)?;
    prove(&context.app, &caller.account.name, &request.password, false).await?;
    let password = digest(&request.new).await?;
    context.app.store.set_password_hash(caller.account.id, &password, context.by()?, now()).await?;
    context.app.sign_out_account(caller.account.id, Some(&caller.key));
    Ok(())
}

/// Changes one's own PIN.
pub(crate) async fn change_pin(context: &Context, request: OwnSecret) -> Result<(), Failure> {
    let caller = context.caller()?;
    check_pin(&request.new)?;
    prove(&context.app, &caller.account.name, &request.password, false).await?;
    let pin = digest(&request.new).await?;
    context.app.store.set_pin_hash(caller.account.id, &pin, context.by()?, now()).await?;
    Ok(())
}

/// Every account that who calls may change.
pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<AccountView>, Failure> {
    let rows = context.app.store.accounts().await?.into_iter();
    Ok(rows.filter(|row| admit_account(context, &row.car_parks).is_ok()).map(view).collect())
}

/// Makes an account.
pub(crate) async fn create(context: &Context, request: NewAccount) -> Result<AccountView, Failure> {
    check_password(&request.password, &request.name)?;
    request.pin.as_deref().map(check_pin).transpose()?;
    let credentials = Credentials {
        password_hash: digest(&request.password).await?,
        pin_hash: match &request.pin {
            Some(pin) => digest(pin).await?,
            None => String::new(),
        },
        recovery_hash: String::new(),
    };
    admit_account(context, &request.car_parks)?;
    let new = gate_store::NewAccount {
        name: request.name,
        role: request.role.into(),
        car_parks: request.car_parks,
        credentials,
    };
    Ok(view(context.app.store.create_account(new, context.by()?, now()).await?))
}

/// Changes an account: role, car parks, whether it may sign in, password, PIN. Acts at once.
pub(crate) async fn change(context: &Context, request: AccountChange) -> Result<AccountView, Failure> {
    let (store, by) = (&context.app.store, context.by()?);
    let account = store.account(request.id).await?.ok_or_else(|| Failure::not_found("account"))?;
    admit_account(context, &account.car_parks).map_err(|_| Failure::not_found("account"))?;
    if let Some(car_parks) = &request.car_parks {
        admit_account(context, car_parks)?;
    }
    if let Some(password) = &request.password {
        check_password(password, &account.name)?;
    }
    request.pin.as_deref().map(check_pin).transpose()?;
    let wanted = gate_store::AccountChange {
        role: request.role.map(KeptRole::from),
        car_parks: request.car_parks,
        disabled: request.disabled,
    };
    let changed = store.change_account(request.id, wanted, by, now()).await?;
    if let Some(password) = &request.password {
        store.set_password_hash(request.id, &digest(password).await?, by, now()).await?;
        let own = context.caller().ok().filter(|caller| caller.account.id == request.id);
        context.app.sign_out_account(request.id, own.map(|caller| &caller.key));
    }
    if let Some(pin) = &request.pin {
        store.set_pin_hash(request.id, &digest(pin).await?, by, now()).await?;
    }
    context.app.tell(Event::SessionChanged);
    Ok(AccountView { has_pin: changed.has_pin || request.pin.is_some(), ..view(changed) })
}

/// Whoever is limited to some car parks makes and changes accounts for these only: else the limit would be one's own to lift.
fn admit_account(context: &Context, car_parks: &[String]) -> Result<(), Failure> {
    let scope = context.scope()?;
    let within = !car_parks.is_empty() && car_parks.iter().all(|id| scope.holds(id));
    if scope.is_all() || within { Ok(()) } else { Err(Failure::new(Code::NotAllowed)) }
}

/// The demo's two accounts, unless there are some already.
pub(crate) async fn create_demo_accounts(app: &Inner) -> Result<(), AppError> {
    let Some(demo) = &app.demo else { return Ok(()) };
    if app.store.any_account().await? {
        return Ok(());
    }
    let failed = |failure: Failure| AppError::NotPossible {
        what: format!("the demo's accounts cannot be made ({failure})"),
        remedy: "start the demo again".to_owned(),
    };
    let password = digest(&demo.password).await.map_err(failed)?;
    let pin = digest(&demo.pin).await.map_err(failed)?;
    let account = |name: &str, role, pin_hash: String| gate_store::NewAccount {
        name: name.to_owned(),
        role,
        car_parks: Vec::new(),
        credentials: Credentials { password_hash: password.clone(), pin_hash, recovery_hash: String::new() },
    };
    let administrator = account(&demo.administrator, KeptRole::Administrator, String::new());
    app.store.create_first_administrator(administrator, now()).await?;
    let attendant = account(&demo.attendant, KeptRole::Attendant, pin);
    app.store.create_account(attendant, &demo.administrator, now()).await?;
    Ok(())
}

fn me(row: &AccountRow) -> Me {
    Me {
        id: row.id,
        name: row.name.clone(),
        role: Role::from(row.role),
        has_pin: row.has_pin,
        car_parks: row.car_parks.clone(),
    }
}

fn view(row: AccountRow) -> AccountView {
    AccountView {
        id: row.id,
        name: row.name,
        role: Role::from(row.role),
        has_pin: row.has_pin,
        car_parks: row.car_parks,
        created_at: row.created_at.0,
        disabled_at: row.disabled_at.map(|at| at.0),
    }
}
