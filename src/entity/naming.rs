//! Named entities: mentions by name, joined when they are the same name, a form of one known name, a short form
//! or an acronym.
//!
//! Precision comes before recall: a surname joins a full name only if it is the only one it can be short for.

mod forms;
mod shortening;

use std::collections::BTreeMap;

use oxigraph::model::NamedNode;

use crate::entity::cast::{Cast, Draft, Identity, Number};
use crate::entity::typing::{self, Votes};
use crate::lexicon::names::{Gender, KnownName};
use crate::mention::names::FoundName;
use crate::vocab::tm;

use self::forms::{Reading, persons, read_form};
use self::shortening::hosts;

/// Mentions with one name.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// The name as it is first written.
    pub(crate) text: String,
    pub(crate) known: Option<&'a KnownName>,
    /// Whether it names the people of a country rather than the country.
    pub(crate) is_people: bool,
    pub(crate) mentions: Vec<usize>,
    pub(crate) reasons: Vec<String>,
    pub(crate) votes: Votes,
    pub(crate) gender: Gender,
    /// Whether it may be short for several names of the document.
    pub(crate) is_shared: bool,
}

/// Turns all mentions by name into named entities.
pub(crate) fn cast_names(cast: &mut Cast<'_>) {
    let mut groups = groups(cast);
    let hosts = hosts(cast, &mut groups);
    let mut drafts = Vec::new();
    for ((group, votes), host) in groups.iter().zip(merged_votes(&groups, &hosts)).zip(&hosts) {
        let draft = host.is_none().then(|| draft_of(cast, group, &votes));
        drafts.push(draft.map(|draft| cast.add(draft)));
    }
    let mut references = Vec::new();
    for (index, (group, host)) in groups.iter().zip(&hosts).enumerate() {
        let standing = host.as_ref().map_or(index, |host| host.0);
        let Some(draft) = drafts.get(standing).copied().flatten() else {
            continue;
        };
        for (mention, reason) in group.mentions.iter().zip(&group.reasons) {
            let reason = host.as_ref().map_or(reason, |host| &host.1).clone();
            references.push((*mention, draft, reason));
        }
    }
    references.sort();
    let countries = cast
        .drafts
        .iter()
        .enumerate()
        .filter(|(_, of)| cast.is_a(&of.class, tm::COUNTRY));
    cast.countries = countries.map(|(draft, of)| (of.label.clone(), draft)).collect();
    cast.bodies = (0..cast.drafts.len())
        .filter(|draft| cast.draft(*draft).is_some_and(|of| !of.descriptions.is_empty()))
        .collect();
    for (mention, draft, reason) in references {
        refer_by_name(cast, mention, draft, &reason);
    }
    learn_origins(cast);
}

/// Notes what the names before a name say of its bearer: "Iranian airline Mahan Air", "Spain-based".
fn learn_origins(cast: &mut Cast<'_>) {
    for mention in 0..cast.found.len() {
        let Some(draft) = cast.drafts_of.get(mention).copied().flatten() else {
            continue;
        };
        for name in names_before(cast, mention) {
            let country = cast
                .draft(name)
                .filter(|of| cast.is_a(&of.class, tm::COUNTRY))
                .map(|of| of.label.clone());
            if let Some(of) = cast.drafts.get_mut(draft).filter(|_| name != draft) {
                of.names.insert(name);
                of.country = of.country.take().or(country);
            }
        }
    }
}

fn names_before(cast: &Cast<'_>, mention: usize) -> Vec<usize> {
    let analysis = cast.words.analysis;
    let head = cast.head(mention);
    let modifiers: Vec<usize> = analysis.children(head).filter(|child| *child < head).collect();
    let below = modifiers
        .iter()
        .flat_map(|child| analysis.children(*child))
        .filter(|child| *child < head);
    let drafts = modifiers
        .iter()
        .copied()
        .chain(below)
        .filter_map(|token| cast.draft_at(token));
    drafts.collect()
}

