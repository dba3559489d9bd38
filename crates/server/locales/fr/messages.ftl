## Champs d’une requête

required = Ce champ est obligatoire.
not-null = Ce champ ne peut pas être nul.
not-blank = Ce champ ne peut pas être vide.
not-a-string = Ce n’est pas un texte valide.
not-a-boolean = La valeur doit être un booléen (true ou false).
too-long = Ce champ ne peut pas dépasser { $max ->
        [one] { $max } caractère
       *[other] { $max } caractères
    }.
too-short = Ce champ doit comporter au moins { $min ->
        [one] { $min } caractère
       *[other] { $min } caractères
    }.
null-characters = Le caractère nul n’est pas autorisé.
surrogate = Les caractères de substitution isolés ne sont pas autorisés : U+{ $unit }.
no-data = Aucune donnée n’a été envoyée.
not-a-dictionary = Données non valides : un objet était attendu, mais { $kind } a été reçu.
email-invalid = Saisissez une adresse e-mail valide.
username-invalid = Ce nom d’utilisateur n’est pas valide. Il ne peut contenir que des lettres, des chiffres et les caractères @/./+/-/_.
username-taken = Ce nom d’utilisateur est déjà pris.
value-taken = Il existe déjà { $model } avec cette valeur ({ $field }).
password-too-similar = Le mot de passe ressemble trop { $attribute ->
        [first_name] au prénom
        [last_name] au nom de famille
        [email] à l’adresse e-mail
       *[username] au nom d’utilisateur
    }.
password-too-short = Ce mot de passe est trop court. Il doit comporter au moins { $min ->
        [one] { $min } caractère
       *[other] { $min } caractères
    }.
password-too-common = Ce mot de passe est trop courant.
password-numeric = Ce mot de passe ne contient que des chiffres.
password-wrong = Le mot de passe est incorrect.
no-session = Ce jeton n’appartient à aucune session. Veuillez vous reconnecter.

## Identification et droits

not-authenticated = Aucune information d’identification n’a été fournie.
bad-authorization-header = L’en-tête Authorization doit comporter exactement deux valeurs séparées par une espace.
bearer-not-valid = Ce jeton n’est valide pour aucun type de jeton accepté.
token-invalid = Le jeton n’est pas valide.
token-expired = Le jeton a expiré.
token-blacklisted = Le jeton a été révoqué.
token-without-claim = Le jeton ne comporte pas l’attribut « { $claim } ».
token-claim-expired = L’échéance « { $claim } » du jeton est dépassée.
token-without-id = Le jeton n’a pas d’identifiant.
token-without-type = Le jeton n’indique pas son type.
token-of-wrong-type = Le jeton n’est pas du bon type.
token-without-user = Le jeton ne permet d’identifier aucun utilisateur.
user-not-found = Cet utilisateur est introuvable.
user-inactive = Cet utilisateur est désactivé.
password-changed = Le mot de passe de l’utilisateur a été modifié.
no-active-account = Aucun compte actif ne correspond à ces identifiants.
no-active-account-for-token = Aucun compte actif ne correspond à ce jeton.
reauthentication-required = Veuillez d’abord confirmer votre identité.
claims-too-large = Les informations de ce compte ne tiennent pas dans un jeton.
permission-denied = Vous n’êtes pas autorisé à effectuer cette action.
basic-header-empty = En-tête Basic non valide : les identifiants sont absents.
basic-header-spaces = En-tête Basic non valide : les identifiants ne doivent pas contenir d’espaces.
basic-header-not-base64 = En-tête Basic non valide : les identifiants ne sont pas correctement codés en base64.
wrong-credentials = Le nom d’utilisateur ou le mot de passe est incorrect.
unable-to-log-in = Impossible de se connecter avec ces identifiants.
token-header-empty = En-tête Token non valide : le jeton est absent.
token-header-spaces = En-tête Token non valide : le jeton ne doit pas contenir d’espaces.
token-header-characters = En-tête Token non valide : le jeton contient des caractères interdits.
auth-token-invalid = Le jeton n’est pas valide.
user-inactive-or-deleted = Cet utilisateur est désactivé ou supprimé.

## Requêtes

not-found = Introuvable.
method-not-allowed = La méthode « { $method } » n’est pas autorisée.
not-acceptable = Aucun des formats demandés par l’en-tête Accept n’est disponible.
unsupported-media-type = Le type de média « { $sent } » de la requête n’est pas pris en charge.
request-timeout = La requête a mis trop de temps à arriver.
throttled = Trop de requêtes.
throttled-for = Trop de requêtes. Réessayez dans { $wait ->
        [one] { $wait } seconde
       *[other] { $wait } secondes
    }.
page-invalid = Cette page n’existe pas.
not-a-list = Une liste était attendue, mais « { $kind } » a été reçu.
key-of-wrong-type = Type incorrect : une clé était attendue, mais { $kind } a été reçu.
no-such-key = La clé « { $key } » ne correspond à aucun objet.
choice-invalid = Choisissez l’une des valeurs proposées.
no-column = Le modèle d’utilisateur n’a pas ce champ.
beyond-rights = Vous ne pouvez ni donner, ni retirer, ni toucher des droits que vous n’avez pas.
own-account = Vous ne pouvez ni supprimer ni désactiver le compte avec lequel vous travaillez.
last-superuser = Le dernier superutilisateur actif doit le rester.
value-rejected = Une valeur dépasse ce que sa colonne accepte.
still-in-use = Il est encore utilisé ailleurs.
account-in-use = Ce compte est encore utilisé ailleurs.
unavailable = Le service est momentanément indisponible. Réessayez plus tard.

## Ce qui a réussi

logged-out = Vous êtes déconnecté.
logged-out-everywhere = Vous êtes déconnecté de tous vos appareils.
identity-confirmed = Merci. Votre identité est confirmée.
registered = Le compte a été créé.
