//! A broken store through the real program: one word on standard error, never a panic's, and the
//! right answer.

use super::sandbox::Sandbox;
use std::fs;

#[test]
fn a_garbled_store_costs_one_word_and_no_answer() {
    let sandbox = Sandbox::with_fixtures();
    let keys = sandbox.keys(&[]);
    sandbox.done(&["rebuild"]);
    let db = sandbox.file(".annals/store/db");
    let whole = fs::read(&db).unwrap();
    let mut told = 0;
    for round in 0..24 {
        let mut garbled = whole.clone();
        let start = garbled.len() * round / 24;
        for (at, byte) in garbled.iter_mut().skip(start).take(700).enumerate() {
            *byte ^= u8::try_from(at % 255).unwrap() | 1;
        }
        fs::write(&db, &garbled).unwrap();
        let ran = sandbox.run(&["rebuild"]);
        assert_eq!(ran.status, 0, "{ran}");
        assert!(!ran.stderr.contains("panicked"), "{ran}");
        told += usize::from(ran.stderr.contains("note: the store did not fit"));
        assert_eq!(sandbox.keys(&[]), keys);
    }
    assert!(told > 0, "no garbling was noticed; the test saw nothing");
}