fn refer_by_name(cast: &mut Cast<'_>, mention: usize, draft: usize, reason: &str) {
    let text = forms::clean(cast.phrase(mention));
    let is_form_of_name = !reason.starts_with("adjective");
    cast.refer(mention, draft, reason);
    if let Some(draft) = cast
        .drafts
        .get_mut(draft)
        .filter(|draft| is_form_of_name && draft.label != text)
    {
        draft.aliases.insert(text);
    }
}

/// Groups mentions by the name that the tables or their own words give them, in order of first mention.
fn groups<'a>(cast: &Cast<'a>) -> Vec<Group<'a>> {
    let persons = persons(cast);
    let mut index_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for mention in 0..cast.found.len() {
        let Some(name) = cast.found.get(mention).and_then(|found| found.name.as_ref()) else {
            continue;
        };
        let reading = read_form(cast, name, &persons);
        let index = *index_of.entry(reading.key()).or_insert_with(|| {
            groups.push(group_for(&reading));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            add_mention(cast, group, mention, name);
            group.reasons.push(reading.reason());
        }
    }
    groups
}

fn group_for<'a>(reading: &Reading<'a>) -> Group<'a> {
    Group {
        text: reading.name(),
        known: reading.known(),
        is_people: matches!(reading, Reading::People(..)),
        mentions: Vec::new(),
        reasons: Vec::new(),
        votes: Votes::default(),
        gender: Gender::Unknown,
        is_shared: false,
    }
}

fn add_mention(cast: &Cast<'_>, group: &mut Group<'_>, mention: usize, name: &FoundName) {
    group.mentions.push(mention);
    group.votes.add(&typing::votes(cast, name));
    let given = cast
        .words
        .lexicon
        .names
        .given_name(cast.words.text(name.tokens.start));
    let given = given.filter(|_| name.tokens.len() > 1);
    let genders = [name.title.map(|title| title.gender), given];
    let known = genders
        .into_iter()
        .flatten()
        .find(|gender| *gender != Gender::Unknown);
    group.gender = match group.gender {
        Gender::Unknown => known.unwrap_or(Gender::Unknown),
        gender => gender,
    };
}

