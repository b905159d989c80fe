//! A bundle as one file, and back. What is read must have the parts of a bundle and nothing else, one
//! behind the other without a gap, each by its own name: so nothing can hide in an archive that passes,
//! no second file of a name, no path, nothing that unpacks without end, nothing between or behind the
//! parts, no two programs that see different files in it.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
};

use flate2::{Compression, bufread::DeflateDecoder, write::DeflateEncoder};
use rawzip::{
    CompressionMethod, ZipArchive, ZipArchiveWriter, ZipSliceArchive, ZipSliceEntry,
    time::UtcDateTime,
};

use super::part::{
    CommitmentsPart, ContractPart, FORMAT, JournalPart, ManifestPart, PartDigest, name,
};
use crate::{Failure, access::sha256};

/// No bundle is larger, neither as a file nor unpacked.
const MOST_BYTES: usize = 256 << 20;
/// 1 January 1980 in seconds of Unix time.
const EPOCH_OF_ZIP: i64 = 315_532_800;
/// What stands behind the data of a part: signature, CRC-32 and two sizes (APPNOTE 4.3.9).
const DESCRIPTOR_BYTES: u64 = 16;

/// The parts of a bundle, whole and as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The sealed contract.
    pub contract: Vec<u8>,
    /// The certificate of completion, where the contract is completed.
    pub completion: Option<Vec<u8>>,
    /// The contract and its signers.
    pub facts: ContractPart,
    /// The journal's entries with their proofs.
    pub journal: JournalPart,
    /// What opens the commitments in the signatures.
    pub commitments: CommitmentsPart,
    /// The certificates of the seals, PEM.
    pub certificates: String,
    /// What it is, in Arabic.
    pub readme_ar: String,
    /// What it is, in English.
    pub readme_en: String,
}

/// Why a file is no bundle whose contents could be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABundle {
    /// It is no ZIP archive.
    NotZip,
    /// It is larger than any bundle.
    TooLarge,
    /// A part has a name that no part of a bundle has: a path, for example.
    UnknownPart,
    /// Two parts have one name.
    DoubledPart,
    /// A part is missing.
    MissingPart,
    /// A part is packed in another way than those of a bundle.
    OtherMethod,
    /// A part is not what the manifest says.
    AlteredPart,
    /// A part is not of the form of its kind or version.
    MalformedPart,
    /// The archive holds something beside its parts, or is not written as the server writes it.
    NotAsWritten,
}

impl NotABundle {
    /// A stable word for machines, and the end of the key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotZip => "not-zip",
            Self::TooLarge => "too-large",
            Self::UnknownPart => "unknown-part",
            Self::DoubledPart => "doubled-part",
            Self::MissingPart => "missing-part",
            Self::OtherMethod => "other-method",
            Self::AlteredPart => "altered-part",
            Self::MalformedPart => "malformed-part",
            Self::NotAsWritten => "not-as-written",
        }
    }
}

/// Whether a file begins as ZIP archives do.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

impl Bundle {
    /// The file.
    pub fn pack(&self) -> Result<Vec<u8>, Failure> {
        let parts = self.parts()?;
        let digest = |(name, bytes): &(&str, Vec<u8>)| PartDigest {
            name: (*name).to_owned(),
            size: bytes.len() as u64,
            sha256: sha256(bytes),
        };
        let manifest = ManifestPart {
            format: FORMAT.to_owned(),
            parts: parts.iter().map(digest).collect(),
        };
        write(&manifest, &parts).ok_or(Failure::Inconsistent("a bundle that cannot be written"))
    }

    fn parts(&self) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
        let json = |value: serde_json::Result<Vec<u8>>| {
            value.map_err(|_| Failure::Inconsistent("a part of a bundle that is no JSON"))
        };
        let mut parts = vec![
            (name::CONTRACT, self.contract.clone()),
            (name::FACTS, json(serde_json::to_vec_pretty(&self.facts))?),
            (
                name::JOURNAL,
                json(serde_json::to_vec_pretty(&self.journal))?,
            ),
            (
                name::COMMITMENTS,
                json(serde_json::to_vec_pretty(&self.commitments))?,
            ),
            (name::CERTIFICATES, self.certificates.clone().into_bytes()),
            (name::README_AR, self.readme_ar.clone().into_bytes()),
            (name::README_EN, self.readme_en.clone().into_bytes()),
        ];
        let completion = self.completion.clone();
        parts.extend(completion.map(|bytes| (name::COMPLETION, bytes)));
        Ok(parts)
    }

    /// The parts of a file that somebody gave us.
    pub fn unpack(bytes: &[u8]) -> Result<Self, NotABundle> {
        let mut parts = read(bytes)?;
        let manifest = parts
            .remove(name::MANIFEST)
            .ok_or(NotABundle::MissingPart)?;
        let manifest: ManifestPart =
            serde_json::from_slice(&manifest).map_err(|_| NotABundle::MalformedPart)?;
        if manifest.format != FORMAT {
            return Err(NotABundle::MalformedPart);
        }
        if name::PARTS.iter().any(|part| !parts.contains_key(part)) {
            return Err(NotABundle::MissingPart);
        }
        if manifest.parts.len() != parts.len() {
            return Err(NotABundle::AlteredPart);
        }
        for part in parts.keys().copied() {
            let bytes = parts.get(part).ok_or(NotABundle::MissingPart)?;
            let mut listed = manifest.parts.iter().filter(|digest| digest.name == part);
            let (Some(digest), None) = (listed.next(), listed.next()) else {
                return Err(NotABundle::AlteredPart);
            };
            if digest.size != bytes.len() as u64 || digest.sha256 != sha256(bytes) {
                return Err(NotABundle::AlteredPart);
            }
        }
        Self::of(&parts)
    }

    fn of(parts: &BTreeMap<&'static str, Vec<u8>>) -> Result<Self, NotABundle> {
        let bytes = |part: &str| parts.get(part).map(Vec::as_slice).unwrap_or_default();
        let text = |part: &str| {
            let text = String::from_utf8(bytes(part).to_vec());
            text.map_err(|_| NotABundle::MalformedPart)
        };
        let malformed = |_| NotABundle::MalformedPart;
        Ok(Self {
            contract: bytes(name::CONTRACT).to_vec(),
            completion: parts.get(name::COMPLETION).cloned(),
            facts: serde_json::from_slice(bytes(name::FACTS)).map_err(malformed)?,
            journal: serde_json::from_slice(bytes(name::JOURNAL)).map_err(malformed)?,
            commitments: serde_json::from_slice(bytes(name::COMMITMENTS)).map_err(malformed)?,
            certificates: text(name::CERTIFICATES)?,
            readme_ar: text(name::README_AR)?,
            readme_en: text(name::README_EN)?,
        })
    }
}

