//! Capitals and seats that speak for their governments.
//!
//! "Beijing denied it" is China; "in Beijing" is the city. What the parse hangs the name on decides, through
//! `governments.tsv`; a passive's agent ("ordered by Moscow") and "according to" always mean the government.

use crate::analysis::Dep;
use crate::mention::words::Words;

/// Whether the capital or seat with head `token` stands for its government here.
pub(crate) fn acts(words: &Words<'_>, token: usize) -> bool {
    let token = words.first_of_list(token);
    let head = words.head(token);
    let speaks = |word: usize, place: &str| words.lexicon.governments.speaks(&words.lemma(word), place);
    match words.dep(token) {
        Dep::Nsubj => speaks(head, "subject") || acts_through_clause(words, head),
        Dep::Dobj | Dep::Nsubjpass | Dep::Dative => speaks(head, "object"),
        Dep::Poss => speaks(head, "possessive"),
        Dep::Pobj => acts_behind(words, head),
        _ => false,
    }
}

/// "Beijing is trying to", "Moscow is accused of": the verb that the clause is about.
fn acts_through_clause(words: &Words<'_>, verb: usize) -> bool {
    words
        .analysis
        .children_by(verb, Dep::Xcomp)
        .any(|clause| words.lexicon.governments.speaks(&words.lemma(clause), "subject"))
}

/// Whether a capital behind this preposition is a government.
fn acts_behind(words: &Words<'_>, preposition: usize) -> bool {
    let governor = words.head(preposition);
    let is_agent = words.dep(preposition) == Dep::Agent || words.lower(preposition) == "by";
    let is_source = words.lemma(governor) == "accord" || words.lower(governor) == "according";
    is_agent
        || is_source
        || words
            .lexicon
            .governments
            .speaks(&words.lemma(governor), &words.lower(preposition))
}

#[cfg(test)]
mod tests {
    use crate::entity::example::chains;

    #[test]
    fn a_capital_that_acts_is_its_country_and_one_that_is_visited_a_city() {
        let text = "Beijing denied the report. Protesters gathered in Beijing on Sunday. China's regime called them criminals.";
        assert_eq!(
            chains(text),
            "China: Beijing, China, China's regime\nprotesters: Protesters, them\nBeijing: Beijing"
        );
    }

    #[test]
    fn seats_and_ties_are_of_governments() {
        let text = "Moscow accused Washington of lying. The Kremlin said ties with Tehran were strong.";
        assert_eq!(
            chains(text),
            "Russia: Moscow, Kremlin\nUnited States: Washington\nIran: Tehran"
        );
    }
}
