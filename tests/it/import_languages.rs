//! Why rows were left out, in the language of whoever asks: in the list, in the report, on the command line.

use lethe::terms::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Engine, TestApp};

const THERE: &str = "external_ref,family_name\n1,Pop\n";
const FILE: &str = "external_ref,family_name,email\n1,Pop,\n2,Ash,nowhere\n3,Hart\n4,Moss,\n4,Moss,\n";

#[rstest]
#[tokio::test]
async fn d3_a_row_s_reasons_are_read_in_the_reader_s_language(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    owner.imported(&app, "CUSTOMERS", THERE).await;
    let id = owner.checked(&app, "CUSTOMERS", FILE).await;
    let cases = [
        (
            "en",
            [
                "reference: is there already",
                "email: should be an e-mail address such as ana@example.com",
                "the row has 2 cells, the header has 3",
                "reference: is in an earlier row",
            ],
        ),
        (
            "pl",
            [
                "oznaczenie: już jest",
                "email: powinno mieć postać: adres e-mail, np. ana@example.com",
                "wiersz ma 2 komórki, a nagłówek 3",
                "oznaczenie: jest w jednym z wcześniejszych wierszy",
            ],
        ),
        (
            "ro",
            [
                "referință: există deja",
                "email: ar trebui să fie de forma: o adresă de e-mail, de ex. ana@example.com",
                "rândul are 2 celule, iar antetul 3",
                "referință: este într-un rând anterior",
            ],
        ),
    ];
    for (language, reasons) in cases {
        let reader = owner.speaking(language);
        let import = reader.import(&id, "reportUrl rows { nodes { line reason problems { message } } }").await;
        let rows = import["rows"]["nodes"].as_array().expect("rows");
        let told: Vec<_> = rows.iter().map(|row| row["reason"].clone()).collect();
        assert_eq!(told, reasons.map(Value::from), "{language}");
        assert_eq!(json!(format!("email: {}", rows[1]["problems"][0]["message"].as_str().expect("a text"))), told[1]);
        let (_, report) = app.fetch(import["reportUrl"].as_str().expect("a link")).await;
        let cells = report.lines().skip(1).map(|line| line.splitn(4, ',').last().unwrap_or_default().trim_matches('"'));
        assert_eq!(cells.collect::<Vec<_>>(), reasons, "{language}");
    }
}

#[rstest]
#[tokio::test]
async fn d3_what_keeps_a_record_from_being_taken_back_is_said_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let owner = app.client(Role::Owner).await;
    let id = owner.imported(&app, "CUSTOMERS", THERE).await;
    let rows = owner.import(&id, "rows { nodes { recordId } }").await;
    owner.conversation(rows["rows"]["nodes"][0]["recordId"].as_str().expect("a record")).await;
    owner.mutate("importUndo", json!({ "id": id }), "").await;
    app.work().await;
    let kept = owner.speaking("pl").import(&id, "rows { nodes { reason } } trouble { message }").await;
    assert_eq!(kept["rows"]["nodes"], json!([{ "reason": "od czasu importu coś z tym powiązano" }]));
}
