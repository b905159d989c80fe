//! How the binary is linked: one copy of functions whose code is the same, and relative
//! relocations in their packed form (RELR, glibc 2.36 and later). Together they make the one file
//! that a company installs some ten percent smaller.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for argument in ["-Wl,--icf=safe", "-Wl,-z,pack-relative-relocs"] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
