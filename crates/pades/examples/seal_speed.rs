//! CPU time of sealing one PDF: `seal_speed FILE.pdf [ROUNDS]`.
//!
//! Adds an empty field to the last page, seals it again and again with a P-256
//! test key and prints CPU milliseconds (user and system) of each phase.

use mithaq_pades::{
    Prepared, SealKey, SealRequest, SignatureField, add_signature_fields, generate_test_chain,
    seal, verify,
};
use std::hint::black_box;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NOW: i64 = 1_795_000_000;

/// User and system time of this process in milliseconds, by the scheduler's account.
fn cpu_milliseconds() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().unwrap_or("0");
    Ok(nanoseconds.parse::<f64>()? / 1e6)
}

fn measure(name: &str, rounds: u32, mut work: impl FnMut() -> Outcome<()>) -> Outcome<()> {
    for _ in 0..rounds / 10 + 1 {
        work()?;
    }
    let before = cpu_milliseconds()?;
    for _ in 0..rounds {
        work()?;
    }
    let each = (cpu_milliseconds()? - before) / f64::from(rounds);
    println!("{name:<44} {each:.3} CPU ms");
    Ok(())
}

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments
        .next()
        .ok_or("usage: seal_speed FILE.pdf [ROUNDS]")?;
    let rounds = arguments.next().map_or(Ok(500), |count| count.parse())?;
    let pdf = std::fs::read(path)?;
    let field = SignatureField {
        name: "speed".into(),
        label: String::new(),
        page_index: 0,
        rect: [60.0, 60.0, 260.0, 120.0],
    };
    let reviewed = add_signature_fields(&pdf, &[field])?;
    let chain = generate_test_chain("Speed", NOW)?;
    let links = vec![chain.issuing_der.clone()];
    let key = SealKey::from_pkcs8(chain.seal_key_pkcs8.expose(), &chain.seal_der, links)?;
    let request = SealRequest {
        field_name: "speed",
        name: "Speed",
        reason: "Measured",
        signed_at_unix_ms: NOW * 1000,
        certify: true,
        ..SealRequest::default()
    };
    println!("{} bytes reviewed", reviewed.len());
    measure("seal: parse, update, digest, CMS (P-256)", rounds, || {
        black_box(seal(&reviewed, &request, &key)?);
        Ok(())
    })?;
    measure("  of which prepare: parse, update, digest", rounds, || {
        black_box(Prepared::new(&reviewed, &request, key.identity())?);
        Ok(())
    })?;
    let prepared = Prepared::new(&reviewed, &request, key.identity())?;
    measure("  of which sign", rounds, || {
        black_box(key.sign(&prepared.attributes())?);
        Ok(())
    })?;
    let sealed = seal(&reviewed, &request, &key)?;
    let roots = [chain.root_der];
    measure("verify", rounds, || {
        let verdict = verify(&sealed, &roots, NOW)?;
        if verdict.exit_code() != 0 {
            return Err("the sealed file does not verify".into());
        }
        Ok(())
    })
}
