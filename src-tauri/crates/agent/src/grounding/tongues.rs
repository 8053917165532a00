//! Claims in German, French and Spanish, as far as they are plain: a known
//! participle with an auxiliary of the first person or the passive in one clause,
//! or after a noun alone. Anything else is let be.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::claims::Claim;
use super::frame::By;
use super::nouns::Objects;
use super::phrase::Part;
use super::text::{Sentence, Token};
use super::verbs::Kinds;

const MADE: Kinds = Kinds::CREATE.and(Kinds::CHANGE);
const AWAY: Kinds = Kinds::DELETE.and(Kinds::CANCEL).and(Kinds::REVOKE);
const OFF: Kinds = Kinds::CANCEL.and(Kinds::DISMISS).and(Kinds::DISABLE);
const DONE: Kinds = Kinds::COMPLETE.and(Kinds::ANY);
const MARKED: Kinds = Kinds::COMPLETE.and(Kinds::READ).and(Kinds::CHANGE);
const YES: Kinds = Kinds::APPROVE.and(Kinds::GRANT);
const GIVEN: Kinds = Kinds::GRANT.and(Kinds::ASSIGN);

/// Participles; those of French and Spanish in the masculine singular.
const VERBS: &[(Kinds, &str)] = &[
    (
        MADE,
        "erstellt angelegt hinzugefügt gespeichert notiert eingetragen gesetzt eingestellt eingerichtet aufgeschrieben \
            hinterlegt créé ajouté enregistré noté programmé réglé inscrit creado añadido agregado guardado anotado \
            programado puesto configurado establecido",
    ),
    (Kinds::CREATE.and(Kinds::ASK), "gestellt eingereicht"),
    (AWAY, "gelöscht entfernt supprimé effacé retiré enlevé eliminado borrado quitado suprimido"),
    (
        Kinds::CHANGE,
        "geändert aktualisiert angepasst umbenannt verschoben bearbeitet ergänzt verlängert ersetzt modifié changé renommé \
         déplacé reporté actualisé prolongé modificado cambiado actualizado renombrado movido aplazado ampliado mis",
    ),
    (DONE, "erledigt abgehakt abgeschlossen terminé achevé coché fait completado terminado hecho"),
    (MARKED, "markiert marqué marcado"),
    (Kinds::RESTORE, "wiederhergestellt zurückgeholt restauré rétabli récupéré restaurado recuperado deshecho"),
    (
        OFF,
        "abgesagt storniert abgebrochen gestoppt ausgeschaltet deaktiviert annulé désactivé arrêté cancelado desactivado \
           detenido",
    ),
    (Kinds::ASK, "beantragt angefragt demandé soumis solicitado"),
    (Kinds::WITHDRAW, "zurückgezogen"),
    (
        YES,
        "genehmigt erlaubt bestätigt freigegeben approuvé accepté autorisé confirmé aprobado aceptado autorizado confirmado",
    ),
    (Kinds::REJECT, "abgelehnt refusé rejeté rechazado denegado"),
    (
        GIVEN,
        "gewährt erteilt gegeben zugewiesen accordé donné prêté partagé attribué assigné concedido dado prestado compartido \
             asignado",
    ),
    (Kinds::REVOKE, "entzogen widerrufen révoqué revocado"),
    (Kinds::PAUSE, "pausiert angehalten suspendu pausado"),
    (Kinds::RESUME, "fortgesetzt repris reanudado"),
    (
        Kinds::OUTSIDE,
        "gesendet geschickt verschickt gebucht bestellt bezahlt gekauft angerufen gedruckt reserviert überwiesen envoyé payé \
         réservé commandé acheté appelé imprimé enviado pagado reservado comprado llamado impreso pedido",
    ),
    (Kinds::TELL, "informiert benachrichtigt informé prévenu informado avisado"),
];
/// Spanish says the past of the first person in one word.
const PAST: &[(Kinds, &str)] = &[
    (MADE, "creé añadí agregué guardé anoté programé puse configuré"),
    (AWAY, "eliminé borré quité"),
    (Kinds::CHANGE, "modifiqué cambié actualicé renombré moví"),
    (DONE, "completé terminé hice"),
    (Kinds::RESTORE, "recuperé"),
    (OFF, "cancelé desactivé"),
    (Kinds::ASK, "solicité pedí"),
    (YES, "aprobé acepté"),
    (Kinds::OUTSIDE, "envié pagué reservé compré llamé"),
];
const NOUNS: &[(Objects, &str)] = &[
    (Objects::NOTE, "notiz notizen note notes nota notas"),
    (Objects::TASK, "aufgabe aufgaben tâche tâches tarea tareas"),
    (Objects::ALARM, "wecker alarm alarme alarmes réveil réveils alarma alarmas"),
    (Objects::TASK.and(Objects::ALARM), "erinnerung erinnerungen rappel rappels recordatorio recordatorios"),
    (Objects::REQUEST, "antrag anträge anfrage anfragen demande demandes solicitud solicitudes"),
    (
        Objects::PERMISSION.and(Objects::DELEGATION).and(Objects::ROLE).and(Objects::REQUEST),
        "berechtigung berechtigungen zugriff recht rechte erlaubnis autorisation autorisations permission permissions accès \
         droit droits permiso permisos acceso",
    ),
    (Objects::ROLE, "rolle rollen rôle rôles rol roles"),
    (Objects::RULE, "regel regeln règle règles regla reglas"),
    (Objects::NOTICE, "benachrichtigung benachrichtigungen notification notifications notificación notificaciones"),
    (Objects::PASSWORD.and(Objects::PERSON), "passwort kennwort contraseña"),
    (Objects::PERSON, "konto compte cuenta"),
    (Objects::ZONE, "zeitzone fuseau zona"),
    (Objects::AGENT, "agent agenten agents agente agentes"),
];
const NUMBERS: &[(usize, &str)] = &[
    (2, "zwei beide beiden deux dos ambas ambos"),
    (3, "drei trois tres"),
    (4, "vier quatre cuatro"),
    (5, "fünf cinq cinco"),
    (6, "sechs six seis"),
    (7, "sieben sept siete"),
    (8, "acht huit ocho"),
    (9, "neun neuf nueve"),
    (10, "zehn dix diez"),
];
const FIRST: &[&str] = &["habe", "hab", "haben", "ai", "avons", "he", "hemos"];
const PASSIVE: &[&str] =
    &["wurde", "wurden", "worden", "ist", "sind", "été", "est", "sont", "sido", "fue", "fueron", "se", "está", "están"];
