// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * German in plain words (Einfache Sprache): short sentences for what one has to understand to take part.
 * What does not stand here is said as in `de`. People who need it have not checked it yet, so it is
 * not called Leichte Sprache (DIN SPEC 33429).
 */
import { de, type Words } from "./de.ts";

export const plain: Words = {
  ...de,
  plainWords: "Übliche Sprache",
  waiting: "Es gibt noch keine Nachricht.",
  waitingHint: "Wenn etwas passiert, steht es hier.",
  askStatus: "Was passiert gerade?",
  nonPublicHint: "Jetzt darf nicht jeder zuhören.",
  youMayNotVote: "Sie dürfen hier nicht abstimmen.",
  onPaper: "Hier wird geheim abgestimmt. Sie bekommen einen Zettel.",
  hiddenUntilClose: "Das Ergebnis sehen Sie erst am Ende.",
  untilAll: "Die Abstimmung ist zu Ende, wenn alle geantwortet haben.",
  canChange: "Sie können Ihre Meinung noch ändern. Drücken Sie dann einen anderen Knopf.",
  counted: (choice) => `Ihre Stimme zählt: ${choice}`,
  countedUnknown: "Ihre Stimme zählt.",
  onItsWay: (choice) => `Ihre Stimme wird gerade gesendet: ${choice} …`,
  notSent: "Ihre Stimme wurde nicht gesendet. Bitte drücken Sie noch einmal.",
  unknown:
    "Wir wissen nicht, ob Ihre Stimme angekommen ist. Bitte drücken Sie noch einmal. Es zählt nur das letzte Mal.",
  consentHint: "Sind alle dafür? Wer nichts sagt, ist dafür. Ist jemand dagegen, wird abgestimmt.",
  dissent: "Ich bin dagegen",
  recuse: "Es geht um mich oder meine Familie",
  recuseHint: "Wenn es um Sie selbst geht, dürfen Sie nicht mitreden und nicht abstimmen.",
  here: "Ich bin da",
  countedHere: "Alle wissen: Sie sind da.",
  leave: "Ich gehe",
  askFloor: "Ich möchte etwas sagen",
  withdrawFloor: "Ich möchte doch nichts sagen",
  onList: "Sie sind bald dran.",
  youHaveFloor: "Sie dürfen jetzt reden.",
  giveBackFloor: "Ich bin fertig",
  disturbance: "Etwas geht nicht",
  offline: "Das Internet ist weg. Was hier steht, kann alt sein.",
  closingSoon: (n) =>
    n === 1
      ? "Nur Ihre Stimme fehlt noch. Bitte stimmen Sie jetzt ab."
      : `Es fehlen noch ${n} Stimmen. Auch Ihre Stimme fehlt. Bitte stimmen Sie jetzt ab.`,
  noRecording: "Bitte nehmen Sie nichts auf. Ton und Bild dürfen Sie niemandem weitergeben.",
  minuteLeft: "Sie dürfen noch eine Minute reden.",
  page: {
    ...de.page,
    intro: "Hier melden Sie sich an. Sie brauchen Ihren Namen und Ihr Passwort.",
    linkHint: "Steht hier nicht Ihr Name? Dann drücken Sie nicht. Sagen Sie es der Schriftführung.",
    vouch: "Sind Sie das wirklich?",
    vouchHint:
      "Das müssen wir prüfen. Vorher sehen Sie hier nichts, und Ihre Stimme zählt hier nicht. Nehmen Sie ein Gerät, an dem Sie schon angemeldet sind. Dort sehen Sie Bilder. Oder schreiben Sie hier Ihren geheimen Schlüssel.",
    compareWait: "Bitte schauen Sie auf das andere Gerät. Drücken Sie dort auf Annehmen.",
    compareAsk: "Sind die Bilder auf beiden Geräten gleich?",
    same: "Ja, die Bilder sind gleich",
    different: "Nein, die Bilder sind anders",
    keepHint:
      "Schreiben Sie diese Zeichen auf einen Zettel. Heben Sie den Zettel gut auf. Sie sehen die Zeichen nur jetzt.",
    kept: "Ich habe es aufgeschrieben",
    waitRooms: "Bitte warten Sie. Gleich sehen Sie hier die Sitzung.",
    unsentTold: "Ihre Nachricht wurde nicht gesendet. Der Text ist noch da.",
    unsentSignIn: "Melden Sie sich noch einmal an. Dann können Sie den Text senden.",
    begun: (n) =>
      n === 1
        ? "Ihr angefangener Text ist noch da. Melden Sie sich wieder an. Dann können Sie weiterschreiben."
        : "Ihre angefangenen Texte sind noch da. Melden Sie sich wieder an. Dann können Sie weiterschreiben.",
    mayHaveArrived:
      "Vielleicht ist die Nachricht angekommen. Schauen Sie bei den Nachrichten. Fehlt sie? Dann schreiben Sie noch einmal.",
    leaveHint: "Danach ist in diesem Browser nichts mehr von Ihnen gespeichert.",
  },
};
