//! Every answer is the same with a published view as without one: the record is the journal alone.

use super::counts::bundled;
use super::sandbox::Sandbox;

/// Questions over every reading verb.
fn questions() -> Vec<Vec<&'static str>> {
    let lines = "timeline
timeline --limit 20 --newest-first
timeline --limit 20 --public-on 2019-06-30
timeline --public-on 2019
timeline --public-on 2023 --status in-force
timeline --public-on 2023 --status in-force --limit 5
timeline --relation CHN-USA --actor mofcom --from 2023 --to 2025-06
timeline --text gallium --limit 3
timeline --text gallium --public-on 2023-08
timeline --topic semiconductors --side NLD
timeline --actor nobody-of-that-name
show 2024-05-14-geneva
show 2024-05-14-geneva --public-on 2024-05-14
show 2024-05-14-geneva --history
show 2024
actor show mofcom
actor show 商务部 --public-on 2020
actor show bis --on 2023-10-17
actor list --side CHN
relation CHN-USA
relation NLD-CHN --public-on 2023
relation CHN-USA --bar 2023-Q4
measures
measures --on 2023-01-01 --by USA --affecting CHN
measures --on 2025-12-01 --public-on 2025-11-05
measures show 2022-10-07
commitments
commitments --one-sided --public-on 2024
thread 2023-11-15-woodside
thread --relation CHN-USA --pairs
perspectives 2024-05-14-geneva
perspectives --from 2025-10
changes --since 700
changes --since 2026-01-01
sources --single-source
stats
search gallium germanium
search 稀土
log --limit 10
check";
    lines.lines().map(|line| line.split(' ').collect()).collect()
}

/// What is answered, on both streams, as JSON and for a terminal.
fn answers(sandbox: &Sandbox, question: &[&str]) -> [String; 2] {
    let json = [question, &["--format", "json"]].concat();
    let json = if question[0] == "check" { question.to_vec() } else { json };
    [sandbox.run(question).to_string(), sandbox.run(&json).to_string()]
}

#[test]
fn every_reading_verb_answers_with_the_view_as_without() {
    let (Some(with), Some(without)) = (bundled(), bundled()) else { return };
    with.done(&["rebuild"]);
    for question in questions() {
        let [mine, theirs] = [&with, &without].map(|sandbox| answers(sandbox, &question));
        for (mine, theirs) in mine.iter().zip(&theirs) {
            let told = |ran: &str, folder: &Sandbox| ran.replace(&*folder.path().to_string_lossy(), "DIR");
            assert_eq!(told(mine, &with), told(theirs, &without), "{question:?}");
            assert!(mine.len() > 20, "{question:?}: {mine}");
        }
    }
}
