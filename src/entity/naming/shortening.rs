//! Short forms and acronyms: which longer name of the document a name is short for.

use oxigraph::model::NamedNode;
use rustc_hash::FxHashMap;

use crate::analysis::Pos;
use crate::entity::cast::Cast;
use crate::entity::naming::Group;
use crate::entity::typing::Sort;
use crate::lexicon::classes::NounFlag;
use crate::lexicon::names::Gender;
use crate::mention::words::Words;
use crate::vocab::tm;

/// For each group the group that it is short for, and why; none for those that stand for themselves.
pub(crate) fn hosts(cast: &Cast<'_>, groups: &mut [Group<'_>]) -> Vec<Option<(usize, String)>> {
    let index = NameIndex::of(groups);
    for short in index.surnames(groups) {
        if let Some(group) = groups.get_mut(short) {
            group.votes.ends_person();
            group.is_shared = true;
        }
    }
    let groups: &[Group<'_>] = groups;
    let mut hosts: Vec<Option<(usize, String)>> = groups
        .iter()
        .enumerate()
        .map(|(short, group)| {
            bracketed(cast, groups, &index, short)
                .or_else(|| index.expansion(groups, short))
                .or_else(|| index.full_name(cast, groups, short))
                .map(|(host, kind)| {
                    (
                        host,
                        format!("{kind} `{}`", groups.get(host).map_or("", |host| &host.text)),
                    )
                })
                .filter(|(host, _)| *host != short && group.known.is_none())
        })
        .collect();
    settle(&mut hosts);
    hosts
}

/// Follows hosts to the last one; circles are cut at their first member.
fn settle(hosts: &mut [Option<(usize, String)>]) {
    for start in 0..hosts.len() {
        let mut at = start;
        let mut steps = 0;
        while let Some((next, _)) = hosts.get(at).and_then(Option::as_ref) {
            at = *next;
            steps += 1;
            if at == start || steps > hosts.len() {
                hosts[start] = None;
                break;
            }
        }
        if let Some(Some(host)) = hosts.get_mut(start) {
            host.0 = at;
        }
    }
}

/// "Royal Canadian Mounted Police (RCMP)", and the other way round.
fn bracketed(
    cast: &Cast<'_>,
    groups: &[Group<'_>],
    index: &NameIndex,
    short: usize,
) -> Option<(usize, &'static str)> {
    let group = groups.get(short)?;
    if !Words::is_acronym(&group.text) {
        return None;
    }
    group.mentions.iter().find_map(|mention| {
        let tokens = &cast.found.get(*mention)?.mention.tokens;
        let open = tokens.start.checked_sub(1)?;
        let is_bracketed = cast.words.text(open) == "(" && cast.words.text(tokens.end) == ")";
        let before = mention.checked_sub(1).filter(|_| is_bracketed)?;
        let ends_there = cast.found.get(before)?.mention.tokens.end == open;
        let host = *index.group_of.get(&before)?;
        let is_body = groups
            .get(host)
            .is_some_and(|host| sort(host) != Some(Sort::Person) && abbreviates(&group.text, &host.text));
        (ends_there && is_body).then_some((host, "acronym, in brackets behind"))
    })
}

/// Whether the letters of an acronym come in a name, in this order, the first one first.
fn abbreviates(acronym: &str, name: &str) -> bool {
    let letters = || {
        acronym
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
    };
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut rest = name.iter();
    let begins_alike = letters().next() == name.first().copied();
    begins_alike && name.contains(&' ') && letters().all(|letter| rest.any(|other| *other == letter))
}

/// The kind of a name that is not in the tables.
fn sort(group: &Group<'_>) -> Option<Sort> {
    group.votes.winner().filter(|_| group.known.is_none())
}

/// Names of several words by what they may be shortened to.
struct NameIndex {
    by_initials: FxHashMap<String, Vec<usize>>,
    by_beginning: FxHashMap<String, Vec<usize>>,
    by_end: FxHashMap<String, Vec<usize>>,
    /// By the last word, or the last before "of" or "for": "department".
    by_heading: FxHashMap<String, Vec<usize>>,
    /// The group of each mention.
    group_of: FxHashMap<usize, usize>,
}

impl NameIndex {
    fn of(groups: &[Group<'_>]) -> Self {
        let mut index = Self {
            by_initials: FxHashMap::default(),
            by_beginning: FxHashMap::default(),
            by_end: FxHashMap::default(),
            by_heading: FxHashMap::default(),
            group_of: FxHashMap::default(),
        };
        for (position, group) in groups.iter().enumerate() {
            index
                .group_of
                .extend(group.mentions.iter().map(|mention| (*mention, position)));
            let parts: Vec<&str> = group.text.split(' ').collect();
            if parts.len() < 2 || group.is_people {
                continue;
            }
            for initials in initials(&parts) {
                index.by_initials.entry(initials).or_default().push(position);
            }
            let of = parts
                .iter()
                .position(|part| matches!(*part, "of" | "for"))
                .unwrap_or(parts.len());
            if let Some(heading) = of.checked_sub(1).and_then(|last| parts.get(last)) {
                index.by_heading.entry(key(heading)).or_default().push(position);
            }
            for cut in 1..parts.len().min(8) {
                if let (Some(first), Some(last)) = (parts.get(..cut), parts.get(cut..)) {
                    let [first, last] = [first, last].map(|words| key(&words.join(" ")));
                    index.by_beginning.entry(first).or_default().push(position);
                    index.by_end.entry(last).or_default().push(position);
                }
            }
        }
        index
    }

    /// The groups whose text ends persons' names, of whichever of them they may be short.
    fn surnames(&self, groups: &[Group<'_>]) -> Vec<usize> {
        let ends_person = |short: &usize| {
            let text = groups
                .get(*short)
                .map(|group| key(&group.text))
                .unwrap_or_default();
            let is_unknown = groups.get(*short).is_some_and(|group| group.known.is_none());
            is_unknown && !self.persons(groups, *short, self.by_end.get(&text)).is_empty()
        };
        (0..groups.len()).filter(ends_person).collect()
    }

    /// The one name whose initials the group's text is.
    fn expansion(&self, groups: &[Group<'_>], short: usize) -> Option<(usize, &'static str)> {
        let group = groups.get(short)?;
        let letters: String = group.text.chars().filter(|letter| *letter != '.').collect();
        let fitting = self
            .by_initials
            .get(&letters)
            .filter(|_| Words::is_acronym(&group.text))?;
        let bodies = fitting.iter().filter(|host| {
            groups
                .get(**host)
                .is_some_and(|host| sort(host) != Some(Sort::Person))
        });
        only(bodies).map(|host| (host, "acronym of"))
    }

    /// The one longer name that the group's text is a part of: a person's last or first name, the beginning of
    /// another name, or the noun that heads it.
    fn full_name(
        &self,
        cast: &Cast<'_>,
        groups: &[Group<'_>],
        short: usize,
    ) -> Option<(usize, &'static str)> {
        let group = groups.get(short)?;
        let text = key(&group.text);
        let persons = self.persons(groups, short, self.by_end.get(&text));
        if !persons.is_empty() {
            return earlier_first(groups, short, &persons).map(|host| (host, "short for"));
        }
        let first_names = self.persons(groups, short, self.by_beginning.get(&text));
        if let Some(host) = only(first_names.iter()) {
            return Some((host, "short for"));
        }
        if sort(group) == Some(Sort::Person) && group.gender != Gender::Unknown {
            return None;
        }
        let bodies = |hosts: Option<&Vec<usize>>| {
            let hosts = hosts.into_iter().flatten().copied();
            hosts
                .filter(|host| groups.get(*host).is_some_and(|host| is_body(cast, host)))
                .collect::<Vec<_>>()
        };
        let begun = bodies(self.by_beginning.get(&text));
        if let Some(host) = only(begun.iter()).filter(|_| is_distinctive(cast, group)) {
            return Some((host, "short for"));
        }
        let ended = bodies(self.by_heading.get(&text).filter(|_| is_heading(cast, group)));
        only(ended.iter()).map(|host| (host, "short for"))
    }

    /// The persons among `hosts` whose gender does not speak against the group's.
    fn persons(&self, groups: &[Group<'_>], short: usize, hosts: Option<&Vec<usize>>) -> Vec<usize> {
        let gender = groups.get(short).map_or(Gender::Unknown, |group| group.gender);
        let agrees = |other: Gender| gender == Gender::Unknown || other == Gender::Unknown || gender == other;
        hosts
            .into_iter()
            .flatten()
            .copied()
            .filter(|host| {
                groups
                    .get(*host)
                    .is_some_and(|host| sort(host) == Some(Sort::Person) && agrees(host.gender))
            })
            .collect()
    }
}

/// The only person, or the only one that was named before.
fn earlier_first(groups: &[Group<'_>], short: usize, hosts: &[usize]) -> Option<usize> {
    let first = |group: usize| {
        groups
            .get(group)
            .and_then(|group| group.mentions.first().copied())
    };
    let earlier = hosts.iter().filter(|host| first(**host) < first(short));
    only(hosts.iter()).or_else(|| only(earlier))
}

fn only<'a>(mut hosts: impl Iterator<Item = &'a usize>) -> Option<usize> {
    let host = *hosts.next()?;
    hosts.next().is_none().then_some(host)
}

fn is_body(cast: &Cast<'_>, group: &Group<'_>) -> bool {
    let is_known_body = |class: &NamedNode| cast.is_a(class, tm::ORGANIZATION);
    if let Some(known) = group.known {
        return is_known_body(&known.class);
    }
    matches!(
        sort(group),
        Some(Sort::Organization | Sort::Thing | Sort::Event) | None
    )
}

/// Whether the words could not be a common noun or an adjective with a capital letter.
fn is_distinctive(cast: &Cast<'_>, group: &Group<'_>) -> bool {
    let is_proper = group
        .mentions
        .iter()
        .any(|mention| cast.words.pos(cast.head(*mention)) == Pos::Propn);
    is_proper && cast.words.lexicon.classes.noun(&key(&group.text)).is_none()
}

fn is_heading(cast: &Cast<'_>, group: &Group<'_>) -> bool {
    let noun = cast.words.lexicon.classes.noun(&key(&group.text));
    noun.is_some_and(|noun| noun.has(NounFlag::Heading))
}

fn key(text: &str) -> String {
    text.to_lowercase()
}

/// The initials of the capitalised words, and of all words.
fn initials(parts: &[&str]) -> Vec<String> {
    let initial = |part: &&str| part.chars().next();
    let all: String = parts
        .iter()
        .filter_map(initial)
        .flat_map(char::to_uppercase)
        .collect();
    let capitals: String = parts
        .iter()
        .filter_map(initial)
        .filter(|letter| letter.is_uppercase())
        .collect();
    let mut initials = vec![all, capitals];
    initials.dedup();
    initials
}