/// What denies, foresees, offers or makes depend.
const OPEN: &[&str] = &[
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keiner",
    "nichts",
    "nie",
    "niemand",
    "ohne",
    "wenn",
    "falls",
    "sobald",
    "ob",
    "bevor",
    "werde",
    "wird",
    "werden",
    "kann",
    "kannst",
    "können",
    "könnte",
    "soll",
    "sollte",
    "würde",
    "würden",
    "möchte",
    "möchten",
    "muss",
    "darf",
    "pas",
    "ne",
    "n'",
    "aucun",
    "aucune",
    "rien",
    "jamais",
    "sans",
    "si",
    "lorsque",
    "quand",
    "vais",
    "peux",
    "peut",
    "pourrais",
    "voulez",
    "sera",
    "seront",
    "serait",
    "dois",
    "souhaitez",
    "no",
    "nada",
    "ningún",
    "ninguna",
    "nunca",
    "sin",
    "tampoco",
    "cuando",
    "puedo",
    "puede",
    "podría",
    "voy",
    "será",
    "serán",
    "sería",
    "quieres",
    "quiere",
    "debería",
    "vez",
    "fois",
    "una_vez",
];
/// What says, alone, that it is done.
const READY: &[&str] =
    &["erledigt", "fertig", "fait", "hecho", "listo", "lista", "voilà", "gespeichert", "gelöscht", "guardado"];

type Known<T> = HashMap<&'static str, T>;

struct Lexicon {
    verbs: Known<Kinds>,
    past: Known<Kinds>,
    nouns: Known<Objects>,
    numbers: Known<usize>,
}

