//! The vault: what was sealed for one place opens in no other, and the master key's file is
//! trusted only when nobody else could read it.

use crate::stage::{Folder, Seeded};
use mithaq_domain::id::TenantId;
use mithaq_store::vault::{Context, MasterKey, Purpose, TenantKey, VaultError, equal};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

fn tenant(number: i64) -> TenantKey {
    let tenant = TenantId::new(number);
    let entropy = Seeded::new(u64::try_from(number).unwrap());
    master().new_tenant_key(tenant, &entropy).unwrap().0
}

fn refused<T>(outcome: Result<T, VaultError>) -> bool {
    matches!(outcome, Err(VaultError::Refused))
}

#[test]
fn a_value_sealed_for_one_place_opens_in_no_other() {
    let entropy = Seeded::new(1);
    let (person, _) = tenant(1).new_person_key("p1", &entropy).unwrap();
    let sealed = person
        .seal("session.phone", "s1", b"+966", &entropy)
        .unwrap();
    let opened = person.open("session.phone", "s1", &sealed).unwrap();
    assert_eq!(*opened, b"+966");
    assert!(refused(person.open("session.phone", "s2", &sealed)));
    assert!(refused(person.open("session.email", "s1", &sealed)));
    assert!(refused(person.open("session.phones", "1", &sealed)));
    let (other, _) = tenant(1).new_person_key("p1", &entropy).unwrap();
    assert!(refused(other.open("session.phone", "s1", &sealed)));
}

#[test]
fn the_tenant_is_part_of_what_a_value_is_sealed_for() {
    let key = master().sealing_key(Purpose::House).unwrap();
    let place = |tenant| Context {
        purpose: "x",
        tenant,
        record: "r",
    };
    let one = Some(TenantId::new(1));
    let sealed = key.seal(&place(one), b"value", &Seeded::new(1)).unwrap();
    assert!(key.open(&place(one), &sealed).is_ok());
    assert!(refused(key.open(&place(Some(TenantId::new(2))), &sealed)));
    assert!(refused(key.open(&place(None), &sealed)));
}

#[test]
fn a_changed_byte_is_refused_wherever_it_is() {
    let entropy = Seeded::new(2);
    let key = tenant(1);
    let sealed = key.seal("name", "r", b"value", &entropy).unwrap();
    assert_eq!(sealed.len(), 5 + 29);
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert!(key.open("name", "r", &changed).is_err(), "byte {place}");
    }
    for length in 0..sealed.len() {
        assert!(key.open("name", "r", &sealed[..length]).is_err());
    }
}

#[test]
fn the_same_value_is_sealed_differently_each_time() {
    let entropy = Seeded::new(3);
    let key = tenant(1);
    let one = key.seal("name", "r", b"value", &entropy).unwrap();
    let other = key.seal("name", "r", b"value", &entropy).unwrap();
    assert_ne!(one, other);
}

#[test]
fn wrapped_keys_open_for_their_owner_alone() {
    let entropy = Seeded::new(4);
    let (one, two) = (TenantId::new(1), TenantId::new(2));
    let (key, wrapped) = master().new_tenant_key(one, &entropy).unwrap();
    let (person, wrapped_person) = key.new_person_key("p1", &entropy).unwrap();
    let sealed = person.seal("name", "r", b"value", &entropy).unwrap();

    let key = master().open_tenant_key(one, &wrapped).unwrap();
    let person = key.open_person_key("p1", &wrapped_person).unwrap();
    assert_eq!(*person.open("name", "r", &sealed).unwrap(), b"value");

    assert!(refused(key.open_person_key("p2", &wrapped_person)));
    assert!(refused(tenant(2).open_person_key("p1", &wrapped_person)));
    assert!(refused(master().open_tenant_key(two, &wrapped)));
    let stranger = MasterKey::from_bytes([8; 32]);
    assert!(refused(stranger.open_tenant_key(one, &wrapped)));
}

#[test]
fn a_key_within_a_persons_opens_for_that_person_and_that_thing_alone() {
    let entropy = Seeded::new(5);
    let key = tenant(1);
    let (person, _) = key.new_person_key("p1", &entropy).unwrap();
    let (other, _) = key.new_person_key("p2", &entropy).unwrap();
    let (inner, wrapped) = person.new_inner_key("t1", &entropy).unwrap();
    let sealed = inner.seal("name", "r", b"value", &entropy).unwrap();
    let opened = person.open_inner_key("t1", &wrapped).unwrap();
    assert_eq!(*opened.open("name", "r", &sealed).unwrap(), b"value");
    assert!(refused(person.open_inner_key("t2", &wrapped)));
    assert!(refused(other.open_inner_key("t1", &wrapped)));
    assert!(person.open("name", "r", &sealed).is_err());
}

