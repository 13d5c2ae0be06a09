//! `sqlx::migrate!` embeds the migrations, which Cargo does not know.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