fn known<T: Copy>(table: &[(T, &'static str)]) -> Known<T> {
    table.iter().flat_map(|(of, list)| list.split_whitespace().map(|word| (word, *of))).collect()
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon {
        verbs: known(VERBS),
        past: known(PAST),
        nouns: known(NOUNS),
        numbers: known(NUMBERS),
    })
}

fn noun(word: &str) -> Option<Objects> {
    lexicon().nouns.get(word).copied()
}

/// A participle, whatever its gender and number.
fn participle(word: &str) -> Option<Kinds> {
    let known = |word: &str| lexicon().verbs.get(word).copied();
    known(word).or_else(|| {
        let one = word.trim_end_matches('s');
        let french = one.strip_suffix('e').unwrap_or(one);
        let spanish = || one.strip_suffix(['a', 'o']).filter(|stem| stem.len() > 3).map(|stem| format!("{stem}o"));
        known(one).or_else(|| known(french)).or_else(|| spanish().and_then(|word| known(&word)))
    })
}

/// The claims of a sentence.
pub(super) fn claims(sentence: &Sentence<'_>) -> Vec<Claim> {
    if sentence.asks {
        return Vec::new();
    }
    let mut found = Vec::new();
    for clause in sentence.tokens.split(|token| token.mark(",;—.!?()|")) {
        let words: Vec<&Token> = clause.iter().filter(|token| token.is_word()).collect();
        if words.is_empty() || words.iter().any(|token| token.among(OPEN)) {
            continue;
        }
        let ready = words.len() < 3 && words.last().is_some_and(|last| last.among(READY));
        if ready && !clause.iter().any(Token::is_name) {
            let said = words.last().map(|last| last.text.clone()).unwrap_or_default();
            let about = words.first().and_then(|first| noun(&first.text));
            if about.is_none() {
                found.push(whole(Kinds::ANY, By::Agent, Part::default(), said, clause));
                continue;
            }
        }
        for (at, token) in clause.iter().enumerate().filter(|(_, token)| token.is_word()) {
            found.extend(verb(clause, at, token));
        }
    }
    found
}

/// The claim of one verb, where it is clearly one.
fn verb(clause: &[Token], at: usize, token: &Token) -> Option<Claim> {
    let first = clause.iter().any(|token| token.among(FIRST));
    let passive = clause.iter().any(|token| token.among(PASSIVE));
    let headline = clause.iter().filter(|token| token.is_word()).count() < 5
        && at > 0
        && clause.get(..at)?.iter().any(|token| token.is_word() && noun(&token.text).is_some());
    let past = lexicon().past.get(token.text.as_str()).copied();
    let kinds = past.or_else(|| participle(&token.text).filter(|_| first || passive || headline))?;
    let by = if first || past.is_some() { By::Agent } else { By::Nobody };
    Some(whole(kinds, by, part(clause, at), token.text.clone(), clause))
}

fn whole(kinds: Kinds, by: By, part: Part, verb: String, clause: &[Token]) -> Claim {
    Claim { kinds, by, part, base: verb.clone(), verb, told: false, span: clause.to_vec() }
}

/// What it is about: the noun that stands nearest, and all titles.
fn part(clause: &[Token], verb: usize) -> Part {
    let names = clause.iter().filter(|token| token.is_name()).map(|token| token.text.clone()).collect();
    let mut part = Part { names, ..Part::default() };
    let nouns = clause
        .iter()
        .enumerate()
        .filter_map(|(at, token)| noun(&token.text).filter(|_| token.is_word()).map(|objects| (at, objects, token)));
    let Some((at, objects, token)) = nouns.min_by_key(|(at, ..)| at.abs_diff(verb)) else { return part };
    (part.objects, part.known, part.noun) = (objects, true, token.text.clone());
    let before = clause.get(at.saturating_sub(2)..at).unwrap_or_default();
    let figures = |token: &Token| token.text.parse().ok().filter(|count| *count < 1000);
    part.count = before
        .iter()
        .rev()
        .find_map(|token| lexicon().numbers.get(token.text.as_str()).copied().or_else(|| figures(token)));
    part
}
