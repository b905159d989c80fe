//! Libraries of tokens in this process, and who is logged in.
//!
//! A library's state belongs to the whole process (PKCS #11 2.2), so that it is kept here once,
//! behind a lock that lets one call in at a time. What is remembered of a token: its open
//! session, and which PIN it refused, since every wrong one brings it nearer to being locked.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11},
    error::{Error, RvError},
    session::UserType,
    slot::Slot,
    types::AuthPin,
};

use crate::{Pin, TokenError, session::Desk};

static MODULES: Mutex<BTreeMap<PathBuf, Arc<Mutex<Loaded>>>> = Mutex::new(BTreeMap::new());

/// A token as its library shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenShown {
    /// Its label.
    pub label: String,
    /// Who made it, and what it is.
    pub model: String,
    /// Its serial number.
    pub serial: String,
}

/// A library that was loaded and started.
pub(crate) struct Loaded {
    context: Pkcs11,
    is_started: bool,
    open: BTreeMap<String, Open>,
    refused: BTreeMap<String, [u8; 32]>,
}

struct Open {
    desk: Desk,
    /// Of the PIN by which it was opened; none where nobody is logged in.
    mark: Option<[u8; 32]>,
}

/// Does something with a library, which is loaded and started where it was not.
pub(crate) fn with<T>(
    path: &Path,
    work: impl FnOnce(&mut Loaded) -> Result<T, TokenError>,
) -> Result<T, TokenError> {
    let path = path
        .canonicalize()
        .map_err(|error| TokenError::Module(format!("{}: {error}", path.display())))?;
    let module = {
        let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
        match modules.get(&path) {
            Some(module) => Arc::clone(module),
            None => {
                let module = Arc::new(Mutex::new(Loaded::load(&path)?));
                modules.insert(path, Arc::clone(&module));
                module
            }
        }
    };
    let mut loaded = module.lock().unwrap_or_else(PoisonError::into_inner);
    loaded.start()?;
    work(&mut loaded)
}

impl Loaded {
    fn load(path: &Path) -> Result<Self, TokenError> {
        let refuse = |error: Error| TokenError::Module(error.to_string());
        Ok(Self {
            context: Pkcs11::new(path).map_err(refuse)?,
            is_started: false,
            open: BTreeMap::new(),
            refused: BTreeMap::new(),
        })
    }

    fn start(&mut self) -> Result<(), TokenError> {
        if self.is_started {
            return Ok(());
        }
        let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match self.context.initialize(arguments) {
            Ok(()) => {}
            // Some other part of this process uses it, too.
            Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, Function::Initialize)) => {}
            Err(error) => return Err(TokenError::Module(error.to_string())),
        }
        self.is_started = true;
        Ok(())
    }

    pub(crate) fn list(&mut self) -> Result<Vec<TokenShown>, TokenError> {
        let mut shown = Vec::new();
        for slot in self.context.get_slots_with_initialized_token()? {
            let info = self.context.get_token_info(slot)?;
            shown.push(TokenShown {
                label: info.label().trim_end().to_owned(),
                model: format!(
                    "{} {}",
                    info.manufacturer_id().trim_end(),
                    info.model().trim_end()
                ),
                serial: info.serial_number().trim_end().to_owned(),
            });
        }
        Ok(shown)
    }

    /// Does something while logged in. What fails since the session is gone, or the token was
    /// pulled out and put in again, is done once more in a new session.
    pub(crate) fn logged_in<T>(
        &mut self,
        label: &str,
        pin: &Pin,
        work: impl Fn(&Desk) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let mark = pin.mark();
        if self.refused.get(label) == Some(&mark) {
            return Err(TokenError::PinRefused);
        }
        if let Some(open) = self.open.get(label)
            && open.mark == Some(mark)
        {
            match work(&open.desk) {
                Err(TokenError::Failed(_)) => {}
                outcome => return outcome,
            }
        }
        self.forget(label);
        let slot = self.find(label)?;
        let desk = self.log_in(slot, label, pin)?;
        let outcome = work(&desk);
        let mark = Some(mark);
        self.open.insert(label.to_owned(), Open { desk, mark });
        outcome
    }

    /// Does something in a session in which nobody is logged in.
    pub(crate) fn unlogged<T>(
        &mut self,
        label: &str,
        work: impl Fn(&Desk) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let slot = self.find(label)?;
        let desk = self.desk(slot)?;
        work(&desk)
    }

    /// Ends the session with a token, and with it the log-in.
    pub(crate) fn forget(&mut self, label: &str) {
        if let Some(open) = self.open.remove(label)
            && open.mark.is_some()
        {
            // A token that is gone cannot be told.
            let _ = open.desk.session.logout();
        }
    }

    /// The slot of the one token of a label. A library may see only the tokens that were there
    /// when it was started: it is started anew before one is said to be away.
    fn find(&mut self, label: &str) -> Result<Slot, TokenError> {
        if let Some(slot) = self.look(label)? {
            return Ok(slot);
        }
        self.open.clear();
        self.is_started = false;
        self.context.clone().finalize()?;
        self.start()?;
        self.look(label)?.ok_or(TokenError::Away)
    }

    fn look(&self, label: &str) -> Result<Option<Slot>, TokenError> {
        let mut found = None;
        for slot in self.context.get_slots_with_token()? {
            // One that is pulled out at this moment is none.
            let Ok(info) = self.context.get_token_info(slot) else {
                continue;
            };
            if info.token_initialized() && info.label().trim_end() == label {
                if found.is_some() {
                    return Err(TokenError::SeveralTokens);
                }
                found = Some(slot);
            }
        }
        Ok(found)
    }

    fn desk(&self, slot: Slot) -> Result<Desk, TokenError> {
        Ok(Desk {
            session: self.context.open_ro_session(slot)?,
            mechanisms: self.context.get_mechanism_list(slot)?,
        })
    }

    fn log_in(&mut self, slot: Slot, label: &str, pin: &Pin) -> Result<Desk, TokenError> {
        let info = self.context.get_token_info(slot)?;
        if info.user_pin_locked() || info.user_pin_final_try() {
            return Err(TokenError::PinAtRisk);
        }
        let desk = self.desk(slot)?;
        let secret = AuthPin::new(pin.expose().into());
        // A reader with keys of its own takes the PIN itself.
        let secret = (!info.protected_authentication_path()).then_some(&secret);
        match desk.session.login(UserType::User, secret) {
            Ok(()) => Ok(desk),
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(desk),
            Err(Error::Pkcs11(
                RvError::PinIncorrect
                | RvError::PinInvalid
                | RvError::PinLenRange
                | RvError::PinExpired,
                _,
            )) => {
                self.refused.insert(label.to_owned(), pin.mark());
                Err(TokenError::PinRefused)
            }
            Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(TokenError::PinAtRisk),
            Err(error) => Err(error.into()),
        }
    }
}
