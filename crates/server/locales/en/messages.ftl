# The source: the English texts of the wire, which the server has in its code (src/locale/message.rs).
# Translators begin here; a test holds both to the same words.

## Fields of a request

required = This field is required.
not-null = This field may not be null.
not-blank = This field may not be blank.
not-a-string = Not a valid string.
not-a-boolean = Must be a valid boolean.
# $max (number): so many characters are fine.
too-long = Ensure this field has no more than { $max } characters.
# $min (number): so many characters would do.
too-short = Ensure this field has at least { $min } characters.
null-characters = Null characters are not allowed.
# $unit (text): the number of the character, in hexadecimal.
surrogate = Surrogate characters are not allowed: U+{ $unit }.
no-data = No data provided
# $kind (text): what was sent instead, as Python names it: list, str, int.
not-a-dictionary = Invalid data. Expected a dictionary, but got { $kind }.
email-invalid = Enter a valid email address.
username-invalid = Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.
username-taken = A user with that username already exists.
value-taken = { $model } with this { $field } already exists.
# $attribute (text): what the password resembles.
password-too-similar = The password is too similar to the { $attribute ->
        [first_name] first name
        [last_name] last name
        [email] email address
       *[username] username
    }.
# $min (number): so many characters would do.
password-too-short = This password is too short. It must contain at least { $min ->
        [one] { $min } character
       *[other] { $min } characters
    }.
password-too-common = This password is too common.
password-numeric = This password is entirely numeric.
password-wrong = Invalid password.
no-session = This token belongs to no session. Please log in again.

## Credentials and permissions

not-authenticated = Authentication credentials were not provided.
bad-authorization-header = Authorization header must contain two space-delimited values
bearer-not-valid = Given token not valid for any token type
token-invalid = Token is invalid
token-expired = Token is expired
token-blacklisted = Token is blacklisted
# $claim (text): the name of the claim.
token-without-claim = Token has no '{ $claim }' claim
# $claim (text): the name of the claim.
token-claim-expired = Token '{ $claim }' claim has expired
token-without-id = Token has no id
token-without-type = Token has no type
token-of-wrong-type = Token has wrong type
token-without-user = Token contained no recognizable user identification
user-not-found = User not found
user-inactive = User is inactive
password-changed = The user's password has been changed.
no-active-account = No active account found with the given credentials
no-active-account-for-token = No active account found for the given token.
reauthentication-required = Please confirm who you are first.
claims-too-large = The claims of this account do not fit into a token.
permission-denied = You do not have permission to perform this action.
basic-header-empty = Invalid basic header. No credentials provided.
basic-header-spaces = Invalid basic header. Credentials string should not contain spaces.
basic-header-not-base64 = Invalid basic header. Credentials not correctly base64 encoded.
wrong-credentials = Invalid username/password.
unable-to-log-in = Unable to log in with provided credentials.
token-header-empty = Invalid token header. No credentials provided.
token-header-spaces = Invalid token header. Token string should not contain spaces.
token-header-characters = Invalid token header. Token string should not contain invalid characters.
auth-token-invalid = Invalid token.
user-inactive-or-deleted = User inactive or deleted.

## Requests

not-found = Not found.
# $method (text): PUT, for instance.
method-not-allowed = Method "{ $method }" not allowed.
not-acceptable = Could not satisfy the request Accept header.
# $sent (text): the content type as it was sent.
unsupported-media-type = Unsupported media type "{ $sent }" in request.
request-timeout = The request took too long to arrive.
throttled = Request was throttled.
# $wait (number): seconds.
throttled-for = Request was throttled. Expected available in { $wait ->
        [one] { $wait } second
       *[other] { $wait } seconds
    }.
page-invalid = Invalid page.
not-a-list = Expected a list of items but got type "{ $kind }".
key-of-wrong-type = Incorrect type. Expected pk value, received { $kind }.
no-such-key = Invalid pk "{ $key }" - object does not exist.
choice-invalid = Select a valid choice. That choice is not one of the available choices.
no-column = The user model does not have this field.
beyond-rights = You cannot give, take or touch rights that you do not have yourself.
own-account = You cannot delete or deactivate the account that you are acting with.
last-superuser = The last active superuser must stay one.
value-rejected = A value is beyond what its column takes.
still-in-use = It is still in use elsewhere.
account-in-use = The account is still in use elsewhere.
unavailable = Service temporarily unavailable, try again later.

## What went well

logged-out = Successfully logged out.
logged-out-everywhere = Successfully logged out everywhere.
identity-confirmed = Thank you. Your identity is confirmed.
registered = User registered successfully.
