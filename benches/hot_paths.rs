//! The hot paths of reading, each through a public door: `cargo bench --manifest-path benches/Cargo.toml`.

use annals::domain::edtf::Edtf;
use annals::domain::filter::Filter;
use annals::journal::{Journal, TreeHash};
use annals::projection::{Archive, Question};
use annals_benches::generate::{SEED, Synthetic};
use annals_benches::{Outcome, places, root};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// The journal that is measured on, in events.
const SIZE: u64 = 10_000;

fn journal() -> Outcome<Journal> {
    let made = Synthetic::ready(&root().join("target/bench"), SIZE, SEED)?;
    let journal = Journal::open(places(&made.folder))?;
    annals::projection::rebuild(&journal, &places(&made.folder).scratch, &mut |_, _| {})?;
    Ok(journal)
}

/// Lines: cut, hashed, chained and their envelopes read; then the same with the contents read.
fn lines(criterion: &mut Criterion) {
    let journal = journal().expect("a journal");
    let mut group = criterion.benchmark_group("lines");
    group.throughput(Throughput::Elements(SIZE)).sample_size(20);
    group.bench_function("envelope, hash, chain", |bencher| {
        bencher.iter(|| {
            let mut reader = journal.read_from(None).expect("a reader");
            while let Some(line) = reader.next_line().expect("a line") {
                black_box(line.leaf);
            }
        })
    });
    group.bench_function("the same and the event", |bencher| {
        bencher.iter(|| {
            let mut reader = journal.read_from(None).expect("a reader");
            while let Some(line) = reader.next_line().expect("a line") {
                black_box(line.recorded().expect("an event"));
            }
        })
    });
    group.finish();
}

/// The leaf hash of a line of common length.
fn leaf_hash(criterion: &mut Criterion) {
    let line = vec![b'x'; 940];
    let mut group = criterion.benchmark_group("leaf hash");
    group.throughput(Throughput::Bytes(line.len() as u64));
    group.bench_function("940 bytes", |bencher| bencher.iter(|| TreeHash::of_leaf(black_box(&line))));
    group.finish();
}

/// Postings of a relation and a kind intersected, and fifty of them loaded, through the archive.
fn postings(criterion: &mut Criterion) {
    let journal = journal().expect("a journal");
    let filter = Filter {
        relations: vec!["CHN-USA".parse().expect("a relation")],
        kinds: vec!["dialogue".parse().expect("a kind")],
        ..Filter::default()
    };
    let question = Question::Timeline { filter, actors: Vec::new(), limit: Some(50), newest_first: true };
    let selection = question.into();
    criterion.bench_function("postings: newest 50 of relation and kind", |bencher| {
        bencher.iter(|| {
            let scratch = journal.places().scratch.clone();
            let archive = Archive::open_by_view(journal.clone(), &scratch).expect("an archive");
            black_box(archive.select(&selection, None).expect("a chronicle"))
        })
    });
}

/// Dates as they stand in lines.
fn dates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dates");
    for text in ["2024-05-14", "2024-05~", "2024-06-03/2024-06-09"] {
        group.bench_function(text, |bencher| bencher.iter(|| Edtf::parse(black_box(text))));
    }
    group.finish();
}

criterion_group!(hot_paths, lines, leaf_hash, postings, dates);
criterion_main!(hot_paths);
