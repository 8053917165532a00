//! The vocabulary: words that mean the same in every rule.

/// An entry may use others.
const WORDS: &[(&str, &str)] = &[
    ("show", "((show|list|display|view|give|see|get|read|check|pull up) [me] [(a|the) list of] [all] [of]|what are)"),
    ("my", "[the|my|all my|all the|all|all of my]"),
    ("have", "(do i have|have i got|are there)"),
    // The whole of one's own: "show my …", or "my …" alone.
    ("mine", "(<show> <my>|[all] my)"),
    ("any", "((do i have|have i got|are there) [any]|any)"),
    ("add", "(add|create|make|write|take|new|put down)"),
    ("a", "[me] [a|an|another|one|the] [new]"),
    ("called", "(titled|called|named|with the title|with title)"),
    ("saying", "((saying|that says|which says|with [the] (content|text|body)) [:]|:)"),
    ("to-say", "(to say|so that it says|to read) [:]"),
    ("delete", "(delete|remove|erase|discard|get rid of|throw away|throw out)"),
    ("change", "(change|update|edit)"),
    ("complete", "(complete|finish|check off|tick off|close)"),
    ("done", "(done|complete|completed|finished)"),
    ("move", "(move|reschedule|postpone|push|put off|delay)"),
    ("for-person", "for {target_user=person}"),
    ("listed-due", "[that are] [due] [on|for|by] {due_on=day}"),
    ("open", "(open|unfinished|outstanding|pending)"),
    ("alarms", "(alarms|reminders)"),
    ("notices", "(notifications|notices)"),
    (
        "verdict",
        "((approve|allow|confirm|grant|reject|refuse|deny|do) (it|this|that|them|all|everything|the call|the hold|all requests)|i (approve|agree|confirm|allow) [it|this|that]|(call|hold) {call=number} is approved|(approve|reject|confirm) (call|hold) {call=number})",
    ),
    ("lent-term", "[(for {expires_at=term}|until {expires_at=end})]"),
    ("whom", "[the (person|user|account of)] {person}"),
    ("grant", "(grant|give) {person} [the] [permission] [to] {permission=ability} <granted-term>"),
    ("task", "(task|todo|to-do|to do)"),
    ("tasks", "(tasks|todos|to-dos|to-do list|todo list)"),
    ("due", "[,] [(due|due on|due by|by|on|for|until)] {due_on=day}"),
    ("due-said", "[,] (due|due on|due by|by|until) {due_on=day}"),
    ("set", "(set|set up|add|create|make|schedule)"),
    ("alarm", "(alarm|reminder)"),
    ("at-when", "[,] [for|on] {fire_at=when}"),
    ("repeating", "[,] [repeating] {repeat=repeat}"),
    // Once, again and again, or both in either order.
    (
        "times",
        "(<at-when>|<repeating> [,] [starting|from|beginning] [on] {fire_at=when}|<at-when> [,] [and] [repeating] {repeat=repeat})",
    ),
    ("in-place", "(in|for|at) {location=place}"),
    ("on-day", "[,] [on|for] {when=then}"),
    ("now", "[,] (now|right now|just now|at the moment)"),
    ("near", "(near me|nearby|here|around here|outside|where i am)"),
    ("ask", "(what's|what is|whats|what will|how's|how is|how will|show [me]|tell me|get [me]|give me|check)"),
    ("forecast", "(weather forecast|weather|forecast)"),
    ("be", "(like|be|be like|going to be|going to be like|look like|look|looking|looking like)"),
    ("weather", "[<ask>] [the] <forecast> [<be>]"),
    ("sky", "(rain|raining|rainy|snow|snowing|snowy|sunny|cloudy|windy|stormy|warm|cold|hot|foggy|freezing|dry|wet)"),
    (
        "skies",
        "((will|is) it [going to] [be] <sky>|how (warm|cold|hot|windy|wet) (is|will) it [be]|(do|will) i need an umbrella|(what's|what is|what will) the temperature [be]|temperature|will there be (rain|snow|wind|sun|fog)|do i need (a coat|a jacket|an umbrella)|what's it like|what will it be like)",
    ),
    ("because-note", "[,] because {note=content}"),
    ("because", "[,] (because|with the reason [:]|reason :) {reason=content}"),
    ("ask-for", "(ask for|ask|request|apply for)"),
    ("asked-term", "[(for {duration=term}|until {duration=end})]"),
    ("their", "(him|her|them)"),
    ("take-back", "(revoke|end|take back|withdraw|cancel|remove|delete)"),
    ("my-agents", "([all] my agents|my agent|the agents|the agent|agents)"),
    (
        "all-agents",
        "(all agents of (everyone|everybody)|(everyone's|everybody's) agents|the agents of (everyone|everybody))",
    ),
    ("everyone", "(everyone|everybody)"),
    ("e-mail", "(e-mail|email) [address]"),
    ("a-role", "({role=role}|{role=quoted})"),
    ("granted-term", "[(for {until=term}|until {until=end})]"),
    ("undo", "(undo [the|my] [last|latest] (change|changes|deletion) [(to|of|in|on)]|undelete|bring back|restore)"),
];

/// The pattern with every word of the vocabulary written out.
pub(super) fn expanded(pattern: &str) -> String {
    let mut pattern = pattern.to_owned();
    while let Some((name, words)) = WORDS.iter().find(|(name, _)| pattern.contains(&format!("<{name}>"))) {
        pattern = pattern.replace(&format!("<{name}>"), &format!("({words})"));
    }
    pattern
}
