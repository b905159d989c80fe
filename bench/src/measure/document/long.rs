//! A document of 300 pages: printed, reviewed, sealed and verified, each half in a process of its own, so that its peak
//! of memory is its own.

use std::{fs, hint::black_box, path::Path, process::Command};

use mithaq_pades::{SealKey, SealRequest, add_signature_fields, generate_test_chain, seal, verify};
use mithaq_typeset::{Template, page_count, render};

use super::{NOW_MILLIS, failed, field, placed};
use crate::{failure::Failure, usage};

const PAGES: usize = 300;

/// Starts the two halves.
pub(super) fn measure() -> Result<(), Failure> {
    let ours = std::env::current_exe().map_err(Failure::system("our own program"))?;
    let file = ours.with_file_name(format!("bench-long-{}.pdf", std::process::id()));
    let done = ["--print-long", "--seal-long"].iter().try_for_each(|half| {
        let mut command = Command::new(&ours);
        let status = command.arg("document").arg(half).arg(&file).status();
        match status.map_err(Failure::file(&ours))?.success() {
            true => Ok(()),
            false => Err(Failure::Document(format!("{half} failed"))),
        }
    });
    // Where printing failed there is none.
    let _ = fs::remove_file(&file);
    done
}

/// Prints the document, with its empty signature fields, into a file.
pub(super) fn print(file: &Path) -> Result<(), Failure> {
    let line = "The company finances the purchase of goods and services. :: تمول الشركة شراء سلع وخدمات.\n\n";
    let page = format!("{}\\pagebreak\n\n", line.repeat(20));
    let text = format!(
        "---\ntitle: Long :: طويل\n---\n{}",
        page.repeat(PAGES.saturating_sub(1))
    );
    let template = Template::parse_markdown(&text, &Default::default()).map_err(failed)?;
    let before = usage::own_process_seconds()?;
    let rendered = placed::input(&template, 0, |input| render(input).map_err(failed))?;
    let fields: Vec<_> = rendered.frames.iter().map(field).collect();
    let reviewed = add_signature_fields(&rendered.pdf, &fields).map_err(failed)?;
    say(
        "printing it, with its empty fields",
        (before, page_count(&reviewed).map_err(failed)?),
    )?;
    fs::write(file, reviewed).map_err(Failure::file(file))
}

/// Seals the file and verifies what came of it.
pub(super) fn seal_it(file: &Path) -> Result<(), Failure> {
    let reviewed = fs::read(file).map_err(Failure::file(file))?;
    let chain = generate_test_chain("Nile Crescent Finance", NOW_MILLIS / 1000).map_err(failed)?;
    let links = vec![chain.issuing_der.clone()];
    let key = SealKey::from_pkcs8(chain.seal_key_pkcs8.expose(), &chain.seal_der, links);
    let key = key.map_err(failed)?;
    let request = SealRequest {
        field_name: "Customer1",
        signed_at_unix_ms: NOW_MILLIS,
        certify: true,
        ..SealRequest::default()
    };
    let before = usage::own_process_seconds()?;
    let sealed = seal(&reviewed, &request, &key).map_err(failed)?;
    let roots = [chain.root_der.clone()];
    let verdict = verify(&sealed, &roots, NOW_MILLIS / 1000 + 60);
    let verdict = verdict.map_err(|why| Failure::Document(format!("{why:?}")))?;
    if black_box(verdict).exit_code() != 0 {
        return Err(Failure::Document(
            "the long file does not verify".to_owned(),
        ));
    }
    say("sealing and verifying it", (before, PAGES))
}

/// CPU time since `before`, and the most memory that this process ever had.
fn say(what: &str, (before, pages): (f64, usize)) -> Result<(), Failure> {
    let millis = (usage::own_process_seconds()? - before) * 1e3;
    let peak = usage::own_peak_mib()?;
    println!("{pages} pages: {what:<47} {millis:>6.0} CPU ms, peak {peak:.0} MiB (bar: 250)");
    Ok(())
}
