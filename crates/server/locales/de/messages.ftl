## Felder einer Anfrage

required = Dieses Feld ist erforderlich.
not-null = Dieses Feld darf nicht null sein.
not-blank = Dieses Feld darf nicht leer sein.
not-a-string = Das ist kein Text.
not-a-boolean = Hier sind nur Wahrheitswerte möglich (true oder false).
too-long = Dieses Feld darf höchstens { $max } Zeichen lang sein.
too-short = Dieses Feld muss mindestens { $min } Zeichen lang sein.
null-characters = Nullzeichen sind hier nicht erlaubt.
surrogate = Surrogate sind hier nicht erlaubt: U+{ $unit }.
no-data = Es wurden keine Daten gesendet.
not-a-dictionary = Die Daten sind ungültig: Statt eines Objekts kam { $kind }.
email-invalid = Das ist keine gültige E-Mail-Adresse.
username-invalid = Dieser Benutzername ist ungültig. Erlaubt sind nur Buchstaben, Ziffern und die Zeichen @/./+/-/_.
username-taken = Dieser Benutzername ist schon vergeben.
value-taken = { $model } mit diesem Wert ({ $field }) gibt es schon.
password-too-similar = Das Passwort ist { $attribute ->
        [first_name] dem Vornamen
        [last_name] dem Nachnamen
        [email] der E-Mail-Adresse
       *[username] dem Benutzernamen
    } zu ähnlich.
password-too-short = Dieses Passwort ist zu kurz. Es muss aus mindestens { $min } Zeichen bestehen.
password-too-common = Dieses Passwort ist zu verbreitet.
password-numeric = Dieses Passwort besteht nur aus Ziffern.
password-wrong = Das Passwort ist falsch.
no-session = Dieses Token gehört zu keiner Sitzung. Bitte melden Sie sich neu an.

## Anmeldedaten und Rechte

not-authenticated = Es fehlen Anmeldedaten.
bad-authorization-header = Die Kopfzeile Authorization muss aus genau zwei durch Leerzeichen getrennten Teilen bestehen.
bearer-not-valid = Das Token gilt für keine der zulässigen Token-Arten.
token-invalid = Das Token ist ungültig.
token-expired = Das Token ist abgelaufen.
token-blacklisted = Das Token ist gesperrt.
token-without-claim = Dem Token fehlt die Angabe „{ $claim }“.
token-claim-expired = Die Frist „{ $claim }“ des Tokens ist abgelaufen.
token-without-id = Dem Token fehlt die Kennung.
token-without-type = Dem Token fehlt die Angabe seiner Art.
token-of-wrong-type = Das Token ist von der falschen Art.
token-without-user = Das Token nennt keinen erkennbaren Benutzer.
user-not-found = Diesen Benutzer gibt es nicht.
user-inactive = Dieser Benutzer ist deaktiviert.
password-changed = Das Passwort des Benutzers wurde geändert.
no-active-account = Zu diesen Anmeldedaten gibt es kein aktives Konto.
no-active-account-for-token = Zu diesem Token gibt es kein aktives Konto.
reauthentication-required = Bitte bestätigen Sie zuerst Ihre Identität.
claims-too-large = Die Angaben zu diesem Konto passen nicht in ein Token.
permission-denied = Dazu sind Sie nicht berechtigt.
basic-header-empty = Die Basic-Kopfzeile ist ungültig: Es fehlen Anmeldedaten.
basic-header-spaces = Die Basic-Kopfzeile ist ungültig: Die Anmeldedaten dürfen keine Leerzeichen enthalten.
basic-header-not-base64 = Die Basic-Kopfzeile ist ungültig: Die Anmeldedaten sind nicht richtig in Base64 kodiert.
wrong-credentials = Benutzername oder Passwort ist falsch.
unable-to-log-in = Die Anmeldung ist mit diesen Daten nicht möglich.
token-header-empty = Die Token-Kopfzeile ist ungültig: Es fehlen Anmeldedaten.
token-header-spaces = Die Token-Kopfzeile ist ungültig: Das Token darf keine Leerzeichen enthalten.
token-header-characters = Die Token-Kopfzeile ist ungültig: Das Token enthält unzulässige Zeichen.
auth-token-invalid = Das Token ist ungültig.
user-inactive-or-deleted = Dieser Benutzer ist deaktiviert oder gelöscht.

## Anfragen

not-found = Nicht gefunden.
method-not-allowed = Die Methode „{ $method }“ ist hier nicht erlaubt.
not-acceptable = Keines der in der Kopfzeile Accept verlangten Formate ist verfügbar.
unsupported-media-type = Der Medientyp „{ $sent }“ der Anfrage wird nicht unterstützt.
request-timeout = Die Anfrage hat zu lange gebraucht.
throttled = Zu viele Anfragen.
throttled-for = Zu viele Anfragen. Versuchen Sie es in { $wait ->
        [one] { $wait } Sekunde
       *[other] { $wait } Sekunden
    } erneut.
page-invalid = Diese Seite gibt es nicht.
not-a-list = Erwartet wird eine Liste, gesendet wurde „{ $kind }“.
key-of-wrong-type = Falscher Typ: Erwartet wird ein Schlüssel, gesendet wurde { $kind }.
no-such-key = Der Schlüssel „{ $key }“ gehört zu keinem Eintrag.
choice-invalid = Bitte wählen Sie einen der angebotenen Werte.
no-column = Das Benutzermodell hat dieses Feld nicht.
beyond-rights = Rechte, die Sie selbst nicht haben, können Sie weder geben noch nehmen noch berühren.
own-account = Das Konto, mit dem Sie gerade arbeiten, können Sie weder löschen noch deaktivieren.
last-superuser = Der letzte aktive Superuser muss es bleiben.
value-rejected = Ein Wert geht über das hinaus, was seine Spalte aufnimmt.
still-in-use = Es wird an anderer Stelle noch verwendet.
account-in-use = Das Konto wird an anderer Stelle noch verwendet.
unavailable = Der Dienst ist vorübergehend nicht erreichbar. Bitte versuchen Sie es später erneut.

## Was gelungen ist

logged-out = Sie sind abgemeldet.
logged-out-everywhere = Sie sind überall abgemeldet.
identity-confirmed = Vielen Dank. Ihre Identität ist bestätigt.
registered = Das Konto wurde angelegt.
