## Поля запроса

required = Это поле обязательно.
not-null = Это поле не может быть null.
not-blank = Это поле не может быть пустым.
not-a-string = Это не текст.
not-a-boolean = Допустимы только логические значения (true или false).
too-long = В этом поле может быть не больше { $max ->
        [one] { $max } символа
       *[other] { $max } символов
    }.
too-short = В этом поле должно быть не меньше { $min ->
        [one] { $min } символа
       *[other] { $min } символов
    }.
null-characters = Нулевые символы не допускаются.
surrogate = Одиночные суррогатные символы не допускаются: U+{ $unit }.
no-data = Данные не отправлены.
not-a-dictionary = Неверные данные: ожидался объект, получено { $kind }.
email-invalid = Укажите правильный адрес электронной почты.
username-invalid = Недопустимое имя пользователя. Разрешены только буквы, цифры и символы @/./+/-/_.
username-taken = Это имя пользователя уже занято.
value-taken = { $model } с таким значением ({ $field }) уже существует.
password-too-similar = Пароль слишком похож на { $attribute ->
        [first_name] имя
        [last_name] фамилию
        [email] адрес электронной почты
       *[username] имя пользователя
    }.
password-too-short = Пароль слишком короткий. В нём должно быть не меньше { $min ->
        [one] { $min } символа
       *[other] { $min } символов
    }.
password-too-common = Этот пароль слишком распространён.
password-numeric = Пароль состоит из одних цифр.
password-wrong = Неверный пароль.
no-session = Этот токен не относится ни к одному сеансу. Войдите заново.

## Учётные данные и права

not-authenticated = Учётные данные не указаны.
bad-authorization-header = Заголовок Authorization должен состоять ровно из двух значений, разделённых пробелом.
bearer-not-valid = Этот токен не подходит ни к одному из допустимых типов.
token-invalid = Токен недействителен.
token-expired = Срок действия токена истёк.
token-blacklisted = Токен отозван.
token-without-claim = В токене нет поля «{ $claim }».
token-claim-expired = Срок «{ $claim }» токена истёк.
token-without-id = У токена нет идентификатора.
token-without-type = Тип токена не указан.
token-of-wrong-type = Токен другого типа.
token-without-user = По токену нельзя определить пользователя.
user-not-found = Пользователь не найден.
user-inactive = Пользователь отключён.
password-changed = Пароль пользователя был изменён.
no-active-account = Активной учётной записи с такими данными нет.
no-active-account-for-token = Для этого токена нет активной учётной записи.
reauthentication-required = Сначала подтвердите свою личность.
claims-too-large = Данные этой учётной записи не помещаются в токен.
permission-denied = У вас нет прав на это действие.
basic-header-empty = Неверный заголовок Basic: нет учётных данных.
basic-header-spaces = Неверный заголовок Basic: в учётных данных не должно быть пробелов.
basic-header-not-base64 = Неверный заголовок Basic: учётные данные неправильно закодированы в base64.
wrong-credentials = Неверное имя пользователя или пароль.
unable-to-log-in = С этими учётными данными войти нельзя.
token-header-empty = Неверный заголовок Token: нет токена.
token-header-spaces = Неверный заголовок Token: в токене не должно быть пробелов.
token-header-characters = Неверный заголовок Token: в токене есть недопустимые символы.
auth-token-invalid = Токен недействителен.
user-inactive-or-deleted = Пользователь отключён или удалён.

## Запросы

not-found = Не найдено.
method-not-allowed = Метод «{ $method }» здесь не разрешён.
not-acceptable = Ни один из форматов, указанных в заголовке Accept, недоступен.
unsupported-media-type = Тип данных «{ $sent }» в запросе не поддерживается.
request-timeout = Запрос передавался слишком долго.
throttled = Слишком много запросов.
throttled-for = Слишком много запросов. Повторите через { $wait ->
        [one] { $wait } секунду
        [few] { $wait } секунды
       *[other] { $wait } секунд
    }.
page-invalid = Такой страницы нет.
not-a-list = Ожидался список, а получено «{ $kind }».
key-of-wrong-type = Неверный тип: ожидался ключ, а получено { $kind }.
no-such-key = Ключу «{ $key }» ничего не соответствует.
choice-invalid = Выберите одно из предложенных значений.
no-column = В модели пользователя нет этого поля.
beyond-rights = Нельзя давать, отнимать или затрагивать права, которых нет у вас самих.
own-account = Нельзя удалить или отключить учётную запись, под которой вы работаете.
last-superuser = Последний активный суперпользователь должен остаться им.
value-rejected = Значение выходит за пределы, допустимые для его столбца.
still-in-use = Это ещё используется в другом месте.
account-in-use = Учётная запись ещё используется в другом месте.
unavailable = Сервис временно недоступен. Повторите попытку позже.

## Успешно

logged-out = Вы вышли из системы.
logged-out-everywhere = Вы вышли из системы на всех устройствах.
identity-confirmed = Спасибо. Ваша личность подтверждена.
registered = Учётная запись создана.
