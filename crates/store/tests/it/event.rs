//! No statement moves a contract or a session but those whose methods note the event.

/// What may: beginnings of statements, each within a method that calls `note`. Whoever adds a
/// statement here adds the call there.
const NOTED: &[&str] = &[
    "INSERT INTO contract (",
    "UPDATE contract SET status = $4",
    "UPDATE contract SET sealed = $4, status = $5",
    "UPDATE session SET phase = $4",
];

#[test]
fn every_statement_that_moves_a_contract_or_a_session_is_one_whose_method_notes_the_event() {
    let moves = |sql: &&str| {
        let sql = sql.to_lowercase();
        let changed = sql.split("where").next().unwrap_or_default().to_owned();
        sql.starts_with("insert into contract (")
            || sql.starts_with("update contract set") && changed.contains("status")
            || sql.starts_with("update session set") && changed.contains("phase")
    };
    let all = mithaq_store::statements();
    let moving: Vec<&str> = all.into_iter().filter(|sql| moves(sql)).collect();
    for sql in &moving {
        let noted = NOTED.iter().any(|start| sql.starts_with(start));
        assert!(noted, "moves without an event: {sql}");
    }
    assert_eq!(moving.len(), NOTED.len());
}