#[test]
fn a_key_of_nobody_is_adopted_by_one_person_of_its_tenant() {
    let entropy = Seeded::new(6);
    let key = tenant(1);
    let (nobodys, wrapped) = key.new_person_key("t1", &entropy).unwrap();
    let sealed = nobodys.seal("name", "r", b"value", &entropy).unwrap();
    let (person, _) = key.new_person_key("p1", &entropy).unwrap();
    let adopted = person.adopt_key(&key, "t1", &wrapped, &entropy).unwrap();
    let opened = person.open_inner_key("t1", &adopted).unwrap();
    assert_eq!(*opened.open("name", "r", &sealed).unwrap(), b"value");
    // Under the tenant's key it lies no more.
    assert!(refused(key.open_person_key("t1", &adopted)));
    assert!(person.adopt_key(&key, "t2", &wrapped, &entropy).is_err());
    assert!(
        person
            .adopt_key(&tenant(2), "t1", &wrapped, &entropy)
            .is_err()
    );
}

#[test]
fn a_blind_index_finds_equal_values_of_one_kind_in_one_tenant() {
    let (one, two) = (tenant(1), tenant(2));
    let index = one.blind_index("phone", "+966500000000");
    assert_eq!(index, one.blind_index("phone", "+966500000000"));
    assert_ne!(index, one.blind_index("phone", "+966500000001"));
    assert_ne!(index, one.blind_index("name", "+966500000000"));
    assert_ne!(index, two.blind_index("phone", "+966500000000"));
    assert_ne!(one.blind_index("ab", "c"), one.blind_index("a", "bc"));
    let short = one.short_blind_index("phone", "+966500000000");
    assert_eq!(short.to_be_bytes(), index[..8]);
}

#[test]
fn each_purpose_has_a_key_of_its_own() {
    let token = master().hash_key(Purpose::Token).unwrap();
    let code = master().hash_key(Purpose::Code).unwrap();
    let hash = code.hash(&[b"session", b"123456"]);
    assert!(code.matches(&[b"session", b"123456"], &hash));
    assert!(!code.matches(&[b"session", b"123457"], &hash));
    assert!(!code.matches(&[b"sessio", b"n123456"], &hash));
    assert!(!token.matches(&[b"session", b"123456"], &hash));
    assert!(!code.matches(&[b"session", b"123456"], &hash[..31]));
    assert!(equal(b"same", b"same"));
    assert!(!equal(b"same", b"sane"));
}

#[test]
fn the_derivation_stays_what_it_was() {
    // Whoever changes this makes every database unreadable.
    let hash = master().hash_key(Purpose::Token).unwrap().hash(&[b"x"]);
    let hex = hash.iter().map(|byte| format!("{byte:02x}"));
    assert_eq!(hex.collect::<String>(), DERIVED);
}

/// HMAC(HKDF-Expand(07…07, "mithaq v1 token", 32), 0000000000000001 ‖ "x"), computed elsewhere.
const DERIVED: &str = "0018add7803943c1f1a7a4d8b2a2a0a0b75193f74df158bd6a75a66941977e74";

#[test]
fn the_key_file_is_made_once_and_for_its_owner_alone() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    let path = folder.path().join("master.key");
    assert!(MasterKey::load(&path).unwrap().is_none());
    let made = MasterKey::load_or_create(&path, &Seeded::new(5)).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = MasterKey::load_or_create(&path, &Seeded::new(6)).unwrap();
    assert_eq!(made.fingerprint().unwrap(), again.fingerprint().unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_key_file_that_others_may_read_or_that_is_no_key_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    let path = folder.path().join("master.key");
    for (length, mode) in [
        (32, 0o640),
        (32, 0o604),
        (31, 0o600),
        (33, 0o600),
        (0, 0o600),
    ] {
        fs::write(&path, vec![7; length]).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let loaded = MasterKey::load_or_create(&path, &Seeded::new(7));
        assert!(
            matches!(loaded, Err(VaultError::KeyFile { .. })),
            "{length} {mode:o}"
        );
    }
}
