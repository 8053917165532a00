//! What a person says to a question with choices: one of them in its own words, its
//! place, or the number of what it names. Anything else answers nothing and is read as
//! a sentence of its own.

const NTH: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// The choice that is meant.
pub(super) fn choice(choices: &[String], said: &str) -> Option<String> {
    let said = said.trim().trim_end_matches(['.', '!', ')']).trim().to_lowercase();
    let whole = choices.iter().find(|choice| choice.to_lowercase() == said);
    if let Some(whole) = whole {
        return Some(whole.clone());
    }
    let words: Vec<&str> = said.split_whitespace().filter(|word| !is_filler(word)).collect();
    let [word] = words.as_slice() else { return None };
    if word.starts_with('#') {
        return by_id(choices, word).cloned();
    }
    if *word == "last" {
        return choices.last().cloned();
    }
    if let Some(at) = NTH.iter().position(|nth| nth == word) {
        return choices.get(at).cloned();
    }
    let (digits, is_place) = match ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)) {
        Some(digits) => (digits, true),
        None => (*word, false),
    };
    let place = digits.parse::<usize>().ok()?.checked_sub(1).and_then(|at| choices.get(at));
    let named = by_id(choices, &format!("#{digits}")).filter(|_| !is_place);
    match (place, named) {
        // A bare number that could be either is neither.
        (Some(place), Some(named)) if place != named => None,
        (place, named) => place.or(named).cloned(),
    }
}

/// Words around the one that says which.
fn is_filler(word: &str) -> bool {
    ["the", "one", "number", "no", "no.", "nr", "option", "choice", "note", "task", "alarm", "take"].contains(&word)
}

fn by_id<'a>(choices: &'a [String], id: &str) -> Option<&'a String> {
    choices
        .iter()
        .find(|choice| choice.split(|letter: char| letter == ',' || letter.is_whitespace()).next() == Some(id))
}

#[cfg(test)]
mod tests {
    use super::choice;

    const CHOICES: [&str; 3] = ["#7, milk", "#9, eggs", "#3, tea"];

    fn meant(said: &str) -> Option<String> {
        choice(&CHOICES.map(str::to_owned), said)
    }

    #[test]
    fn a_choice_is_meant_by_its_words_its_place_and_its_number() {
        for said in ["the second one", "second", "The second.", "2", "2)", "number 2", "#9", "note #9", "9", "#9, eggs"]
        {
            assert_eq!(meant(said).as_deref(), Some("#9, eggs"), "{said}");
        }
        assert_eq!(meant("the last one").as_deref(), Some("#3, tea"));
        assert_eq!(meant("3rd").as_deref(), Some("#3, tea"));
    }

    #[test]
    fn what_could_be_two_things_or_is_none_of_them_is_no_answer() {
        // #7 and the seventh are not both there; the third is #3 by luck.
        assert_eq!(choice(&["#2, a".to_owned(), "#1, b".to_owned()], "2"), None);
        for said in ["", "4", "#4", "fourth", "both", "not the second", "the second and the third", "eggs", "no", "one"]
        {
            assert_eq!(meant(said), None, "{said}");
        }
    }
}
