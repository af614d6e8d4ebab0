//! Two lists of the same things, kept by two hands, are brought together.

use super::Desk;

const SHOPS: &str = "\
id,name,town,opened
s1,Nordlys Bakery,Bergen,2004-05-01
s2,Café Sirène,Lyon,1998-11-20
s3,Hartmann & Söhne GmbH,Bremen,1971-02-14
s4,Green Lantern Books,Leeds,2011-09-03
s5,Taverna Dimitriou,Patras,1989-06-30
s6,Old Mill Cycles,Ghent,2015-03-12
s7,Blue Heron Outfitters,Halifax,2001-08-08
s8,Quay Street Records,Cork,1994-12-01
";

const FIRMS: &str = "\
key;firm;place;since
f90;Hartmann und Soehne;Bremen;1971-02-14
f91;Cafe Sirene SARL;Lyon;1998-11-20
f92;Quay Street Record Shop;Cork;1994-12-01
f93;Nordlys Bakeri;Bergen;2004-05-01
f94;The Green Lantern Bookshop;Leeds;2011-09-03
f95;Ferreira Ceramics;Porto;2008-01-17
f96;Old Mill Cycle Repair;Ghent;2015-03-12
f97;Dimitriou Taverna;Patras;1989-06-30
";

/// The ids of pairs in the CSV that `link` writes, sorted.
fn pairs(written: &str) -> Vec<String> {
    let mut pairs: Vec<_> = written
        .lines()
        .skip(1)
        .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    pairs.sort();
    pairs
}

#[test]
fn two_tables_are_matched_without_being_told_how() {
    let desk = Desk::empty();
    let (shops, firms) = (desk.file("shops.csv", SHOPS), desk.file("firms.csv", FIRMS));
    let pairs_file = desk.path("pairs.csv");
    desk.succeed(&["link", "--between", &shops, &firms, "--out", &pairs_file]);
    let written = std::fs::read_to_string(&pairs_file).unwrap();
    assert!(written.starts_with("left,right,score,name,"), "{written}");
    let wanted = [
        "s1 f93", "s2 f91", "s3 f90", "s4 f94", "s5 f97", "s6 f96", "s8 f92",
    ];
    assert_eq!(pairs(&written), wanted, "{written}");
    let again = desk.succeed(&["link", "--between", &shops, &firms]);
    assert_eq!(written, again);
}

#[test]
fn whoever_knows_the_columns_names_them() {
    let desk = Desk::empty();
    let (shops, firms) = (desk.file("shops.csv", SHOPS), desk.file("firms.csv", FIRMS));
    let tables = ["link", "--between", &shops, &firms];
    let outcome = desk.run(&[&tables[..], &["--map", "name=firm", "--map", "town=place"]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.messages);
    assert!(
        outcome.messages.contains("compared `town` with `place` as name"),
        "{}",
        outcome.messages
    );
    assert!(!outcome.messages.contains("opened"), "{}", outcome.messages);
    let outcome = desk.run(&[&tables[..], &["--map", "name=label"]].concat());
    assert_eq!(outcome.code, Some(2));
    let message = "the right table has no column `label`; it has firm, place, since";
    assert!(outcome.messages.contains(message), "{}", outcome.messages);
}

#[test]
fn triples_are_a_table_too() {
    let desk = Desk::empty();
    let mut triples = String::new();
    for line in FIRMS.lines().skip(1) {
        let cells: Vec<_> = line.split(';').collect();
        let [key, firm, place, since] = cells[..] else {
            panic!("{line}")
        };
        for (property, value) in [("name", firm), ("since", since), ("town", place)] {
            triples += &format!("<http://a.example/{key}> <http://a.example/#{property}> \"{value}\" .\n");
        }
    }
    let (shops, firms) = (desk.file("shops.csv", SHOPS), desk.file("firms.nt", triples));
    let written = desk.succeed(&["link", "--between", &shops, &firms, "--quiet"]);
    assert_eq!(pairs(&written).len(), 7, "{written}");
    assert_eq!(pairs(&written)[0], "s1 http://a.example/f93");
}

#[test]
fn a_table_that_cannot_be_read_is_named_and_nothing_is_written() {
    let desk = Desk::empty();
    let shops = desk.file("shops.csv", SHOPS);
    let bad = [
        (
            "bad.csv",
            "id,name\n1,Ann\n2,Dan,Li\n",
            "line 3 has 3 cells, the header 2",
        ),
        ("bad.jsonl", "{\"a\": 1}\nno\n", "line 2 is no JSON object"),
        ("bad.nt", "<http://a.example/x> no\n", "line 1"),
        ("bad.xls", "x", "is no table; use .csv"),
        ("empty.csv", "id,name\n", "has no row"),
    ];
    for (name, content, message) in bad {
        let table = desk.file(name, content);
        let pairs = desk.path("pairs.csv");
        let outcome = desk.run(&["link", "--between", &shops, &table, "--out", &pairs]);
        assert_eq!(outcome.code, Some(2), "{name}: {}", outcome.messages);
        assert!(outcome.messages.contains(name), "{}", outcome.messages);
        assert!(outcome.messages.contains(message), "{}", outcome.messages);
        assert!(!std::path::Path::new(&pairs).exists());
    }
}