/// The votes for each group and all that are short for it.
fn merged_votes(groups: &[Group<'_>], hosts: &[Option<(usize, String)>]) -> Vec<Votes> {
    let mut merged: Vec<Votes> = groups.iter().map(|group| group.votes.clone()).collect();
    for (group, host) in groups.iter().zip(hosts) {
        if let Some(votes) = host.as_ref().and_then(|host| merged.get_mut(host.0)) {
            votes.add(&group.votes);
        }
    }
    merged
}

/// Names that many countries have bodies of: "Senate", "Foreign Ministry", "Ministry of Health", "Labour Party".
///
/// Such a name means one thing in a document and another one in the next.
fn is_common_to_countries(cast: &Cast<'_>, group: &Group<'_>, class: &NamedNode) -> bool {
    if let Some(known) = group.known {
        return known.country.is_none() && cast.is_a(class, tm::POLITICAL_PARTY);
    }
    let text = group.text.to_lowercase();
    let state = [tm::GOVERNMENT, tm::LEGISLATIVE_BODY, tm::COURT];
    let is_of_state = state.into_iter().any(|state| cast.is_a(class, state));
    let first = group.text.split(' ').next().unwrap_or_default();
    let has_country = cast.words.lexicon.names.forms(first).next().is_some();
    let is_embassy = cast.is_a(class, tm::DIPLOMATIC_MISSION);
    cast.words.lexicon.classes.noun(&text).is_some()
        || is_embassy
        || (is_of_state && text.contains(" of ") && !has_country)
}

fn draft_of(cast: &Cast<'_>, group: &Group<'_>, votes: &Votes) -> Draft {
    let class = match group.known {
        Some(_) if group.is_people => tm::GROUP.into_owned(),
        Some(known) => known.class.clone(),
        None => {
            let name = group
                .mentions
                .first()
                .and_then(|mention| cast.found.get(*mention)?.name.as_ref());
            let heading = name.and_then(|name| typing::heading(&cast.words, name));
            typing::class_of(cast, votes, heading)
        }
    };
    let is_group = cast.is_a(&class, tm::GROUP);
    let name = match group.known {
        Some(known) if group.is_people => format!("people of {}", known.name),
        _ => group.text.clone(),
    };
    let identity = if group.is_shared || is_common_to_countries(cast, group, &class) {
        Identity::SharedName(name)
    } else {
        Identity::Name(name)
    };
    let mut draft = Draft::new(&group.text, class, identity);
    draft.gender = group.gender;
    draft.descriptions = group
        .known
        .map(|known| known.descriptions.clone())
        .unwrap_or_default();
    draft.country = group.known.and_then(|known| known.country.clone());
    draft.nouns = votes.nouns.iter().cloned().collect();
    draft.modifiers = votes.modifiers.iter().cloned().collect();
    if is_group {
        draft.number = Number::Plural;
    }
    draft
}

#[cfg(test)]
mod tests {
    use crate::entity::example::{chains, facts, iri};

    #[test]
    fn a_surname_stands_for_the_full_name_and_titles_stay_outside() {
        let text = "Police Commissioner Ada Okafor and Sgt Paul Reyes spoke. RCMP Cpl Jane Doyle said Okafor was right.";
        assert_eq!(
            chains(text),
            "Ada Okafor: Ada Okafor, Okafor\nPaul Reyes: Paul Reyes\n\
             Royal Canadian Mounted Police: RCMP\nJane Doyle: Jane Doyle"
        );
    }

    #[test]
    fn a_surname_of_two_people_stands_for_neither() {
        let text = "Ivan Petrov met Olga Petrov. Petrov smiled.";
        assert_eq!(
            chains(text),
            "Ivan Petrov: Ivan Petrov\nOlga Petrov: Olga Petrov\nPetrov: Petrov"
        );
        assert_eq!(facts(text, "Petrov"), "Person");
        assert_eq!(iri(text, "Petrov"), "#entity=petrov,29");
    }

    #[test]
    fn an_acronym_in_brackets_is_another_name() {
        let text =
            "The National Fisheries Board (NFB) fined two trawlers. The NFB said they had entered a reserve.";
        assert_eq!(
            chains(text),
            "National Fisheries Board: National Fisheries Board, NFB, NFB, they"
        );
    }

    #[test]
    fn a_name_is_of_one_kind_in_the_whole_document() {
        let text =
            "NGO Clear Rivers sued the city. Clear Rivers is small. A lawyer with Clear Rivers smiled.";
        assert_eq!(facts(text, "Clear Rivers"), "NGO");
    }

    #[test]
    fn a_hyphenated_first_name_is_whole() {
        let text = "Hoang-Minh Tran told the BBC he was tired.";
        assert_eq!(chains(text), "Hoang-Minh Tran: Hoang-Minh Tran, he\nBBC: BBC");
    }

    #[test]
    fn names_that_many_countries_use_mean_one_thing_in_one_document_only() {
        let iris = ["The Senate met.", "A note came from the Ministry of Health."].map(|text| {
            let label = if text.contains("Senate") {
                "Senate"
            } else {
                "Ministry of Health"
            };
            iri(text, label)
        });
        assert_eq!(iris, ["#entity=senate,4", "#entity=ministry-of-health,21"]);
        assert_eq!(iri("The US Senate met.", "US Senate"), "organization/us-senate");
    }

    #[test]
    fn names_of_one_thing_have_one_iri() {
        let britain = iri("Britain sent aid.", "United Kingdom");
        assert_eq!(britain, iri("Aid came from the U.K.", "United Kingdom"));
        assert_eq!(britain, "place/united-kingdom");
    }
}