fn write(manifest: &ManifestPart, parts: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    let manifest = serde_json::to_vec_pretty(manifest).ok()?;
    let first = [(name::MANIFEST, &manifest)];
    let rest = parts.iter().map(|(name, bytes)| (*name, bytes));
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in first.into_iter().chain(rest) {
        let file = archive.new_file(name);
        // One time for all, so that the same evidence is the same file: the first that ZIP knows.
        let file = file
            .compression_method(CompressionMethod::DEFLATE)
            .last_modified(UtcDateTime::from_unix(EPOCH_OF_ZIP));
        let (mut entry, config) = file.start().ok()?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(bytes).ok()?;
        let (encoder, descriptor) = writer.finish().ok()?;
        encoder.finish().ok()?;
        entry.finish(descriptor).ok()?;
    }
    archive.finish().ok()
}

/// The parts of an archive by their names.
fn read(bytes: &[u8]) -> Result<BTreeMap<&'static str, Vec<u8>>, NotABundle> {
    if bytes.len() > MOST_BYTES {
        return Err(NotABundle::TooLarge);
    }
    let archive = ZipArchive::from_slice(bytes).map_err(|_| NotABundle::NotZip)?;
    let (mut parts, mut room, mut end) = (BTreeMap::new(), MOST_BYTES, 0);
    for (part, header_at, entry) in entries(&archive)? {
        if parts.contains_key(part) {
            return Err(NotABundle::DoubledPart);
        }
        let (_, data_end) = entry.compressed_data_range();
        if header_at != end || entry.local_header().file_path().as_ref() != part.as_bytes() {
            return Err(NotABundle::NotAsWritten);
        }
        end = data_end.saturating_add(DESCRIPTOR_BYTES);
        let unpacked = unpack(&entry, room)?;
        room = room.saturating_sub(unpacked.len());
        parts.insert(part, unpacked);
    }
    let is_alone = end == archive.directory_offset()
        && archive.end_offset() == bytes.len() as u64
        && archive.comment().as_bytes().is_empty()
        && archive.entries_hint() == parts.len() as u64;
    is_alone.then_some(parts).ok_or(NotABundle::NotAsWritten)
}

/// A part's name, where its header begins, and the part.
type Found<'a> = (&'static str, u64, ZipSliceEntry<'a>);

fn entries<'a>(archive: &'a ZipSliceArchive<&[u8]>) -> Result<Vec<Found<'a>>, NotABundle> {
    let not_zip = |_| NotABundle::NotZip;
    let (mut entries, mut found) = (archive.entries(), Vec::new());
    while let Some(entry) = entries.next_entry().map_err(not_zip)? {
        let path = entry.file_path();
        let known = [name::MANIFEST, name::COMPLETION].into_iter();
        let mut known = known.chain(name::PARTS);
        let part = known.find(|known| known.as_bytes() == path.as_ref());
        let part = part.ok_or(NotABundle::UnknownPart)?;
        if found.len() > name::PARTS.len() + 1 {
            return Err(NotABundle::DoubledPart);
        }
        if entry.compression_method() != CompressionMethod::DEFLATE {
            return Err(NotABundle::OtherMethod);
        }
        let inside = archive.get_entry(entry.wayfinder()).map_err(not_zip)?;
        found.push((part, entry.local_header_offset(), inside));
    }
    Ok(found)
}

/// Unpacks a part, and no further than there is room.
fn unpack(entry: &ZipSliceEntry<'_>, room: usize) -> Result<Vec<u8>, NotABundle> {
    let mut unpacked = Vec::new();
    let mut decoder = DeflateDecoder::new(entry.data());
    let most = (room as u64).saturating_add(1);
    let read = decoder.by_ref().take(most).read_to_end(&mut unpacked);
    read.map_err(|_| NotABundle::AlteredPart)?;
    if unpacked.len() > room {
        return Err(NotABundle::TooLarge);
    }
    // All of the data was the part, and the archive says of it what it is.
    let is_whole = decoder.total_in() == entry.data().len() as u64;
    let claim = entry.verifying_reader(unpacked.as_slice());
    let is_claimed = std::io::copy(&mut { claim }, &mut std::io::sink()).is_ok();
    (is_whole && is_claimed)
        .then_some(unpacked)
        .ok_or(NotABundle::AlteredPart)
}

#[cfg(test)]
mod tests;
